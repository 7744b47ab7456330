"""A shortlist: a part of the vocabulary, in the order in which a smaller output head predicts it.

Knows token ids and columns of logits, nothing of models or text.
"""

import numpy as np
from numpy.typing import NDArray


class Shortlist:
    """The tokens of a shortlist, found by their columns, and the other way round."""

    def __init__(self, token_ids: NDArray[np.int64], *, vocabulary_size: int) -> None:
        """Take the token of each column; no token twice."""
        self.token_ids = token_ids
        """(columns,) int64: the token of each column."""
        self._columns = np.full(vocabulary_size, -1, np.int32)
        self._columns[token_ids] = np.arange(len(token_ids), dtype=np.int32)

    def find(self, token_ids: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.bool]]:
        """Return the columns of those tokens that are in the list, and for each token whether it is."""
        columns = self._columns[token_ids]
        is_listed = columns >= 0
        return columns[is_listed], is_listed
