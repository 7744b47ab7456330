"""The protocols by which the local engine uses a model: token sequences, branches, predictions.

Reading a token and predicting the next one are two steps: the second takes as long as the first where
a vocabulary is large, and can be done later for several tokens at once.

Two implementations: transformers' model classes, and Afterword's own runtime. Knows nothing of text.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from afterword.engine.tokens.shortlist import Shortlist

MAX_SEQUENCE_TOKENS = 8192
"""Tokens of the longest sequence, also for models that allow more: attention over more would take too
long on a laptop."""

PREFILL_CHUNK_TOKENS = 32
"""Tokens of the prompt that the processor reads at once, which takes about 25 ms."""


class TokenSequence(Protocol):
    """One sequence of tokens with the model's cached state for it."""

    @property
    def length(self) -> int:
        """How many tokens the cached state covers."""
        ...

    @property
    def size_bytes(self) -> int:
        """How much memory the cached state takes; after a crop, as much as before."""
        ...

    def read(self, token_ids: Sequence[int], *, keep_last: int = 1) -> "NDArray[np.float32]":
        """Append tokens; return the states after each of the last ``keep_last`` of them.

        Returns:
            (keep_last, …) the states, for ``TokenModel.predict``.
        """
        ...

    def crop(self, length: int) -> None:
        """Forget all tokens after the first ``length``."""
        ...

    def branch(self, count: int, *, max_tokens: int) -> "TokenBranches":
        """Return ``count`` branches of this sequence, each for up to ``max_tokens`` more tokens.

        The sequence must not change while they are in use.
        """
        ...


class TokenBranches(Protocol):
    """Several continuations of one sequence, decoded as one batch."""

    def read(self, token_ids: Sequence[int]) -> "NDArray[np.float32]":
        """Append one token to each branch; return the states after them: (branches, …)."""
        ...

    def keep(self, branches: Sequence[int]) -> None:
        """Drop all branches but these, and put them in this order."""
        ...


class ShortlistHead(Protocol):
    """An output head for a shortlist of likely tokens, much faster than one for the whole vocabulary."""

    @property
    def shortlist(self) -> "Shortlist":
        """The tokens that it predicts."""
        ...

    def predict(self, states: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Return the logits after each state: (n, …) -> (n, rows) float32."""
        ...


class TokenModel(Protocol):
    """A loaded causal language model over token ids."""

    @property
    def max_tokens(self) -> int:
        """How many tokens the longest sequence has, prompt and generated tokens together."""
        ...

    @property
    def prefill_chunk_tokens(self) -> int:
        """How many tokens of the prompt are best read at once.

        Between chunks the cancel token is read, and more urgent work may preempt.
        """
        ...

    @property
    def vocabulary_size(self) -> int:
        """How many tokens the model has logits for."""
        ...

    @property
    def precision(self) -> str:
        """The number format of the weights, for people."""
        ...

    def new_sequence(self) -> TokenSequence:
        """Return an empty sequence."""
        ...

    def predict(self, states: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """Return the logits after each state: (n, …) -> (n, vocabulary) float32."""
        ...

    def shortlist_head(self, token_ids: Sequence[int]) -> "ShortlistHead | None":
        """Return an output head for a part of the vocabulary.

        Args:
            token_ids: tokens to include, such as those of a text's own names; they may repeat.

        Returns:
            None if the model is not faster this way.
        """
        ...
