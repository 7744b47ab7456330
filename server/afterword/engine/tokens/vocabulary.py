"""The vocabulary: the bytes that each token spells, and the tokens that can spell a given text.

Serves byte-level vocabularies (GPT-2, SmolLM2, Qwen) and SentencePiece ones (Gemma, Llama 2) alike.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import regex
from numpy.typing import NDArray

from afterword.engine.tokens.tokenizer_file import TokenizerFile, added_tokens_of, pieces_of
from afterword.prose.characters.character_classes import is_spaceless, is_word_char

WORD_JOINERS = frozenset("'’ʼ＇·-\u2010\u2011\u00ad\u200c\u200d\u05f3\u05f4")
"""Characters that may stand between two letters of one word; zero-width ones do in Persian and Hindi."""
_MARK = regex.compile(r"\p{M}")
MAX_CACHED_TEXTS = 10_000
"""Texts whose prefix tokens are cached; looking one up takes a tenth of a millisecond."""
_MODEL_MARK = regex.compile(
    r"<[|｜].*[|｜]>|</?(?:\w+(?:[_▁-]\w+)+|bbox|think)>|\[(?:multimodal|[A-Z_]{3,})\]"
)
"""Matches added tokens that mark images, turns and the like; HTML tags have no second word."""
SPACE_MARK = "▁"
"""The character that SentencePiece writes for a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyTable:
    """The facts about all tokens, in a few arrays, which may be mapped from a file.

    As Python objects, 262,144 tokens would take five times the memory, and seconds to make. Wider elements
    come first, so that all are aligned in the file.
    """

    bounds: NDArray[np.int64]
    """(vocabulary + 1,): the offset in bytes of each token's spelling, and the end of the last."""
    order: NDArray[np.int64]
    """(m,): the tokens that spell something, sorted by their bytes."""
    line_break_ids: NDArray[np.int64]
    """(k,): the tokens that contain a line break, ascending."""
    special_ids: NDArray[np.int64]
    """(k,): special tokens, which spell nothing, ascending."""
    ends_word: NDArray[np.float32]
    """(vocabulary,): 1 where the text before such a token ends a word, else 0."""
    spelled: NDArray[np.uint8]
    """(bytes,): all spellings, one after the other."""


class Vocabulary:
    """The spelling of every token. Special tokens spell nothing."""

    def __init__(self, table: VocabularyTable) -> None:
        """Wrap a table, of which nothing is copied but the special ids."""
        # An item of a memory view is a Python int, and is there in a third of an array item's time.
        self._spelled = table.spelled.data
        self._bounds = table.bounds.data
        self._order = table.order.data
        self._ordered_ids = table.order
        self._cached_prefix_tokens: dict[bytes, list[tuple[int, int]]] = {}
        self.size = len(table.ends_word)
        """How many tokens there are."""
        self.special_ids: frozenset[int] = frozenset(table.special_ids.tolist())
        """Special tokens, which spell nothing, such as end-of-text."""
        self.ends_word = table.ends_word
        """(vocabulary,) float32: 1 where the text before such a token ends a word, else 0."""
        self.line_break_ids = table.line_break_ids
        """(k,) int64: the tokens that contain a line break, ascending."""

    def spell(self, token_id: int) -> bytes:
        """Return the bytes that a token spells; ids beyond the vocabulary spell nothing."""
        if token_id >= self.size:
            return b""
        return bytes(self._spelled[self._bounds[token_id] : self._bounds[token_id + 1]])

    def longer_than(self, text: bytes) -> NDArray[np.int64]:
        """Return the ids of tokens that begin with ``text`` and go on after it: (m,)."""
        low = bisect_left(self._order, text + b"\x00", key=self.spell)
        high = bisect_left(self._order, text + b"\xff" * 8, low, key=self.spell)
        return self._ordered_ids[low:high]

    def tokens_spelling(self, texts: Iterable[bytes]) -> list[int]:
        """Return the ids of tokens that spell exactly one of ``texts``."""
        return [
            token_id for text in texts for token_id in self._tokens_between(text, text + b"\x00")
        ]

    def prefix_tokens(self, text: bytes) -> list[tuple[int, int]]:
        """Return the tokens that spell a prefix of ``text`` or all of it, each with its length in bytes."""
        found = self._cached_prefix_tokens.get(text)
        if found is None:
            found = [
                (token_id, size)
                for size in range(1, len(text) + 1)
                for token_id in self._tokens_between(text[:size], text[:size] + b"\x00")
            ]
            if len(self._cached_prefix_tokens) < MAX_CACHED_TEXTS:
                self._cached_prefix_tokens[text] = found
        return found

    def _tokens_between(self, first: bytes, end: bytes) -> list[int]:
        """Return the ids of tokens whose spelling is at least ``first`` and less than ``end``."""
        low = bisect_left(self._order, first, key=self.spell)
        high = bisect_left(self._order, end, low, key=self.spell)
        return self._order[low:high].tolist()


def tabulate(spellings: Sequence[bytes], *, special_ids: Iterable[int]) -> VocabularyTable:
    """Return the table of a vocabulary.

    Args:
        spellings: one for each token id; tokens with an empty one never fit a forced prefix.
        special_ids: special tokens, which spell nothing.
    """
    spelled = (index for index, spelling in enumerate(spellings) if spelling)
    breaks_line = [b"\n" in spelling for spelling in spellings]
    return VocabularyTable(
        spelled=np.frombuffer(b"".join(spellings), np.uint8),
        bounds=np.cumsum([0, *map(len, spellings)], dtype=np.int64),
        order=np.array(sorted(spelled, key=spellings.__getitem__), np.int64),
        ends_word=np.array([*map(begins_outside_word, spellings)], np.float32),
        line_break_ids=np.flatnonzero(breaks_line).astype(np.int64),
        special_ids=np.array(sorted(special_ids), np.int64),
    )


def read_vocabulary(content: TokenizerFile, *, size: int) -> VocabularyTable:
    """Return the table of a tokenizer's vocabulary.

    Args:
        content: the file of a byte-level or a SentencePiece tokenizer.
        size: how many token ids the model knows; tokenizers may hold fewer or more.

    Raises:
        LookupError, TypeError, ValueError: the file is damaged.
    """
    pieces, added = pieces_of(content), added_tokens_of(content)
    # Not all marks are special in the tokenizer's file, such as Gemma's marks of images. They end a text.
    special_ids = {
        index
        for index, token in added.items()
        if token.is_special or _MODEL_MARK.fullmatch(token.text)
    }
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
    return tabulate(spellings, special_ids=special_ids)


def _byte_of_letter() -> dict[str, int]:
    """Return GPT-2's alphabet: a printable letter for each byte (Radford et al. 2019)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {chr(byte): byte for byte in printable}
    rest = (byte for byte in range(256) if byte not in set(printable))
    letters.update({chr(256 + place): byte for place, byte in enumerate(rest)})
    return letters


def begins_outside_word(spelling: bytes) -> bool:
    """Return whether the text before these bytes ends a word; False for a part of a character."""
    try:
        first = spelling[:4].decode("utf-8", errors="strict")[:1]
    except UnicodeDecodeError as error:
        first = spelling[: error.start].decode("utf-8")[:1]
    if not first:
        return not spelling
    if is_spaceless(first):
        return not _MARK.match(first)  # a vowel sign belongs to the letter before it
    return not (is_word_char(first) or first in WORD_JOINERS)
