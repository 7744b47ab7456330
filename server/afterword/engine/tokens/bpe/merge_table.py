"""Merges the characters of a piece of text into tokens, by rank."""

from bisect import bisect_left
from heapq import heappop, heappush

from afterword.engine.tokens.bpe.tables import BpeTables

_MERGED_AWAY = -1
"""The id of a place whose token has become part of the one before it."""
_Candidate = tuple[int, int, int, int, int]
"""A merge that may be next: its rank, the place of its left half, left id, right id, resulting id."""


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
        ids = [token_id for character in piece for token_id in self._ids_of(character)]
        if len(ids) < 2:
            return tuple(ids)
        end = len(ids)
        next_places, previous_places = list(range(1, end + 1)), list(range(-1, end - 1))
        candidates = list[_Candidate]()
        for place in range(end - 1):
            self._add_candidate(candidates, place, ids[place], ids[place + 1])
        while candidates:
            _, place, left_id, right_id, result_id = heappop(candidates)
            right = next_places[place]
            # A half may have merged with another one since this was found.
            if ids[place] != left_id or right == end or ids[right] != right_id:
                continue
            ids[place], ids[right] = result_id, _MERGED_AWAY
            following, preceding = next_places[right], previous_places[place]
            next_places[place] = following
            if following < end:
                previous_places[following] = place
                self._add_candidate(candidates, place, result_id, ids[following])
            if preceding >= 0:
                self._add_candidate(candidates, preceding, ids[preceding], result_id)
        return tuple(token_id for token_id in ids if token_id != _MERGED_AWAY)

    def _ids_of(self, character: str) -> tuple[int, ...]:
        """Return the token of a character, or those of its bytes."""
        code_point, characters = ord(character), self._characters
        place = bisect_left(characters, code_point)
        if place < len(characters) and characters[place] == code_point:
            return (self._character_ids[place],)
        return tuple(self._byte_ids[byte] for byte in character.encode())

    def _add_candidate(
        self, candidates: list[_Candidate], place: int, left_id: int, right_id: int
    ) -> None:
        low, high = self._starts[left_id], self._starts[left_id + 1]
        found = bisect_left(self._rights, right_id, low, high)
        if found < high and self._rights[found] == right_id:
            merge = (self._ranks[found], place, left_id, right_id, self._results[found])
            heappush(candidates, merge)
