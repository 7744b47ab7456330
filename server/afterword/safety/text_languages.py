"""The languages of a text, as names of word lists: by script and by function words.

A crude word of one language may be a common word of another, so a list applies only where its
language is being written.
"""

from typing import Final

import regex

from afterword.prose.characters.language_detection import KANA_SHARE, SCRIPTS, count_little_words

SAMPLE_CHARS: Final = 1500
"""Characters before the cursor from which the language is detected: about two hundred words."""

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
"""Names of the lists in Latin letters, by ISO 639-1 code. The Hindi list is in Latin letters, too."""
_LEAST_SHARE: Final = 0.7
"""Share of the best language's function words, 0-1, from which another language applies as well."""
_LEAST_COUNT: Final = 3
"""Function words that a text must have to decide its language; with fewer it counts as English."""


def script_lists(text: str) -> tuple[str, ...]:
    """Return the languages of ``text`` that have a script other than Latin."""
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
    """Return the languages in Latin script that ``text`` may be written in.

    Usually there is one; there are more where languages are too similar to be distinguished.
    """
    counts = count_little_words(text)
    most = max(counts.values(), default=0)
    if most < _LEAST_COUNT:
        return (_LISTS_IN_LATIN["en"],)
    return tuple(
        _LISTS_IN_LATIN[code] for code, count in counts.items() if count >= _LEAST_SHARE * most
    )
