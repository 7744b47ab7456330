"""Language detection: by script and, where languages share a script, by function words.

It separates the languages that have word lists or thresholds of their own, and no others.
"""

from collections import Counter
from typing import Final

import regex

SCRIPT_LETTERS: Final = {
    "ja": regex.compile(r"[\u3041-\u3096\u30a1-\u30fa]"),
    "zh": regex.compile(r"\p{Han}"),
    "ko": regex.compile(r"\p{Hangul}"),
    "th": regex.compile(r"\p{Thai}"),
    "ar": regex.compile(r"\p{Arabic}"),
    "he": regex.compile(r"\p{Hebrew}"),
    "el": regex.compile(r"\p{Greek}"),
    "hi": regex.compile(r"\p{Devanagari}"),
    "ru": regex.compile(r"\p{Cyrillic}"),
}
"""A pattern for one letter of each script, by the ISO 639-1 code of the script's main language.

Japanese is recognised by its kana, since its other letters are Chinese.
"""
MIN_KANA_SHARE: Final = 0.1
"""Share of kana among the letters, 0-1, from which a text is Japanese.

Chinese has no kana; in Japanese they are seldom less than half.
"""
OTHER_LANGUAGE: Final = "other"
"""The code for every language that is not detected."""

_FUNCTION_WORDS: Final = {
    "en": "the and of to that was it he his with is not you which her for had",
    "de": "der die und das nicht ist ich sie er mit den ein zu von dem auf war",
    "fr": "le la les et des une est que qui pas dans il elle pour vous ne du",
    "es": "el la los las que y en una por con no su se del para más era",
    "it": "il che di la non un per una sono gli con della è si ma ho nel",
    "pt": "o que de não uma os para com do da em se um ele ao mais era",
    "nl": "de het een van en niet dat ik hij zijn met op te voor was er aan",
    "pl": "nie się na że to w jest do jak ale z już co go po był tak",
    "cs": "se na je že v to a s do jsem by ale jako jeho byl když tak",
    "sv": "och att det som en på är jag inte han för med var den av till hade",
    "no": "og det som en på er jeg ikke han for med var den av til ble etter",
    "da": "og det som en på er jeg ikke han for med var den af til blev efter",
    "fi": "ja on ei oli se hän että mutta kun niin joka hänen minä ovat jo vain kuin",
    "hu": "a az és hogy nem is egy volt meg csak de már ki azt még mint ha",
    "tr": "ve bir bu da de için ne o çok gibi ile daha ama ben var sonra değil",
    "eo": "la kaj de en estas al ne mi li ke por sed ĝi estis pri tio ili",
    "hi": "hai ka ki ke ko mein aur nahi yeh bhi tha main kya hain toh wo kar",
}
_LANGUAGES_BY_WORD: Final = {
    word: tuple(code for code, words in _FUNCTION_WORDS.items() if word in words.split())
    for words in _FUNCTION_WORDS.values()
    for word in words.split()
}
_LETTER: Final = regex.compile(r"\p{L}")
_SAMPLE_CHARS: Final = 20_000
"""Characters at the start of a text from which its language is detected."""
_MIN_SCRIPT_SHARE: Final = 0.4
"""Share of the letters, 0-1, that a script must have to decide the language."""
_MIN_WORD_SHARE: Final = 0.1
"""Share of all words, 0-1, that a language's function words must have to decide it."""


def count_function_words(text: str) -> Counter[str]:
    """Count each language's function words in a text, by ISO 639-1 code; some words are shared."""
    counts = Counter[str]()
    for word in text.lower().split():
        counts.update(_LANGUAGES_BY_WORD.get(word, ()))
    return counts


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of most of ``text``, or ``other``."""
    sample = text[:_SAMPLE_CHARS]
    letters = len(_LETTER.findall(sample))
    if not letters:
        return OTHER_LANGUAGE
    shares = {
        code: len(letter.findall(sample)) / letters for code, letter in SCRIPT_LETTERS.items()
    }
    if shares["ja"] >= MIN_KANA_SHARE:
        return "ja"
    code = max(shares, key=shares.__getitem__)
    if shares[code] >= _MIN_SCRIPT_SHARE:
        return code
    counts = count_function_words(sample)
    best, most = max(counts.items(), key=lambda entry: entry[1], default=(OTHER_LANGUAGE, 0))
    return best if most >= _MIN_WORD_SHARE * len(sample.split()) else OTHER_LANGUAGE


def is_spaceless_language(language: str) -> bool:
    """Tell whether a language puts no spaces between words: its unit is then the character.

    Args:
        language: an ISO 639-1 code.
    """
    return language in {"zh", "ja", "th"}
