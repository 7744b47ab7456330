"""The word list of one language: its usable entries, each classified as crude or delicate."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import regex

from afterword.safety.blocked_span import Reason
from afterword.safety.folded_spelling import fold, unmask
from afterword.safety.list_corrections import DELICATE, INNOCENT, INNOCENT_PHRASES

SPACELESS_LISTS: Final = frozenset({"chinese", "japanese", "thai"})
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
    entries: dict[str, Reason]
    """The reason why each entry is blocked."""


def sort_entries(entries: Iterable[str], language: str) -> WordList:
    """Return the usable entries of a list, each with its reason.

    Entries that are too short to be offensive by themselves, and those that are inoffensive in
    prose, are left out. Phrases and words of three letters count as delicate: they are often
    inoffensive.
    """
    innocent = set(INNOCENT.get(language, "").split())
    innocent.update(INNOCENT_PHRASES.get(language, "").split("|"))
    delicate = set(DELICATE.get(language, "").split())
    is_spaceless = language in SPACELESS_LISTS
    sorted_entries: dict[str, Reason] = {}
    for entry in entries:
        folded = fold(entry.strip())
        if folded in innocent or _UNUSABLE.search(folded) or not _LETTER.search(folded):
            continue
        spelled = _spell_spaceless(folded) if is_spaceless else _spell_spaced(folded)
        if spelled in innocent:
            continue
        reason = (_weigh_spaceless if is_spaceless else _weigh_spaced)(spelled)
        if reason and (folded in delicate or spelled in delicate):
            reason = Reason.DELICATE
        if reason:
            sorted_entries[spelled] = reason
    return WordList(language=language, entries=sorted_entries)


def _spell_spaced(folded: str) -> str:
    return " ".join(unmask(word) for word in _SEPARATOR.split(folded) if word)


def _spell_spaceless(folded: str) -> str:
    return folded.replace(*_COMPOSED_THAI_AM)


def _weigh_spaced(entry: str) -> Reason | None:
    letters = 2 * len(entry) if _is_hangul(entry) else len(entry)  # a syllable is two or three
    if letters <= 2:
        return None
    return Reason.DELICATE if " " in entry or letters == 3 else Reason.CRUDE


def _weigh_spaceless(entry: str) -> Reason | None:
    least_chars = 2 if _HAN.search(entry) else 3
    return Reason.CRUDE if len(entry) >= least_chars else None


def _is_hangul(text: str) -> bool:
    return "\uac00" <= text[:1] <= "\ud7a3"
