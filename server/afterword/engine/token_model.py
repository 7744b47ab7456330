"""What the local engine needs of a model: token sequences that grow, shrink and predict.

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

    def extend(self, token_ids: Sequence[int], *, predict_last: int = 1) -> "Tensor":
        """Append tokens; return the logits after each of the last ``predict_last`` of them.

        Returns:
            (predict_last, vocabulary) float32.
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

    def extend(self, token_ids: Sequence[int]) -> "Tensor":
        """Append one token to each; return the logits after them: (branches, vocabulary)."""
        ...

    def keep(self, branches: Sequence[int]) -> None:
        """Go on with these branches only, in this order."""
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

    def new_sequence(self) -> TokenSequence:
        """Return an empty sequence."""
        ...
