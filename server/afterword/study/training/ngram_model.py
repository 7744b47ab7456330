"""An n-gram model of tokens, interpolated Kneser-Ney: what a trained model has to beat.

For the token w after the context h, from the longest context down to none (Kneser & Ney 1995, as
Chen & Goodman 1998, section 2.7, interpolate it):

    p(w | h) = max(c(h w) - D, 0) / c(h) + D t(h) / c(h) * p(w | h without its first token)

Of the longest n-grams, c counts how often they occur; of shorter ones, how many different tokens
stand before them. c(h) is the sum of c(h w) over all w, and t(h) the number of w with c(h w) > 0.
Below the empty context all tokens are equally likely; a context that never occurred is shortened.
D = n1 / (n1 + 2 n2), where n1 and n2 are how many n-grams of a length have c = 1 and c = 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Reals = NDArray[np.float64]

ORDER: Final = 5
"""The length of the longest n-grams in tokens."""
_ABSENT: Final = -1
"""The index of an n-gram that does not occur."""
_USUAL_DISCOUNT: Final = 0.5
"""D where n1 or n2 is 0, as in a text that only repeats; the formula would give 0 or 1."""


class NgramModel:
    """The probability of the next token by the few before it."""

    def __init__(
        self, token_ids: Sequence[int], *, vocabulary_size: int, order: int = ORDER
    ) -> None:
        """Count the n-grams of a text of at least ``order`` tokens."""
        self._vocabulary_size = vocabulary_size
        self._orders: list[_Order] = []
        tokens = np.asarray(token_ids, dtype=np.int64)
        keys_by_order: list[Integers] = []
        counts_by_order: list[Integers] = []
        ends = np.zeros_like(tokens)  # of each place, the index of the n-gram that ends there
        for length in range(1, order + 1):
            contexts = _contexts(ends, length)
            places = np.flatnonzero(contexts != _ABSENT)
            keys, first, inverse, counts = np.unique(
                contexts[places] * vocabulary_size + tokens[places],
                return_index=True,
                return_inverse=True,
                return_counts=True,
            )
            if length > 1:
                # Each different n-gram is one more token before the shorter one that it ends with.
                size = len(keys_by_order[-1])
                counts_by_order[-1] = np.bincount(ends[places[first]], minlength=size)
            keys_by_order.append(keys)
            counts_by_order.append(counts)
            ends = np.full_like(tokens, _ABSENT)
            ends[places] = inverse
        context_counts = [1, *map(len, keys_by_order)]
        for keys, counts, size in zip(keys_by_order, counts_by_order, context_counts, strict=False):
            self._orders.append(_Order.of(keys, counts, vocabulary_size, context_count=size))

    def probabilities(self, token_ids: Sequence[int]) -> "Reals":
        """Return p of each token of a text but the first, given those before it: (tokens - 1,)."""
        tokens = np.asarray(token_ids, dtype=np.int64)
        known = np.full(len(tokens), 1 / self._vocabulary_size)
        ends = np.zeros_like(tokens)
        for length, order in enumerate(self._orders, start=1):
            contexts = _contexts(ends, length)
            ends = order.find(contexts, tokens)
            known = order.interpolate(ends, contexts, known)
        return known[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """The n-grams of one length that occur."""

    vocabulary_size: int
    keys: "Integers"
    """The n-grams, sorted: the index of the context among the shorter n-grams, times the size of the
    vocabulary, plus the last token."""
    counts: "Integers"
    """c by n-gram."""
    totals: "Integers"
    """c by context."""
    kinds: "Integers"
    """t by context."""
    discount: float

    @classmethod
    def of(
        cls, keys: "Integers", counts: "Integers", vocabulary_size: int, *, context_count: int
    ) -> "_Order":
        """Return the order of n-grams that were counted."""
        contexts = keys // vocabulary_size
        totals = np.zeros(context_count, dtype=np.int64)
        np.add.at(totals, contexts, counts)
        ones, twos = int(np.sum(counts == 1)), int(np.sum(counts == 2))
        return cls(
            vocabulary_size=vocabulary_size,
            keys=keys,
            counts=counts,
            totals=totals,
            kinds=np.bincount(contexts[counts > 0], minlength=context_count),
            discount=ones / (ones + 2 * twos) if ones and twos else _USUAL_DISCOUNT,
        )

    def find(self, contexts: "Integers", tokens: "Integers") -> "Integers":
        """Return the indices of n-grams by context and last token, (n,) each."""
        keys = contexts * self.vocabulary_size + tokens
        nearest = np.searchsorted(self.keys[:-1], keys)  # the last key for all that are larger
        is_found = (contexts != _ABSENT) & (self.keys[nearest] == keys)
        return np.where(is_found, nearest, _ABSENT)

    def interpolate(self, found: "Integers", contexts: "Integers", shorter: "Reals") -> "Reals":
        """Return p of n-grams from p of those that are one token shorter, (n,) each."""
        counts = np.where(found == _ABSENT, 0, self.counts[found])
        totals = np.where(contexts == _ABSENT, 0, self.totals[contexts])
        left = self.discount * self.kinds[contexts] * shorter
        own = (np.maximum(counts - self.discount, 0) + left) / np.maximum(totals, 1)
        return np.where(totals > 0, own, shorter)


def _contexts(ends: "Integers", length: int) -> "Integers":
    """Return of each place the index of the n-gram of ``length - 1`` tokens that ends before it."""
    first = 0 if length == 1 else _ABSENT  # before the first token there is only the empty context
    return np.concatenate([np.full(1, first, dtype=np.int64), ends[:-1]])
