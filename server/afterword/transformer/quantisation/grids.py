# pyright: basic
"""Finding four-bit grids in weights that were once kept in four bits.

llama.cpp's Q4_K and Q4_1 give every 32 columns of a row a step and a lowest value: a weight is
``lowest + step * q``, q in 0 to 15. A model that was prepared from such a file holds the products,
rounded to bf16; from these, step, lowest and q come back, all but the rounding. Weights that were
never on a grid, and those of finer formats, are told apart without doubt: of 32 numbers all would
have to lie near a level by chance.
"""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass

import torch
from torch import Tensor

GROUP_COLUMNS = 32
"""Columns of a row that share a grid."""

MOST_LEVELS = 15
"""The largest q."""

_TOLERANCE_STEPS = 0.1
"""How far from its level a weight may lie. Those of Qwen2.5 1.5B's Q4_K layers lie 0.02 away at
worst, in half of their groups; those of its Q6_K layers 0.45."""
_BFLOAT16_ERROR = 2.0**-9
"""What rounding to bf16 moves a number by, at most, of its own size."""

_ROWS_AT_ONCE = 128
"""So many that a block's temporaries stay in the processor's cache."""
_SAMPLE_ROWS = 256
_LEAST_SHARE = 0.999
_TINY = 1e-30


@dataclass(frozen=True, slots=True, kw_only=True)
class Grids:
    """A weight as grid levels: weight ≈ lowests + steps * levels, by groups of 32 columns."""

    levels: Tensor
    """(rows, columns) uint8, 0 to 15."""
    steps: Tensor
    """(rows, columns / 32) float32."""
    lowests: Tensor
    """(rows, columns / 32) float32."""

    def to_float(self) -> Tensor:
        """Return the weight: (rows, columns) float32."""
        rows, columns = self.levels.shape
        grouped = self.levels.view(rows, -1, GROUP_COLUMNS).float()
        return (grouped * self.steps[..., None] + self.lowests[..., None]).view(rows, columns)


def is_on_grids(weight: Tensor) -> bool:
    """Whether nearly all groups of a weight, (rows, columns), lie on grids of 16 levels.

    Looks at 256 rows, spread evenly: what is fused of several weights has some rows of each.
    """
    rows, columns = weight.shape
    if columns % GROUP_COLUMNS:
        return False
    chosen = torch.linspace(0, rows - 1, min(rows, _SAMPLE_ROWS)).long()
    with _one_thread():
        levels = _highest_levels(weight[chosen].float().view(-1, GROUP_COLUMNS))
    return float((levels > 0).float().mean()) >= _LEAST_SHARE


def recover_grids(weight: Tensor) -> Grids:
    """Return the grids that a weight, (rows, columns), lies on.

    A group that lies on none gets the 16 levels between its lowest and its highest number.

    Raises:
        ValueError: the columns don't make whole groups.
    """
    rows, columns = weight.shape
    if columns % GROUP_COLUMNS:
        raise ValueError(f"{columns} columns don't make whole groups")
    groups = columns // GROUP_COLUMNS
    levels = torch.empty(rows, columns, dtype=torch.uint8)
    steps, lowests = torch.empty(rows, groups), torch.empty(rows, groups)
    with _one_thread():
        for first in range(0, rows, _ROWS_AT_ONCE):
            block = slice(first, first + _ROWS_AT_ONCE)
            found, step, lowest = _fit(weight[block].float().reshape(-1, GROUP_COLUMNS))
            levels[block] = found.view(-1, columns)
            steps[block], lowests[block] = step.view(-1, groups), lowest.view(-1, groups)
    return Grids(levels=levels, steps=steps, lowests=lowests)


@contextlib.contextmanager
def _one_thread() -> Generator[None]:
    """Keep torch from sharing out blocks this small: where other programs run, it takes 40 times."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _fit(numbers: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(n, 32) -> levels (n, 32) uint8; steps and lowests (n,), by least squares."""
    highest = _highest_levels(numbers)
    highest[highest == 0] = MOST_LEVELS
    low, high = numbers.aminmax(dim=1, keepdim=True)
    step = ((high - low) / highest[:, None]).clamp_(min=_TINY)
    levels = ((numbers - low) / step).round_()
    centred = levels - levels.mean(dim=1, keepdim=True)
    spread = centred.square().sum(dim=1)
    steps = (centred * numbers).sum(dim=1) / spread.clamp(min=_TINY)
    return levels.to(torch.uint8), steps, numbers.mean(dim=1) - steps * levels.mean(dim=1)


def _highest_levels(numbers: Tensor) -> Tensor:
    """Return the q of each group's largest number, its smallest being 0; or 0 where none fits.

    Most groups use all 16 levels, some one or two fewer, a few far fewer.
    """
    highest = torch.zeros(len(numbers))
    left = torch.arange(len(numbers))
    low, high = numbers.aminmax(dim=1, keepdim=True)
    for count in range(MOST_LEVELS, 0, -1):
        step = ((high - low) / count).clamp_(min=_TINY)
        offset = (numbers - low).div_(step)
        offset = offset.sub_(offset.round()).abs_().amax(dim=1)
        largest = torch.maximum(high.abs(), low.abs())
        allowed = _TOLERANCE_STEPS + _BFLOAT16_ERROR * (largest / step).squeeze(1)
        fits = offset <= allowed
        highest[left[fits]] = count
        missing = ~fits
        if not missing.any():
            break
        left, numbers = left[missing], numbers[missing]
        low, high = low[missing], high[missing]
    return highest
