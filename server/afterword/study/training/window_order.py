# pyright: basic
"""The tokens that each training step reads: a pure function of the seed and the step."""

from functools import lru_cache

import torch
from torch import Tensor

from afterword.errors import DocumentError
from afterword.study.training.recipes import LearningRecipe

_MIN_WINDOWS = 2
"""The smallest number of windows that a training text must have."""


class WindowOrder:
    """Cuts a text into windows: in each epoch at different offsets and in a different order.

    It has no state, so a resumed training reads the same windows as an uninterrupted one.
    """

    def __init__(
        self, token_ids: Tensor, recipe: LearningRecipe, *, lead: int | None = None
    ) -> None:
        """Cut ``token_ids``, (tokens,) int64, into windows.

        Args:
            token_ids: the text.
            recipe: the lengths, and the seed of the order.
            lead: a token that is put in front of every window, for models that ask for it.

        Raises:
            DocumentError: the text is too short for two windows.
        """
        self._token_ids = token_ids
        self._recipe = recipe
        self._lead = torch.tensor([] if lead is None else [lead], dtype=torch.int64)
        # An epoch's offset is up to one window, and a window's last token predicts one more.
        self.windows_per_epoch = len(token_ids) // recipe.context_tokens - 1
        if self.windows_per_epoch < _MIN_WINDOWS:
            needed = recipe.context_tokens * (_MIN_WINDOWS + 1)
            raise DocumentError(
                f"There are {len(token_ids)} tokens to learn from; at least {needed} are needed, "
                f"about {needed * 3 // 4} words.",
                next_step="Add texts.",
            )
        self._order_of = lru_cache(maxsize=2)(self._draw_order)

    def batch(self, step: int) -> tuple[Tensor, Tensor]:
        """Return the inputs and targets of a step, counted from 0.

        Returns:
            Two (batch_windows, context_tokens) int64 tensors; targets are one token ahead.
        """
        count, context = self._recipe.batch_windows, self._recipe.context_tokens
        rows = [self._window(step * count + place) for place in range(count)]
        windows = torch.stack(rows)  # (batch_windows, context_tokens + 1)
        return windows[:, :context], windows[:, 1:]

    def _window(self, index: int) -> Tensor:
        """Return the window of an index that counts through all epochs: (context_tokens + 1,)."""
        epoch, place = divmod(index, self.windows_per_epoch)
        offset, order = self._order_of(epoch)
        context = self._recipe.context_tokens
        start = offset + int(order[place]) * context
        end = start + context + 1 - len(self._lead)
        return torch.cat([self._lead, self._token_ids[start:end]])

    def _draw_order(self, epoch: int) -> tuple[int, Tensor]:
        """Return the offset of an epoch's first window, and the order of its windows."""
        generator = torch.Generator().manual_seed(self._recipe.seed * 1_000_003 + epoch)
        offset = int(torch.randint(self._recipe.context_tokens, (1,), generator=generator))
        return offset, torch.randperm(self.windows_per_epoch, generator=generator)
