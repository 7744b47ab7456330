"""Which word lists apply to a place in a text. A crude word of one language is a plain one of another.

So a list counts only where its language is being written.
"""

from typing import Final

import regex

from afterword.prose.characters.language_detection import KANA_SHARE, SCRIPTS, count_little_words

SAMPLE_CHARS: Final = 1500
"""How much text before the cursor is looked at: some two hundred words."""

_PERSIAN: Final = regex.compile(r"[پچژگکی]")
_LISTS_BY_SCRIPT: Final = {
    "zh": "chinese",
    "ja": "japanese",
    "ko": "korean",
    "th": "thai",
    "ar": "arabic",
    "ru": "russian",
}
_LISTS_IN_LATIN: Final = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "pl": "polish",
    "cs": "czech",
    "sv": "swedish",
    "no": "norwegian",
    "da": "danish",
    "fi": "finnish",
    "hu": "hungarian",
    "tr": "turkish",
    "eo": "esperanto",
    "hi": "hindi",
}
"""Hindi's is in Latin letters."""
_LEAST_SHARE: Final = 0.7
"""Of the best language's little words: nearer than this, two languages can't be told apart."""
_LEAST_COUNT: Final = 3
"""Little words below this number say nothing; then Latin letters are taken for English."""


def script_lists(text: str) -> tuple[str, ...]:
    """Return the names of the lists in scripts other than Latin that ``text`` is written in."""
    if text.isascii():
        return ()
    found = [name for code, name in _LISTS_BY_SCRIPT.items() if SCRIPTS[code].search(text)]
    if "japanese" in found and "chinese" in found:
        kana = len(SCRIPTS["ja"].findall(text))
        found.remove("chinese" if kana > KANA_SHARE * len(text) else "japanese")
    if "arabic" in found and _PERSIAN.search(text):
        found[found.index("arabic")] = "persian"
    return tuple(found)


def latin_lists(text: str) -> tuple[str, ...]:
    """Return the names of the lists in Latin letters that apply where ``text`` is written.

    Usually one; more where languages are too near to each other to be told apart.
    """
    counts = count_little_words(text)
    most = max(counts.values(), default=0)
    if most < _LEAST_COUNT:
        return (_LISTS_IN_LATIN["en"],)
    return tuple(
        _LISTS_IN_LATIN[code] for code, count in counts.items() if count >= _LEAST_SHARE * most
    )
