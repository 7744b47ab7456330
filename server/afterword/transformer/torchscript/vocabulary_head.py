# pyright: basic
"""The output head: from hidden states to logits of the vocabulary, or of its likely part.

Gemma's 262,144 rows are for all the scripts of the world, and take half of a token's time. A head
of the likeliest quarter takes a quarter of that, and the whole head reads eight positions in the
time of one and a half. So an engine draws from the likely part, keeps the hidden states, and every
few tokens evaluates the whole head for all of them at once; it goes back to the first token that
the whole head would have drawn differently. The text is then the same, token for token.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from afterword.transformer.serving_interfaces import States, TokenIds
from afterword.transformer.torchscript.linear_layers import Int8Linear

_FINE_ROWS = 8
"""The largest number of positions that get 15-bit inputs: so few cost little more than one."""

_STEPS = 127.0
"""The largest int8 value, to which the largest number of a row is mapped."""


class VocabularyHead:
    """Rows of the output head, in parts, with the tokens that they predict."""

    def __init__(
        self,
        parts: Sequence[nn.Module],
        *,
        order: TokenIds | None = None,
        token_ids: TokenIds | None = None,
        has_grid_inputs: bool = False,
    ) -> None:
        """Take the parts of the head.

        Args:
            parts: modules that map (n, width) to (n, their rows), in order.
            order: (rows,) the column of the logits that each row's logit goes to; None keeps them.
            token_ids: (rows,) ascending, the token that each column predicts; None for column i
                that predicts token i.
            has_grid_inputs: whether the parts take the quantisation step of their input.
        """
        self._parts: list[Any] = list(parts)
        self._is_fine = has_grid_inputs and isinstance(self._parts[0], Int8Linear)
        self._places = None if order is None else torch.from_numpy(order).argsort()
        self.token_ids = token_ids
        """The token of each column, (rows,) ascending; None for the whole vocabulary."""

    @torch.inference_mode()
    def logits(self, hidden: States) -> NDArray[np.float32]:
        """(n, width) normalised hidden states -> (n, rows)."""
        states = torch.from_numpy(hidden)
        if self._is_fine and len(states) <= _FINE_ROWS:
            by_row = self._fine_logits(states)
        else:
            by_row = _joined([part(states) for part in self._parts])
        return (by_row if self._places is None else by_row.index_select(1, self._places)).numpy()

    def _fine_logits(self, hidden: Tensor) -> Tensor:
        """Multiply the int8 input and its rounding error in one pass, so that inputs have 15 bits.

        The head reads its weights at the speed of memory, so the second row costs almost nothing.
        The input is then nearly exact; with plain int8 it caused half of the error in the logits.
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
