# pyright: basic
"""Finds the quantisation grids of weights that were stored in four bits before.

A model that was prepared from a file with ``four_bit_grids`` holds its numbers rounded to bf16; step,
lowest value and levels can be recovered, except for that rounding. Weights that were never on a grid, and those of finer formats, are recognised reliably: all
of 32 numbers would have to be near a level by chance.
"""

import contextlib
from collections.abc import Generator

import torch
from torch import Tensor

from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS, MAX_LEVEL, Grids

_TOLERANCE_STEPS = 0.1
"""The largest distance of a weight from its level, in steps. In half of the groups of Qwen2.5 1.5B's
Q4_K layers it is at most 0.02; in its Q6_K layers it is 0.45."""
_BFLOAT16_ERROR = 2.0**-9
"""The largest relative error of rounding to bf16."""

_ROWS_AT_ONCE = 128
"""The number of rows that are fitted together: their temporary tensors stay in the processor's cache."""
_SAMPLE_ROWS = 256
"""The number of rows of a weight that ``is_on_grids`` looks at."""
_LEAST_SHARE = 0.999
"""The smallest share of groups on grids at which a weight counts as on grids."""
_TINY = 1e-30
"""The smallest divisor, for groups whose numbers are all the same."""


def is_on_grids(weight: Tensor) -> bool:
    """Return whether nearly all groups of a weight, (rows, columns), are on grids of 16 levels.

    It looks at 256 rows, spread evenly, so that a fused weight has some rows of each part.
    """
    rows, columns = weight.shape
    if columns % GROUP_COLUMNS:
        return False
    chosen = torch.linspace(0, rows - 1, min(rows, _SAMPLE_ROWS)).long()
    with _one_thread():
        levels = _highest_levels(weight[chosen].float().view(-1, GROUP_COLUMNS))
    return float((levels > 0).float().mean()) >= _LEAST_SHARE


def recover_grids(weight: Tensor) -> Grids:
    """Return the grids of a weight, (rows, columns).

    A group that is on no grid gets 16 levels between its lowest and its highest number.

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
    return Grids(levels=levels.numpy(), steps=steps.numpy(), lowests=lowests.numpy())


@contextlib.contextmanager
def _one_thread() -> Generator[None]:
    """Let torch use one thread: sharing blocks this small takes 40 times as long on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _fit(numbers: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Fit grids to (n, 32) numbers by least squares: levels (n, 32) uint8, steps and lowests (n,)."""
    highest = _highest_levels(numbers)
    highest[highest == 0] = MAX_LEVEL
    low, high = numbers.aminmax(dim=1, keepdim=True)
    step = ((high - low) / highest[:, None]).clamp_(min=_TINY)
    levels = ((numbers - low) / step).round_()
    centred = levels - levels.mean(dim=1, keepdim=True)
    spread = centred.square().sum(dim=1)
    steps = (centred * numbers).sum(dim=1) / spread.clamp(min=_TINY)
    return levels.to(torch.uint8), steps, numbers.mean(dim=1) - steps * levels.mean(dim=1)


def _highest_levels(numbers: Tensor) -> Tensor:
    """Return the level of each group's largest number if its smallest has level 0; 0 if no grid fits.

    Most groups use all 16 levels, some one or two fewer, a few far fewer.
    """
    highest = torch.zeros(len(numbers))
    left = torch.arange(len(numbers))
    low, high = numbers.aminmax(dim=1, keepdim=True)
    for count in range(MAX_LEVEL, 0, -1):
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
