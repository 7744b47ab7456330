# pyright: basic
"""Grids of four bits are found where there are some, and only there."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS
from afterword.transformer.quantisation.grid_recovery import is_on_grids, recover_grids
from afterword.transformer.torch_arrays import as_array
from fakes.grid_weights import draw_grid_weight

ROWS, COLUMNS = 300, 96


def recovered(weight: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(recover_grids(as_array(weight)).to_float())


@pytest.mark.parametrize("highest", [1, 2, 5, 7, 11, 13, 14, 15])
def test_finds_a_grid_however_many_of_its_levels_are_used(highest: int) -> None:
    weight = draw_grid_weight(ROWS, COLUMNS, highest=highest)
    assert is_on_grids(as_array(weight))
    torch.testing.assert_close(recovered(weight), weight, atol=1e-5, rtol=1e-5)


def test_rounding_to_bf16_hides_no_grid() -> None:
    weight = draw_grid_weight(ROWS, COLUMNS)
    rounded = weight.bfloat16()
    assert is_on_grids(as_array(rounded))
    found = recovered(rounded)
    assert (found - weight).square().mean() < (rounded.float() - weight).square().mean()


def test_groups_of_one_number_keep_it() -> None:
    weight = torch.full((3, 32), -0.7)
    torch.testing.assert_close(recovered(weight), weight)


def test_zeros_stay_zeros() -> None:
    assert recovered(torch.zeros(2, 64)).count_nonzero() == 0


def test_rows_may_be_multiplied_and_columns_may_not() -> None:
    weight = draw_grid_weight(ROWS, COLUMNS)
    assert is_on_grids(as_array(weight * (0.5 + torch.rand(ROWS, 1))))
    assert not is_on_grids(as_array(weight * (0.5 + torch.rand(1, COLUMNS))))


def draw_six_bit_weight() -> torch.Tensor:
    """As Q6_K has it: 64 levels about zero, a step for 16 columns."""
    levels = torch.randint(-32, 32, (ROWS, COLUMNS // 16, 16)).float()
    return (levels * (0.5 + torch.rand(ROWS, COLUMNS // 16, 1))).view(ROWS, COLUMNS)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: torch.randn(ROWS, COLUMNS).bfloat16(),
        draw_six_bit_weight,
        lambda: torch.cat([draw_grid_weight(ROWS, COLUMNS), torch.randn(40, COLUMNS)]),
        lambda: torch.randn(ROWS, 40),
    ],
    ids=["plain", "six-bits", "fused-with-plain", "no-whole-groups"],
)
def test_refuses_what_lies_on_no_grid(draw: Callable[[], torch.Tensor]) -> None:
    torch.manual_seed(0)
    assert not is_on_grids(as_array(draw()))


def test_what_lies_on_no_grid_is_rounded_to_the_nearest_of_16_levels() -> None:
    weight = torch.randn(8, 32, generator=torch.Generator().manual_seed(0))
    step = (weight.amax(dim=1) - weight.amin(dim=1)) / 15
    error = (recovered(weight) - weight).abs().amax(dim=1)
    assert (error < step).all()


def test_columns_that_make_no_whole_groups_are_refused() -> None:
    with pytest.raises(ValueError, match="whole groups"):
        recover_grids(np.zeros((2, 40), np.float32))


def fit_by_torch(weight: torch.Tensor, *, highest: int) -> tuple[torch.Tensor, ...]:
    """Return levels, steps and lowest values by least squares, as torch computes them."""
    numbers = weight.float().view(-1, GROUP_COLUMNS)
    low, high = numbers.aminmax(dim=1, keepdim=True)
    levels = ((numbers - low) / ((high - low) / highest)).round()
    centred = levels - levels.mean(dim=1, keepdim=True)
    steps = (centred * numbers).sum(dim=1) / centred.square().sum(dim=1)
    return levels, steps, numbers.mean(dim=1) - steps * levels.mean(dim=1)


@pytest.mark.parametrize("highest", [15, 13, 11])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=["fp32", "bf16"])
def test_grids_are_those_that_torch_finds(highest: int, dtype: torch.dtype) -> None:
    # More groups than are fitted together, and no multiple of those.
    weight = draw_grid_weight(701, COLUMNS, highest=highest, seed=highest).to(dtype)
    levels, steps, lowests = fit_by_torch(weight, highest=highest)
    found = recover_grids(as_array(weight))
    assert np.array_equal(found.levels.reshape(-1, GROUP_COLUMNS), levels.numpy())
    # In which order torch sums, and so the last bit, depends on the processor.
    np.testing.assert_allclose(found.steps.ravel(), steps.numpy(), rtol=1e-5)
    np.testing.assert_allclose(found.lowests.ravel(), lowests.numpy(), rtol=1e-5, atol=1e-6)


def test_grids_are_those_of_torch_to_the_bit_where_no_sum_is_rounded() -> None:
    generator = torch.Generator().manual_seed(0)
    levels = torch.randint(16, (500, 3, GROUP_COLUMNS), generator=generator)
    levels[..., 0], levels[..., 1] = 0, 15
    steps = 2.0 ** -torch.randint(3, 12, (500, 3, 1), generator=generator)
    lowests = -torch.randint(16, (500, 3, 1), generator=generator)
    weight = ((levels + lowests) * steps).view(500, COLUMNS)
    found = recover_grids(as_array(weight))
    parts = (found.levels, found.steps, found.lowests)
    for ours, theirs in zip(parts, fit_by_torch(weight, highest=15), strict=True):
        assert np.array_equal(ours.ravel(), theirs.numpy().ravel())
    assert np.array_equal(found.to_float(), weight.numpy())
