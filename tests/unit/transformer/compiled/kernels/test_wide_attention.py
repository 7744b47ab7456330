# pyright: basic
"""Attention of 32 queries side by side is plain attention, whatever keys each of them sees."""

from typing import Any

import pytest
import torch

from fakes.compiled_models import needs_compiled_code

# Not at the top, all of them: numba is missing where these tests are skipped.
# ruff: noqa: PLC0415

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

WIDTH = 64


@pytest.fixture(scope="module")
def attend() -> Any:
    """A function that attends, as compiled code does, of the addresses of all that it reads."""
    from afterword.transformer.compiled.kernels import primitives, wide_attention

    @primitives.njit
    def call(rows, count, places):
        queries, columns, keys, key_rows, scores, bounds, sums, values, mixed = places
        wide_attention.transpose_queries(rows, WIDTH, queries, columns)
        wide_attention.score_wide(columns, keys, count, WIDTH, key_rows, scores)
        wide_attention.softmax_wide(scores, count, bounds, sums)
        wide_attention.mix_wide(scores, values, count, WIDTH, sums, rows, mixed)

    return call


def attended(
    attend: Any, queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, ends: torch.Tensor
) -> torch.Tensor:
    """Let each query see nine keys up to its end, or all up to there."""
    rows, count = len(queries), len(keys)
    bounds = torch.zeros(2, 32, dtype=torch.int32)
    bounds[0, :rows], bounds[1, :rows] = (ends - 9).clamp(min=0), ends
    scores = torch.full((count + 8, 32), torch.nan)  # what an earlier chunk may leave there
    columns, key_rows, sums = torch.empty(WIDTH, 32), torch.empty(8, WIDTH), torch.empty(2, 32)
    mixed = torch.zeros(32, WIDTH)
    tensors = queries, columns, keys, key_rows, scores, bounds, sums, values, mixed
    attend(rows, count, tuple(each.data_ptr() for each in tensors))
    return mixed[:rows]


@pytest.mark.parametrize(("rows", "count"), [(32, 8), (32, 300), (13, 21), (32, 129)])
def test_equals_attention_with_a_mask(attend: Any, rows: int, count: int) -> None:
    queries = torch.randn(rows, WIDTH)
    keys, values = (torch.randn(count, WIDTH).to(kind) for kind in (torch.float16, torch.bfloat16))
    ends = torch.linspace(1, count, rows).to(torch.int32)
    found = attended(attend, queries, keys, values, ends)
    key = torch.arange(count)
    is_seen = (key < ends[:, None]) & (key >= (ends - 9).clamp(min=0)[:, None])
    scores = (queries @ keys.float().t()).masked_fill(~is_seen, -torch.inf)
    torch.testing.assert_close(found, scores.softmax(-1) @ values.float(), atol=1e-4, rtol=1e-4)


def test_a_large_score_that_a_query_does_not_see_changes_nothing(attend: Any) -> None:
    queries = torch.ones(32, WIDTH)
    keys, values = torch.zeros(16, WIDTH).half(), torch.randn(16, WIDTH).bfloat16()
    keys[12] = 1000
    found = attended(attend, queries, keys, values, torch.full((32,), 9, dtype=torch.int32))
    expected = values[:9].float().mean(0).expand(32, WIDTH)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)
