"""The languages of a text, as names of word lists: by script and by function words.

A crude word of one language may be a common word of another, so a list applies only where its
language is being written.
"""

from typing import Final

import regex

from afterword.prose.characters.language_detection import (
    MIN_KANA_SHARE,
    SCRIPT_LETTERS,
    count_function_words,
)

SAMPLE_CHARS: Final = 1500
"""Characters before the cursor from which the language is detected: about two hundred words."""

_PERSIAN: Final = regex.compile(r"[پچژگکی]")
_LANGUAGES_BY_SCRIPT: Final = {
    "zh": "chinese",
    "ja": "japanese",
    "ko": "korean",
    "th": "thai",
    "ar": "arabic",
    "ru": "russian",
}
_LATIN_LANGUAGES: Final = {
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
_MIN_SHARE: Final = 0.7
"""Share of the best language's function words, 0-1, from which another language applies as well."""
_MIN_COUNT: Final = 3
"""Function words that a text must have to decide its language; with fewer it counts as English."""


def script_languages(text: str) -> tuple[str, ...]:
    """Return the languages of ``text`` that have a script other than Latin."""
    if text.isascii():
        return ()
    found = [
        name for code, name in _LANGUAGES_BY_SCRIPT.items() if SCRIPT_LETTERS[code].search(text)
    ]
    if "japanese" in found and "chinese" in found:
        kana = len(SCRIPT_LETTERS["ja"].findall(text))
        found.remove("chinese" if kana > MIN_KANA_SHARE * len(text) else "japanese")
    if "arabic" in found and _PERSIAN.search(text):
        found[found.index("arabic")] = "persian"
    return tuple(found)


def latin_languages(text: str) -> tuple[str, ...]:
    """Return the languages in Latin script that ``text`` may be written in.

    Usually there is one; there are more where languages are too similar to be distinguished.
    """
    counts = count_function_words(text)
    most = max(counts.values(), default=0)
    if most < _MIN_COUNT:
        return (_LATIN_LANGUAGES["en"],)
    return tuple(
        _LATIN_LANGUAGES[code] for code, count in counts.items() if count >= _MIN_SHARE * most
    )
