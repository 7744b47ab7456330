"""The word list of one language: its usable entries, each classified as crude or delicate."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import regex

from afterword.safety.blocked_span import BlockReason
from afterword.safety.folded_spelling import fold, replace_lookalikes
from afterword.safety.list_corrections import ALLOWED_PHRASES, ALLOWED_WORDS, DELICATE_WORDS

SPACELESS_LANGUAGES: Final = frozenset({"chinese", "japanese", "thai"})
"""Languages without spaces between words, whose entries are searched for as substrings."""

_SEPARATOR: Final = regex.compile(r"[\s\-\u2010\u2011_/']+")
_UNUSABLE: Final = regex.compile(r"[*.,;?()\x60]")
_HAN: Final = regex.compile(r"\p{Han}")
_LETTER: Final = regex.compile(r"\p{L}")
_COMPOSED_THAI_AM: Final = ("\u0e4d\u0e32", "\u0e33")
"""The Thai vowel SARA AM, decomposed and composed: normalising decomposes it, but texts compose it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """A language's entries in folded spelling, with one space between the words of a phrase."""

    language: str
    """The language's English name, as in the package's file names."""
    entries: dict[str, BlockReason]
    """The reason why each entry is blocked."""


def classify_entries(entries: Iterable[str], language: str) -> WordList:
    """Return the usable entries of a list, each with its reason.

    Entries that are too short to be offensive by themselves, and those that are inoffensive in
    prose, are left out. Phrases and words of three letters count as delicate: they are often
    inoffensive.
    """
    allowed = set(ALLOWED_WORDS.get(language, "").split())
    allowed.update(ALLOWED_PHRASES.get(language, "").split("|"))
    delicate = set(DELICATE_WORDS.get(language, "").split())
    is_spaceless = language in SPACELESS_LANGUAGES
    classified: dict[str, BlockReason] = {}
    for entry in entries:
        folded = fold(entry.strip())
        if folded in allowed or _UNUSABLE.search(folded) or not _LETTER.search(folded):
            continue
        spelled = _spell_spaceless(folded) if is_spaceless else _spell_spaced(folded)
        if spelled in allowed:
            continue
        reason = (_reason_for_substring if is_spaceless else _reason_for_word)(spelled)
        if reason and (folded in delicate or spelled in delicate):
            reason = BlockReason.DELICATE
        if reason:
            classified[spelled] = reason
    return WordList(language=language, entries=classified)


def _spell_spaced(folded: str) -> str:
    return " ".join(replace_lookalikes(word) for word in _SEPARATOR.split(folded) if word)


def _spell_spaceless(folded: str) -> str:
    return folded.replace(*_COMPOSED_THAI_AM)


def _reason_for_word(entry: str) -> BlockReason | None:
    letters = 2 * len(entry) if _is_hangul(entry) else len(entry)  # a syllable is two or three
    if letters <= 2:
        return None
    return BlockReason.DELICATE if " " in entry or letters == 3 else BlockReason.CRUDE


def _reason_for_substring(entry: str) -> BlockReason | None:
    min_chars = 2 if _HAN.search(entry) else 3
    return BlockReason.CRUDE if len(entry) >= min_chars else None


def _is_hangul(text: str) -> bool:
    return "\uac00" <= text[:1] <= "\ud7a3"
