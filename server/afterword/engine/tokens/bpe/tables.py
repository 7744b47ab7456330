"""A tokenizer of Gemma's kind in a few arrays, which can be mapped from a file.

As Python objects, half a million merges would take 150 MB, and seconds to make.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from afterword.engine.tokens.bpe.definition import BYTE_TOKENS, BpeDefinition

CODE_POINT_BITS: Final = 21
"""Bits that hold any code point of Unicode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BpeTables:
    """The facts that encoding needs."""

    characters: NDArray[np.uint32]
    """(characters,): the code points that are tokens, ascending."""
    character_ids: NDArray[np.uint32]
    """(characters,): the token of each."""
    byte_ids: NDArray[np.uint32]
    """(256,): the token of each byte."""
    merge_starts: NDArray[np.uint32]
    """(tokens + 1,): the index of the first merge whose left half a token is, and the end of the last."""
    merge_rights: NDArray[np.uint32]
    """(merges,): the right half of each merge, ascending for each left half."""
    merge_ranks: NDArray[np.uint32]
    """(merges,): the rank of each merge; the lowest merges first."""
    merge_results: NDArray[np.uint32]
    """(merges,): the token that each merge makes."""
    joints: NDArray[np.uint64]
    """(joints,): the pairs of code points between which some merge joins, as one number, ascending."""
    ordinary_tokens: NDArray[np.uint8]
    """(bytes,): the added tokens that are found in every text, as JSON: their texts and ids."""
    special_tokens: NDArray[np.uint8]
    """(bytes,): the added tokens that are found in markup only, in the same form."""


def view_bpe_tables(read: Callable[[str], NDArray[np.uint8]]) -> BpeTables:
    """Return the tables whose bytes ``read`` returns by their names; none is copied."""
    return BpeTables(
        characters=read("characters").view(np.uint32),
        character_ids=read("character_ids").view(np.uint32),
        byte_ids=read("byte_ids").view(np.uint32),
        merge_starts=read("merge_starts").view(np.uint32),
        merge_rights=read("merge_rights").view(np.uint32),
        merge_ranks=read("merge_ranks").view(np.uint32),
        merge_results=read("merge_results").view(np.uint32),
        joints=read("joints").view(np.uint64),
        ordinary_tokens=read("ordinary_tokens"),
        special_tokens=read("special_tokens"),
    )


def tabulate_bpe(definition: BpeDefinition) -> BpeTables:
    """Return the tables of a tokenizer."""
    vocabulary = definition.vocabulary
    characters = sorted(token for token in vocabulary if len(token) == 1)
    merges = definition.merges
    order = np.lexsort((merges[:, 1], merges[:, 0]))
    joints = [
        ord(left) << CODE_POINT_BITS | ord(right) for left, right in definition.joined_characters
    ]
    return BpeTables(
        characters=np.array([ord(token) for token in characters], np.uint32),
        character_ids=np.array([vocabulary[token] for token in characters], np.uint32),
        byte_ids=np.array([vocabulary[token] for token in BYTE_TOKENS], np.uint32),
        merge_starts=np.searchsorted(
            merges[order, 0], np.arange(len(vocabulary) + 1, dtype=np.uint32)
        ).astype(np.uint32),
        merge_rights=merges[order, 1],
        merge_ranks=order.astype(np.uint32),
        merge_results=merges[order, 2],
        joints=np.array(sorted(joints), np.uint64),
        ordinary_tokens=_as_json(definition.ordinary_tokens),
        special_tokens=_as_json(definition.special_tokens),
    )


def read_token_ids(table: NDArray[np.uint8]) -> dict[str, int]:
    """Return the ids of added tokens, by their texts."""
    return json.loads(table.tobytes())


def _as_json(token_ids: Mapping[str, int]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(token_ids).encode(), np.uint8)
