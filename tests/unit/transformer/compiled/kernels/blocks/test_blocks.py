# pyright: basic
"""Blocks compute plain products, with each set of instructions that the processor can run."""

from typing import Any

import pytest
import torch

from afterword.transformer.processor_features import host_features
from afterword.transformer.quantisation.four_bit_panels import FourBitPanels
from afterword.transformer.quantisation.grid_recovery import recover_grids
from afterword.transformer.quantisation.head_preview import preview_of
from afterword.transformer.quantisation.int8_panels import to_panels
from fakes.compiled_models import needs_compiled_code
from fakes.grid_weights import draw_grid_weight

# Not at the top, all of them: numba is missing where these tests are skipped.
# ruff: noqa: PLC0415

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]


FEATURES = {
    "Avx512Vnni": ("avx512vnni",),
    "AvxVnni": ("avxvnni", "avx512vl"),  # the same operation, by the name of either
    "Avx2": ("avx2",),
    "NeonMixedDotProduct": ("i8mm",),
    "NeonDotProduct": ("dotprod",),
}
"""The processor features of which a set of instructions needs one."""


@pytest.fixture(params=FEATURES)
def instructions(request: pytest.FixtureRequest) -> Any:
    from afterword.transformer.compiled.kernels.blocks import instruction_sets as known

    needed = FEATURES[request.param]
    if host_features().isdisjoint(needed):
        pytest.skip(f"this processor has no {' or '.join(needed)}")
    return getattr(known, request.param)()


def run(block: Any, *places: int) -> None:
    """Call a block of five or seven addresses, as compiled code does."""
    from afterword.transformer.compiled.kernels import primitives

    if len(places) == 5:

        @primitives.njit
        def call(a):
            block(a[0], a[1], a[2], a[3], a[4])

    else:

        @primitives.njit
        def call(a):
            block(a[0], a[1], a[2], a[3], a[4], a[5], a[6])

    call(places)


@pytest.mark.parametrize("tokens", [1, 2, 4, 6])
def test_int8(tokens: int, instructions: Any) -> None:
    from afterword.transformer.compiled.kernels.blocks.int8_block import int8_block

    weights = torch.randint(-127, 128, (64, 96), dtype=torch.int8)
    weights[0], weights[1] = 127, -127
    inputs = torch.randint(-127, 128, (tokens, 96), dtype=torch.int8)
    inputs[0] = 127
    panels, sums = to_panels(weights.numpy()), torch.empty(tokens, 64, dtype=torch.int32)
    block = int8_block(tokens, instructions)
    weights_at = panels.ctypes.data
    run(block, inputs.data_ptr(), 96, weights_at, 24, sums.data_ptr(), weights_at, 256)
    expected = inputs.int() @ (weights.int() + instructions.weight_offset).t()
    assert torch.equal(sums, expected)


def test_preview(instructions: Any) -> None:
    from afterword.transformer.compiled.kernels.blocks.preview_block import preview_block

    weights = torch.randint(-127, 128, (64, 96), dtype=torch.int8)
    row = torch.randint(-127, 128, (1, 96), dtype=torch.int8)
    preview, sums = preview_of(to_panels(weights.numpy())), torch.empty(64, dtype=torch.int32)
    block = preview_block(instructions)
    run(block, row.data_ptr(), 0, preview.ctypes.data, 12, sums.data_ptr())
    levels = (weights.int() + 136).div(16, rounding_mode="floor").clamp(max=15)
    assert torch.equal(sums, (levels @ row.int().t())[:, 0])


@pytest.mark.parametrize("tokens", [1, 2, 4, 8])
def test_four_bits(tokens: int, instructions: Any) -> None:
    from afterword.transformer.compiled.kernels.blocks.four_bit_block import four_bit_block

    laid_out = FourBitPanels.of(recover_grids(draw_grid_weight(16, 96).numpy()))
    inputs = torch.randint(-127, 128, (tokens, 96), dtype=torch.int8)
    steps = torch.rand(tokens, 3)
    sums = inputs.view(tokens, 3, 32).float().sum(-1) * steps
    pairs = torch.stack([steps, sums], dim=-1).view(torch.int8)
    shares = torch.cat([inputs.view(tokens, 3, 32), pairs], dim=-1).transpose(0, 1).contiguous()
    output, weights = torch.empty(tokens, 16), laid_out.panels.ctypes.data
    block = four_bit_block(tokens, instructions)
    run(block, shares.data_ptr(), tokens * 40, weights, 3, output.data_ptr())
    weight = torch.from_numpy(laid_out.grids().to_float() / laid_out.scales[:, None])
    expected = (inputs * steps.repeat_interleave(32, dim=1)) @ weight.t()
    torch.testing.assert_close(output, expected, atol=0.1, rtol=1e-5)


@pytest.mark.parametrize(("queries", "keys"), [(4, 4), (2, 1), (1, 4)])
def test_scores(queries: int, keys: int, instructions: Any) -> None:
    from afterword.transformer.compiled.kernels.blocks.float_blocks import score_block

    query, key = torch.randn(queries, 64), torch.randn(keys, 64).to(torch.float16)
    scores = torch.empty(queries, keys)
    addresses = query.data_ptr(), 256, key.data_ptr(), 128, 4, scores.data_ptr(), 4 * keys
    run(score_block(queries, keys, instructions), *addresses)
    torch.testing.assert_close(scores, query @ key.float().t(), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("shares", [1, 2, 4])
def test_mixing_adds_to_what_is_there(shares: int, instructions: Any) -> None:
    from afterword.transformer.compiled.kernels.blocks.float_blocks import mix_block

    share, value = torch.rand(shares, 9), torch.randn(9, 64).to(torch.bfloat16)
    mixed = torch.ones(shares, 64)
    addresses = share.data_ptr(), 36, value.data_ptr(), 128, 9, mixed.data_ptr(), 256
    run(mix_block(shares, 4, instructions), *addresses)
    torch.testing.assert_close(mixed, 1 + share @ value.float(), atol=1e-4, rtol=1e-4)


def test_wide_scores(instructions: Any) -> None:
    from afterword.transformer.compiled.kernels.blocks.wide_attention_blocks import wide_score_block

    query, key = torch.randn(32, 48), torch.randn(8, 48)
    columns, scores = query.t().contiguous(), torch.empty(8, 32)
    addresses = columns.data_ptr(), 48, key.data_ptr(), 4 * 48, scores.data_ptr()
    run(wide_score_block(instructions), *addresses)
    torch.testing.assert_close(scores, key @ query.t(), atol=1e-4, rtol=1e-4)


def test_wide_mixing_adds_to_what_is_there(instructions: Any) -> None:
    from afterword.transformer.compiled.kernels.blocks.wide_attention_blocks import wide_mix_block

    weight, value = torch.rand(9, 32), torch.randn(9, 64).to(torch.bfloat16)
    mixed = torch.ones(8, 64)
    addresses = weight.data_ptr() + 4 * 8, value.data_ptr() + 2 * 32, 128, 9
    run(wide_mix_block(instructions), *addresses, mixed.data_ptr() + 4 * 32, 256, 0)
    expected = torch.ones(8, 64)
    expected[:, 32:] += weight[:, 8:16].t() @ value[:, 32:].float()
    torch.testing.assert_close(mixed, expected, atol=1e-4, rtol=1e-4)
