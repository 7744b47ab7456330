"""Which word lists apply to a place in a text. A crude word of one language is a plain one of another.

So a list counts only where its language is being written: by script, and where scripts are shared,
by letters or by the commonest little words.
"""

from collections import Counter
from typing import Final

import regex

SAMPLE_CHARS: Final = 1500
"""How much text before the cursor is looked at: some two hundred words."""

_JAPANESE: Final = regex.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_PERSIAN: Final = regex.compile(r"[پچژگکی]")
_SCRIPTS: Final = {
    "chinese": regex.compile(r"\p{Han}"),
    "japanese": _JAPANESE,
    "korean": regex.compile(r"\p{Hangul}"),
    "thai": regex.compile(r"\p{Thai}"),
    "arabic": regex.compile(r"\p{Arabic}"),
    "russian": regex.compile(r"\p{Cyrillic}"),
}

_LITTLE_WORDS: Final = {
    "english": "the and of to that was it he his with is not you which her for had",
    "german": "der die und das nicht ist ich sie er mit den ein zu von dem auf war",
    "french": "le la les et des une est que qui pas dans il elle pour vous ne du",
    "spanish": "el la los las que y en una por con no su se del para más era",
    "italian": "il che di la non un per una sono gli con della è si ma ho nel",
    "portuguese": "o que de não uma os para com do da em se um ele ao mais era",
    "dutch": "de het een van en niet dat ik hij zijn met op te voor was er aan",
    "polish": "nie się na że to w jest do jak ale z już co go po był tak",
    "czech": "se na je že v to a s do jsem by ale jako jeho byl když tak",
    "swedish": "och att det som en på är jag inte han för med var den av till hade",
    "norwegian": "og det som en på er jeg ikke han for med var den av til ble etter",
    "danish": "og det som en på er jeg ikke han for med var den af til blev efter",
    "finnish": "ja on ei oli se hän että mutta kun niin joka hänen minä ovat jo vain kuin",
    "hungarian": "a az és hogy nem is egy volt meg csak de már ki azt még mint ha",
    "turkish": "ve bir bu da de için ne o çok gibi ile daha ama ben var sonra değil",
    "esperanto": "la kaj de en estas al ne mi li ke por sed ĝi estis pri tio ili",
    "hindi": "hai ka ki ke ko mein aur nahi yeh bhi tha main kya hain toh wo kar",
}
_LANGUAGES_OF: Final = {
    word: tuple(code for code, words in _LITTLE_WORDS.items() if word in words.split())
    for words in _LITTLE_WORDS.values()
    for word in words.split()
}
_LEAST_SHARE: Final = 0.7
"""Of the best language's little words: nearer than this, two languages can't be told apart."""
_LEAST_COUNT: Final = 3
"""Little words below this number say nothing; then Latin letters are taken for English."""


def script_lists(text: str) -> tuple[str, ...]:
    """Return the names of the lists in scripts other than Latin that ``text`` is written in."""
    if text.isascii():
        return ()
    found = [name for name, letter in _SCRIPTS.items() if letter.search(text)]
    if "japanese" in found and "chinese" in found:
        kana = len(_JAPANESE.findall(text))
        found.remove("chinese" if kana * 10 > len(text) else "japanese")
    if "arabic" in found and _PERSIAN.search(text):
        found[found.index("arabic")] = "persian"
    return tuple(found)


def latin_lists(text: str) -> tuple[str, ...]:
    """Return the names of the lists in Latin letters that apply where ``text`` is written.

    Usually one; more where languages are too near to each other to be told apart.
    """
    counts = Counter[str]()
    for word in text.lower().split():
        for name in _LANGUAGES_OF.get(word, ()):
            counts[name] += 1
    most = max(counts.values(), default=0)
    if most < _LEAST_COUNT:
        return ("english",)
    return tuple(name for name, count in counts.items() if count >= _LEAST_SHARE * most)
