"""A text encoder for tokenizers of Gemma's kind: added tokens, then merges within short pieces.

A text may be cut between two characters that no merge joins: the tokens stay the same. In Gemma
these are nearly all ends of words, and most places in a Chinese text. So pieces are short and come
again, and a page in which a letter was typed costs the pieces of one line.
"""

from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from afterword.engine.tokens.bpe.added_tokens import AddedTokens
from afterword.engine.tokens.bpe.definition import SPACE_MARK
from afterword.engine.tokens.bpe.merge_table import MergeTable
from afterword.engine.tokens.bpe.tables import CODE_POINT_BITS, BpeTables, read_token_ids

_CACHED_PIECES: Final = 10_000
"""Pieces whose tokens are cached: the words of a long text, in 3 MB."""
_CACHED_STRETCHES: Final = 256
"""Stretches between added tokens, in prose lines, whose tokens are cached: those of some pages."""
_MAX_CACHED_PIECE: Final = 64
"""Characters of the longest piece that is cached; longer ones hardly come again."""
_MAX_CACHED_STRETCH: Final = 8_000
"""Characters of the longest stretch that is cached: some pages in one line."""


class BpeEncoder:
    """A ``TextEncoder`` over tables."""

    def __init__(self, tables: BpeTables) -> None:
        """Wrap tables, which may be mapped from a file."""
        self._tables = tables
        self._added_tokens = AddedTokens(read_token_ids(tables.ordinary_tokens))
        # The caches don't refer back to this object, so that it is freed with its last user.
        self._stretches = _StretchEncoder(tables)
        self._encode_cached = lru_cache(_CACHED_STRETCHES)(self._stretches.encode)

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a writer's text; what spells a special token is plain characters."""
        return self._encode(text, self._added_tokens)

    def encode_markup(self, markup: str) -> list[int]:
        """Return the token ids of a model's markup, in which special tokens are recognised."""
        token_ids = read_token_ids(self._tables.special_tokens)
        token_ids |= read_token_ids(self._tables.ordinary_tokens)
        # A pattern of all of Gemma's 6,384 takes half a second to compile.
        present = {text: token_id for text, token_id in token_ids.items() if text in markup}
        return self._encode(markup, AddedTokens(present))

    def _encode(self, text: str, added_tokens: AddedTokens) -> list[int]:
        ids = list[int]()
        for part, token_id in added_tokens.split(text):
            if token_id is not None:
                ids.append(token_id)
            elif len(part) <= _MAX_CACHED_STRETCH:
                ids += self._encode_cached(part)
            else:
                ids += self._stretches.encode(part)
        return ids


class _StretchEncoder:
    """Encodes text in which there are no added tokens."""

    def __init__(self, tables: BpeTables) -> None:
        self._joints = tables.joints
        self._merges = MergeTable(tables)
        self._encode_cached = lru_cache(_CACHED_PIECES)(self._merges.encode_piece)

    def encode(self, stretch: str) -> tuple[int, ...]:
        ids = list[int]()
        for piece in self._cut(stretch.replace(" ", SPACE_MARK)):
            if len(piece) <= _MAX_CACHED_PIECE:
                ids += self._encode_cached(piece)
            else:
                ids += self._merges.encode_piece(piece)
        return tuple(ids)

    def _cut(self, stretch: str) -> list[str]:
        """Cut a stretch wherever no merge joins the two characters beside each other."""
        code_points = np.frombuffer(stretch.encode("utf-32-le"), "<u4").astype(np.uint64)
        pairs = code_points[:-1] << np.uint64(CODE_POINT_BITS) | code_points[1:]
        places = np.searchsorted(self._joints, pairs)
        # Behind the last joint there is none; any other one serves, since it isn't equal.
        is_joined = self._joints.take(places, mode="clip") == pairs
        bounds = np.flatnonzero(~is_joined) + 1
        return [stretch[start:end] for start, end in pairwise([0, *bounds.tolist(), len(stretch)])]
