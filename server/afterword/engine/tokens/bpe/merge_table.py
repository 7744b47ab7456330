"""Merges the characters of a piece of text into tokens, by rank.

The time that it takes grows as the piece does, times the logarithm of its length: 2 to 4 µs a character.
"""

from bisect import bisect_left
from heapq import heapify, heappop, heappush
from itertools import pairwise

from afterword.engine.tokens.bpe.tables import BpeTables

_MERGED_AWAY = -1
"""The id of a place whose token has become part of the one before it."""
_Merge = tuple[int, int]
"""The rank of a merge, which no other one has, and the token that it makes."""
_PLACE_BITS = 40
"""Bits of a place in a piece."""
_PLACES = (1 << _PLACE_BITS) - 1


class MergeTable:
    """Looks merges up in the tables, which may be mapped: only what is looked up is read."""

    def __init__(self, tables: BpeTables) -> None:
        """Wrap tables."""
        # Reading one element of a view takes half of what it takes from the array.
        self._characters = tables.characters.data
        self._character_ids = tables.character_ids.data
        self._byte_ids = tables.byte_ids.data
        self._starts = tables.merge_starts.data
        self._rights = tables.merge_rights.data
        self._ranks = tables.merge_ranks.data
        self._results = tables.merge_results.data

    def encode_piece(self, piece: str) -> tuple[int, ...]:
        """Return the token ids of a piece: the merge of the lowest rank goes first, of equals the left one."""
        known_ids = {character: self._ids_of(character) for character in set(piece)}
        ids = [token_id for character in piece for token_id in known_ids[character]]
        if len(ids) < 2:
            return tuple(ids)
        end = len(ids)
        next_places, previous_places = list(range(1, end + 1)), list(range(-1, end - 1))
        # In a long piece the same pairs come again and again.
        known = dict[tuple[int, int], _Merge | None]()
        # A merge that may be next is one number, its rank and behind it the place of its left half.
        candidates = [
            merge[0] << _PLACE_BITS | place
            for place, pair in enumerate(pairwise(ids))
            if (merge := self._merge_of(pair, known)) is not None
        ]
        heapify(candidates)
        while candidates:
            candidate = heappop(candidates)
            place = candidate & _PLACES
            right = next_places[place]
            if right == end:
                continue
            merge = known.get((ids[place], ids[right]))
            # A half may have merged with another one since this was found.
            if merge is None or merge[0] != candidate >> _PLACE_BITS:
                continue
            result_id = merge[1]
            ids[place], ids[right] = result_id, _MERGED_AWAY
            following, preceding = next_places[right], previous_places[place]
            next_places[place] = following
            if following < end:
                previous_places[following] = place
                if (merge := self._merge_of((result_id, ids[following]), known)) is not None:
                    heappush(candidates, merge[0] << _PLACE_BITS | place)
            if (
                preceding >= 0
                and (merge := self._merge_of((ids[preceding], result_id), known)) is not None
            ):
                heappush(candidates, merge[0] << _PLACE_BITS | preceding)
        return tuple(token_id for token_id in ids if token_id != _MERGED_AWAY)

    def _ids_of(self, character: str) -> tuple[int, ...]:
        """Return the token of a character, or those of its bytes."""
        code_point, characters = ord(character), self._characters
        place = bisect_left(characters, code_point)
        if place < len(characters) and characters[place] == code_point:
            return (self._character_ids[place],)
        return tuple(self._byte_ids[byte] for byte in character.encode())

    def _merge_of(
        self, pair: tuple[int, int], known: dict[tuple[int, int], _Merge | None]
    ) -> _Merge | None:
        """Return the merge of two tokens, None if there is none; it is looked up once for ``known``."""
        if pair not in known:
            left_id, right_id = pair
            low, high = self._starts[left_id], self._starts[left_id + 1]
            found = bisect_left(self._rights, right_id, low, high)
            is_merge = found < high and self._rights[found] == right_id
            known[pair] = (self._ranks[found], self._results[found]) if is_merge else None
        return known[pair]
