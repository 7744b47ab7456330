# pyright: basic
"""What each token spells, in bytes, and which tokens can spell a given text.

Serves byte-level vocabularies (GPT-2, SmolLM2, Qwen) and SentencePiece ones (Gemma, Llama 2) alike.
"""

from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

import regex
import torch
from torch import Tensor

from afterword.prose.scripts import is_spaceless, is_word_char

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WORD_JOINERS = frozenset("'’ʼ＇·-\u2010\u2011\u00ad\u200c\u200d\u05f3\u05f4")
"""What may stand between two letters of one word; Persian and Hindi join with no-width ones."""
_MARK = regex.compile(r"\p{M}")
SPACE_MARK = "▁"
"""SentencePiece writes a space as this."""


class Vocabulary:
    """The spelling of every token. Special tokens spell nothing."""

    def __init__(self, spellings: list[bytes], *, special_ids: Iterable[int]) -> None:
        """Index ``spellings``: one entry a token id; empty ones can't be generated under healing."""
        self._spellings = spellings
        self.special_ids = frozenset(special_ids)
        """Tokens that mark something and spell nothing, end-of-text among them."""
        spelled = (index for index, spelling in enumerate(spellings) if spelling)
        self._order = sorted(spelled, key=spellings.__getitem__)
        self._sorted = [spellings[index] for index in self._order]
        self.ends_word = torch.tensor(
            [float(_begins_outside_word(spelling)) for spelling in spellings]
        )
        """(vocabulary,) float32, 1 where what precedes such a token ends a word, else 0."""

        self.breaks_line = torch.tensor([b"\n" in spelling for spelling in spellings])
        """(vocabulary,) bool: the token holds a line break."""

    def mask_of(self, token_ids: Iterable[int]) -> Tensor:
        """Return (vocabulary,) bool, true at ``token_ids``; ids beyond the vocabulary are ignored."""
        mask = torch.zeros(len(self._spellings), dtype=torch.bool)
        mask[[index for index in token_ids if index < len(mask)]] = True
        return mask

    def spell(self, token_id: int) -> bytes:
        """Return the bytes that a token stands for; ids beyond the vocabulary spell nothing."""
        return self._spellings[token_id] if token_id < len(self._spellings) else b""

    def fitting(self, rest: bytes) -> Tensor:
        """Return the ids of tokens that begin with ``rest`` or are a proper prefix of it: (m,) int64."""
        found = self._spelled_from(rest, rest + b"\xff" * 8)
        for end in range(1, len(rest)):
            found += self._spelled_from(rest[:end], rest[:end] + b"\x00")
        return torch.tensor(found, dtype=torch.long)

    def _spelled_from(self, first: bytes, end: bytes) -> list[int]:
        """Return the ids of tokens whose spelling is at least ``first`` and less than ``end``."""
        low = bisect_left(self._sorted, first)
        return self._order[low : bisect_left(self._sorted, end, low)]


def read_vocabulary(tokenizer: "Tokenizer", *, size: int) -> Vocabulary:
    """Work out the spelling of each of a tokenizer's tokens.

    Args:
        tokenizer: of the byte-level or the SentencePiece kind.
        size: how many token ids the model knows; tokenizers may hold fewer or more.
    """
    pieces = tokenizer.get_vocab(with_added_tokens=True)
    added = tokenizer.get_added_tokens_decoder()
    special_ids = {index for index, token in added.items() if token.special}
    letters = _byte_of_letter()
    # Byte-level vocabularies hold all 256 single letters of their alphabet; Ġ stands for a space.
    is_byte_level = "Ġ" in pieces and SPACE_MARK not in pieces
    spellings = [b""] * size
    for piece, index in pieces.items():
        if index in special_ids or index >= size:
            continue
        if index in added:
            spellings[index] = piece.replace(SPACE_MARK, " ").encode()
        elif is_byte_level:
            spellings[index] = bytes(letters[letter] for letter in piece if letter in letters)
        elif len(piece) == 6 and piece.startswith("<0x") and piece.endswith(">"):
            spellings[index] = bytes([int(piece[3:5], 16)])
        else:
            spellings[index] = piece.replace(SPACE_MARK, " ").encode()
    return Vocabulary(spellings, special_ids=special_ids)


def _byte_of_letter() -> dict[str, int]:
    """Return GPT-2's alphabet: a printable letter for each byte (Radford et al. 2019)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {chr(byte): byte for byte in printable}
    rest = (byte for byte in range(256) if byte not in set(printable))
    letters.update({chr(256 + place): byte for place, byte in enumerate(rest)})
    return letters


def _begins_outside_word(spelling: bytes) -> bool:
    """Tell whether text before this token ends a word; a part of a character does not say so."""
    try:
        first = spelling[:4].decode("utf-8", errors="strict")[:1]
    except UnicodeDecodeError as error:
        first = spelling[: error.start].decode("utf-8")[:1]
    if not first:
        return not spelling
    if is_spaceless(first):
        return not _MARK.match(first)  # a vowel sign belongs to the letter before it
    return not (is_word_char(first) or first in WORD_JOINERS)
