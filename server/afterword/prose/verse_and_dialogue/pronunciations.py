"""Pronunciations of English words, from the CMU Pronouncing Dictionary.

The table contains what verse needs: the number of syllables and the part of a word that must be the
same in a rhyme. ``scripts/pack_pronunciations.py`` makes it from the dictionary's own file, whose
licence is in ``cmudict-LICENSE.txt``.
"""

import gzip
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final
from unicodedata import normalize

TABLE_NAME: Final = "pronunciations.txt.gz"
"""The table's file name. Its lines are sorted by their bytes; each has a word, its number of
syllables and its tails, separated by spaces."""
LETTERS: Final = {
    "AA": "A", "AE": "B", "AH": "C", "AO": "D", "AW": "E", "AY": "F", "EH": "G", "ER": "H", "EY": "I",
    "IH": "J", "IY": "K", "OW": "L", "OY": "M", "UH": "N", "UW": "O",
    "B": "b", "CH": "c", "D": "d", "DH": "e", "F": "f", "G": "g", "HH": "h", "JH": "j", "K": "k",
    "L": "l", "M": "m", "N": "n", "NG": "q", "P": "p", "R": "r", "S": "s", "SH": "x", "T": "t",
    "TH": "o", "V": "v", "W": "w", "Y": "y", "Z": "z", "ZH": "u",
}  # fmt: skip
"""The letter by which a tail encodes each phoneme of the dictionary; vowels are capitals."""
_SIBILANTS: Final = frozenset(LETTERS[phoneme] for phoneme in ("CH", "JH", "S", "SH", "Z", "ZH"))
_VOICELESS: Final = frozenset(LETTERS[phoneme] for phoneme in ("F", "K", "P", "T", "TH"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronunciation:
    """The pronunciation of a word."""

    syllables: int
    """Syllables of its shortest pronunciation, as verse counts *fire* and *every*."""
    tails: frozenset[str]
    """The rhyming parts of the word: the phonemes from a stressed vowel on, a letter for each. There
    is one for each pronunciation, and one more where the last syllable has a secondary stress
    (*butterfly*)."""


def pronunciation_of(word: str) -> Pronunciation | None:
    """Return the pronunciation of an English word; None where the dictionary has none.

    For a missing plural or possessive, it is that of the word without its ``s``, and then the ``s``.
    """
    letters = normalize("NFD", word.casefold().replace("’", "'"))
    plain = "".join(char for char in letters if char.isalpha() or char == "'")
    if (found := _look_up(plain)) or not plain.endswith("s"):
        return found
    stem = _look_up(plain.removesuffix("s").removesuffix("'"))
    return _with_s(stem) if stem else None


def _with_s(stem: Pronunciation) -> Pronunciation:
    is_sibilant = any(tail[-1] in _SIBILANTS for tail in stem.tails)
    endings = [
        tail + ("Jz" if tail[-1] in _SIBILANTS else "s" if tail[-1] in _VOICELESS else "z")
        for tail in stem.tails
    ]
    return Pronunciation(syllables=stem.syllables + is_sibilant, tails=frozenset(endings))


def _look_up(word: str) -> Pronunciation | None:
    table, key = read_table(), f"{word} ".encode()
    low, high = 0, len(table)  # both are where a line begins
    while low < high:
        middle = (low + high) // 2
        start = max(low, table.rfind(b"\n", low, middle) + 1)
        end = table.index(b"\n", middle) + 1
        low, high = (end, high) if table[start:end] < key else (low, start)
    if not table.startswith(key, low):
        return None
    _, syllables, *tails = table[low : table.index(b"\n", low)].decode("ascii").split()
    return Pronunciation(syllables=int(syllables), tails=frozenset(tails))


@cache
def read_table() -> bytes:
    """Read the table when the first English word is looked up.

    It stays one string of bytes, 2 MB: a Python dictionary of its words would take nine times as much.
    """
    packed = resources.files("afterword.prose.verse_and_dialogue").joinpath(TABLE_NAME).read_bytes()
    return gzip.decompress(packed)
