"""Which language a text is written in, as far as the figures have to be told apart by it.

By script, then by the most frequent little words: enough for whole documents.
"""

from typing import Final

import regex

_SAMPLE_CHARS: Final = 20_000
_SCRIPTS: Final = {
    "ja": regex.compile(r"[\p{Hiragana}\p{Katakana}]"),
    "zh": regex.compile(r"\p{Han}"),
    "ko": regex.compile(r"\p{Hangul}"),
    "th": regex.compile(r"\p{Thai}"),
    "ar": regex.compile(r"\p{Arabic}"),
    "he": regex.compile(r"\p{Hebrew}"),
    "el": regex.compile(r"\p{Greek}"),
    "hi": regex.compile(r"\p{Devanagari}"),
    "ru": regex.compile(r"\p{Cyrillic}"),
}
_LETTER: Final = regex.compile(r"\p{L}")
_KANA_SHARE: Final = 0.15
"""Of the letters: Chinese has none, Japanese seldom less."""
_LEAST_SHARE: Final = 0.4
_WORD: Final = regex.compile(r"\p{L}+")
_LITTLE_WORDS: Final = {
    "en": "the and of to that was it he his with is not you which her for",
    "de": "der die und das nicht ist ich sie er mit den ein zu von dem auf",
    "fr": "le la les et des une est que qui pas dans il elle pour vous ne",
    "es": "el la los las que y en una por con no su se del para más",
    "it": "il che di la non un per una sono gli con della è si ma ho",
    "pt": "o que de não uma os para com do da em se um ele ao mais",
    "nl": "de het een van en niet dat ik hij zijn met op te voor was er",
    "pl": "nie się na że to w jest do jak ale z już co go po był",
    "sv": "och att det som en på är jag inte han för med var den av till",
}
OTHER: Final = "other"
"""A language that is not told apart."""


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language that most of ``text`` is in, or ``other``."""
    sample = text[:_SAMPLE_CHARS]
    letters = len(_LETTER.findall(sample))
    if not letters:
        return OTHER
    shares = {code: len(found.findall(sample)) / letters for code, found in _SCRIPTS.items()}
    if shares["ja"] >= _KANA_SHARE:
        return "ja"
    code = max(shares, key=shares.__getitem__)
    if shares[code] >= _LEAST_SHARE:
        return code
    words = [word.casefold() for word in _WORD.findall(sample)]
    counts = {
        code: sum(map(frozenset(little.split()).__contains__, words))
        for code, little in _LITTLE_WORDS.items()
    }
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] >= 0.1 * len(words) else OTHER


def is_by_character(language: str) -> bool:
    """Tell whether this language is read and accepted by the character, not by the word."""
    return language in {"zh", "ja", "th"}
