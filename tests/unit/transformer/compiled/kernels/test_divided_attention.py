# pyright: basic
"""Attention of one token is plain attention, however its keys are divided and whoever computed before."""

from typing import Any

import numpy as np
import pytest
import torch

from fakes.compiled_models import needs_compiled_code

# Not at the top, all of them: numba is missing where these tests are skipped.
# ruff: noqa: PLC0415

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

HEADS, SHARED_HEADS, WIDTH, CAPACITY = 6, 2, 64, 320


@pytest.fixture(scope="module")
def attend() -> Any:
    """A function that attends as one thread does that gets the last ranges first."""
    from afterword.transformer.compiled.kernels import divided_attention, primitives

    @primitives.njit
    def call(models, layers, jobs):
        model, job = models[0], jobs[0]
        chunks = model.shared_heads * divided_attention.key_ranges(model)
        for chunk in range(chunks - 1, -1, -1):
            divided_attention.attend_to_range(model, layers, 0, job, chunk, 0)
            divided_attention.write_range(model, chunk, 0)
        divided_attention.join_ranges(model)

    return call


def attended(
    attend: Any, queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, *, window: int
) -> torch.Tensor:
    """Attend to all keys in memory where an earlier text has left what is no number."""
    from afterword.transformer.compiled import records

    count = keys.shape[1]
    room = (torch.zeros(SHARED_HEADS, CAPACITY, WIDTH, dtype=each.dtype) for each in (keys, values))
    cached_keys, cached_values = room
    cached_keys[:, :count], cached_values[:, :count] = keys, values
    mixed = torch.empty(HEADS, WIDTH)
    sizes = {
        "queries": 2 * records.MAX_CHUNK_ROWS * (WIDTH + 1),
        "scores": records.MAX_CHUNK_ROWS * CAPACITY,
        "range_sums": HEADS * records.MAX_KEY_RANGES * (WIDTH + 2),
    }
    memory = {name: torch.full((size,), torch.nan) for name, size in sizes.items()}
    memory |= {"projected": queries, "mixed": mixed}
    model, layer, job = (np.zeros(1, kind) for kind in (records.MODEL, records.LAYER, records.JOB))
    model["heads"], model["shared_heads"], model["head_width"] = HEADS, SHARED_HEADS, WIDTH
    for name, tensor in memory.items():
        model[name] = tensor.data_ptr()
    layer["window"], layer["query_key_value"]["rows"] = window, HEADS * WIDTH
    job["start"], job["capacity"], job["count"] = count - 1, CAPACITY, 1
    job["keys"], job["values"] = cached_keys.data_ptr(), cached_values.data_ptr()
    attend(model, layer, job)
    return mixed


@pytest.mark.parametrize("window", [0, 7])
@pytest.mark.parametrize("count", [1, 4, 6, 33, 300])
def test_equals_attention_whatever_the_memory_held(attend: Any, count: int, window: int) -> None:
    queries = torch.randn(HEADS, WIDTH)
    keys = torch.randn(SHARED_HEADS, count, WIDTH).half()
    values = torch.randn(SHARED_HEADS, count, WIDTH).bfloat16()
    found = attended(attend, queries, keys, values, window=window)
    seen = slice(max(0, count - window) if window else 0, count)
    groups = queries.view(SHARED_HEADS, -1, WIDTH)
    weights = (groups @ keys[:, seen].float().transpose(1, 2)).softmax(-1)
    expected = (weights @ values[:, seen].float()).view(HEADS, WIDTH)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)
