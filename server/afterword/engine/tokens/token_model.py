"""What the local engine needs of a model: token sequences that grow and shrink, and predictions.

Reading a token and predicting what follows it are two steps: the second one is as dear as the first
where a vocabulary is large, and can be put off and done for several tokens at once.

Two implementations: transformers' model classes, and Afterword's own runtime. Knows nothing of text.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Tensor

LONGEST_SEQUENCE_TOKENS = 8192
"""Models that claim more are not asked for more: attention over it would stall a laptop."""


class TokenSequence(Protocol):
    """One sequence of tokens with the model's cached state for it."""

    @property
    def length(self) -> int:
        """How many tokens the cached state covers."""
        ...

    @property
    def size_bytes(self) -> int:
        """How much memory the cached state takes, as far as it was ever filled."""
        ...

    def read(self, token_ids: Sequence[int], *, keep_last: int = 1) -> "Tensor":
        """Append tokens; return the states after each of the last ``keep_last`` of them.

        Returns:
            (keep_last, …) what ``TokenModel.predict`` takes.
        """
        ...

    def crop(self, length: int) -> None:
        """Forget all tokens after the first ``length``."""
        ...

    def branch(self, count: int, *, max_tokens: int) -> "TokenBranches":
        """Return ``count`` branches behind this sequence, for up to ``max_tokens`` more tokens.

        The sequence must not change while they are in use.
        """
        ...


class TokenBranches(Protocol):
    """Several continuations of one sequence, decoded side by side in one batch."""

    def read(self, token_ids: Sequence[int]) -> "Tensor":
        """Append one token to each; return the states after them: (branches, …)."""
        ...

    def keep(self, branches: Sequence[int]) -> None:
        """Go on with these branches only, in this order."""
        ...


class ShortlistHead(Protocol):
    """Predictions for those tokens only that are likely at all."""

    @property
    def token_ids(self) -> "Tensor":
        """(rows,) int64: which they are."""
        ...

    def predict(self, states: "Tensor") -> "Tensor":
        """Return what follows each state: (n, …) -> (n, rows) float32 logits."""
        ...


class TokenModel(Protocol):
    """A loaded causal language model over token ids."""

    @property
    def max_tokens(self) -> int:
        """Longest sequence, prompt and generated tokens together."""
        ...

    @property
    def vocabulary_size(self) -> int:
        """Length of the logits."""
        ...

    @property
    def precision(self) -> str:
        """What the weights are kept in, for people."""
        ...

    def new_sequence(self) -> TokenSequence:
        """Return an empty sequence."""
        ...

    def predict(self, states: "Tensor") -> "Tensor":
        """Return what follows each state: (n, …) -> (n, vocabulary) float32 logits."""
        ...

    def shortlist_head(self, token_ids: Sequence[int]) -> "ShortlistHead | None":
        """Return what predicts a part of the vocabulary, much sooner than the whole.

        Args:
            token_ids: tokens to be among them, such as a text's own names, as often as they come.

        Returns:
            None from a model that is not faster this way.
        """
        ...
