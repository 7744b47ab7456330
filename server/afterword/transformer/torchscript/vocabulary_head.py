# pyright: basic
"""The output head: hidden states to logits over the vocabulary, or over its likely part.

Gemma's 262,144 rows are for all the scripts of the world, and take half of a token's time. A head
of the likeliest quarter answers in a quarter of it, and a whole one reads eight positions in the
time of one and a half: so draw from the likely part, keep the hidden states, and every few tokens
ask the whole head for all of them at once, to go back to the first token that it would have drawn
otherwise. What is written is then what the whole head would have written, token for token.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from afterword.transformer.torchscript.linear_layers import Int8Linear

_FINE_ROWS = 8
"""Up to this many positions get 15-bit inputs: so few rows cost little more than one."""

_STEPS = 127.0


class VocabularyHead:
    """Rows of the output head, in parts, and which tokens they predict."""

    def __init__(
        self,
        parts: Sequence[nn.Module],
        *,
        order: Tensor | None = None,
        token_ids: Tensor | None = None,
        has_grid_inputs: bool = False,
    ) -> None:
        """``parts`` map (n, width) to (n, their rows), in order.

        ``order`` says at which column of the logits each row's goes, ``token_ids`` which token each
        column predicts; without them both are the row's own number.
        ``has_grid_inputs``: the parts can be told by which step to round their input.
        """
        self._parts: list[Any] = list(parts)
        self._is_fine = has_grid_inputs and isinstance(self._parts[0], Int8Linear)
        self._places = None if order is None else order.argsort()
        self.token_ids = token_ids
        """(rows,) ascending, or None for the whole vocabulary."""

    @torch.inference_mode()
    def logits(self, hidden: Tensor) -> Tensor:
        """(n, width) normalised hidden states -> (n, rows) float32."""
        if self._is_fine and len(hidden) <= _FINE_ROWS:
            by_row = self._fine_logits(hidden)
        else:
            by_row = _joined([part(hidden) for part in self._parts])
        return by_row if self._places is None else by_row.index_select(1, self._places)

    def _fine_logits(self, hidden: Tensor) -> Tensor:
        """Multiply twice in one pass: what int8 keeps of the input, and what it rounds off.

        The head reads its weights at the speed of memory, so a second row is nearly free, and the
        input is as good as exact: of the int8 error in the logits, half came from here.
        """
        count = len(hidden)
        largest = torch.amax(torch.abs(hidden), dim=-1, keepdim=True).clamp(min=1e-12)
        coarse = hidden / largest
        kept = torch.fake_quantize_per_tensor_affine(coarse, 1 / _STEPS, 0, -127, 127)
        rows = torch.cat([coarse, (coarse - kept) * (2 * _STEPS)])

        def multiply(part: Any) -> Tensor:
            both = part.multiply_on_grid(rows, 1 / _STEPS)
            return torch.add(both[:count], both[count:], alpha=1 / (2 * _STEPS)).mul_(largest)

        return _joined([multiply(part) for part in self._parts])


def _joined(parts: list[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(parts, dim=1)
