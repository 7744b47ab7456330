# pyright: basic
"""Compiled code computes what the reference computes, to within int8, however the text comes in."""

import dataclasses
import gc
import threading
import weakref
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.runtime import Runtime
from fakes.compiled_models import WIDE_CONFIGURATIONS, compiled_runtime, needs_compiled_code
from fakes.runtimes import (
    all_logits,
    divergence,
    read_branches,
    read_in_pieces,
    read_tokens,
)
from fakes.small_models import build_model

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

TOKENS = 60


@pytest.fixture(scope="module", params=WIDE_CONFIGURATIONS.values(), ids=list(WIDE_CONFIGURATIONS))
def wide_model(request: pytest.FixtureRequest) -> ReferenceModel:
    return build_model(request.param)


@pytest.fixture(scope="module")
def runtime(wide_model: ReferenceModel) -> Runtime:
    return compiled_runtime(wide_model)


@pytest.fixture(scope="module")
def windowed_runtime() -> Runtime:
    return compiled_runtime(
        build_model(WIDE_CONFIGURATIONS["multi-query-with-windows-and-all-norms"])
    )


@pytest.fixture
def tokens() -> torch.Tensor:
    return torch.randint(97, (TOKENS,), generator=torch.Generator().manual_seed(3))


def test_keeps_the_references_distribution(
    wide_model: ReferenceModel, runtime: Runtime, tokens: torch.Tensor
) -> None:
    with torch.inference_mode():
        expected = wide_model(tokens[None])[0]
    logits = read_in_pieces(runtime, tokens, [TOKENS])
    assert divergence(expected, logits) < 0.02
    assert (logits - expected).std() < 0.1 * expected.std()


@pytest.mark.parametrize(
    "sizes",
    [[1] * TOKENS, [32, 1, 1, 4, 2, 3, 8, 9], [5, 6, 7, 42]],
    ids=["token-by-token", "chunk-and-steps", "odd-pieces"],
)
def test_does_not_depend_on_how_the_text_comes_in(
    runtime: Runtime, tokens: torch.Tensor, sizes: list[int]
) -> None:
    whole = read_in_pieces(runtime, tokens, [TOKENS])
    torch.testing.assert_close(read_in_pieces(runtime, tokens, sizes), whole, atol=0.1, rtol=0.02)
    assert divergence(whole, read_in_pieces(runtime, tokens, sizes)) < 1e-3


def test_does_not_depend_on_the_number_of_threads(
    wide_model: ReferenceModel, runtime: Runtime, tokens: torch.Tensor
) -> None:
    alone = compiled_runtime(wide_model, threads=1)
    crowd = compiled_runtime(wide_model, threads=5)
    whole = read_in_pieces(runtime, tokens, [TOKENS])
    torch.testing.assert_close(read_in_pieces(alone, tokens, [TOKENS]), whole, atol=0, rtol=0)
    torch.testing.assert_close(read_in_pieces(crowd, tokens, [TOKENS]), whole, atol=0, rtol=0)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=6))
def test_a_cache_that_was_cropped_and_continued_equals_a_fresh_one(
    windowed_runtime: Runtime, edits: list[tuple[int, int]]
) -> None:
    runtime = windowed_runtime
    generator = torch.Generator().manual_seed(len(edits))
    cache, text = runtime.new_cache(64), torch.empty(0, dtype=torch.long)
    logits = torch.empty(0)
    for keep, count in edits:
        start = min(keep, len(text))
        new = torch.randint(97, (count,), generator=generator)
        text = torch.cat([text[:start], new])
        logits = all_logits(runtime, new, cache, start)
    fresh = read_in_pieces(runtime, text, [len(text)])[-len(logits) :]
    assert divergence(fresh, logits) < 1e-3


def test_branches_equal_sequences_of_their_own(runtime: Runtime, tokens: torch.Tensor) -> None:
    prefix, rest = tokens[:20], tokens[20:32].view(4, 3)
    cache = runtime.new_cache(TOKENS)
    read_tokens(runtime, prefix, cache, 0)
    branches = runtime.open_branches(cache, len(prefix), count=3, capacity_tokens=4)
    side_by_side = [read_branches(runtime, row, branches) for row in rest]
    for branch in range(3):
        own = torch.cat([prefix, rest[:, branch]])
        alone = read_in_pieces(runtime, own, [len(prefix), 1, 1, 1, 1])[-4:]
        together = torch.stack([step[branch] for step in side_by_side])
        assert divergence(alone, together) < 1e-3


def test_reads_more_tokens_than_one_forward_takes(windowed_runtime: Runtime) -> None:
    tokens = torch.randint(97, (300,), generator=torch.Generator().manual_seed(5))
    whole = read_in_pieces(windowed_runtime, tokens, [300])
    pieces = read_in_pieces(windowed_runtime, tokens, [100, 100, 100])
    assert whole.shape == (300, 97)
    assert divergence(whole, pieces) < 1e-3


def test_one_token_sees_a_long_text_as_a_chunk_of_tokens_does(runtime: Runtime) -> None:
    count = min(210, runtime.configuration.max_positions)
    tokens = torch.randint(97, (count,), generator=torch.Generator().manual_seed(6))
    whole = read_in_pieces(runtime, tokens, [count])
    step_by_step = read_in_pieces(runtime, tokens, [count - 10, *[1] * 10])
    assert divergence(whole, step_by_step) < 1e-3


def test_threads_end_when_the_model_goes(wide_model: ReferenceModel, tokens: torch.Tensor) -> None:
    before = set(threading.enumerate())
    runtime = compiled_runtime(wide_model, threads=3)
    read_in_pieces(runtime, tokens, [TOKENS])
    workers = set(threading.enumerate()) - before
    assert len(workers) == 2
    gone = weakref.ref(runtime)
    del runtime
    gc.collect()
    assert gone() is None
    for worker in workers:
        worker.join(timeout=60)
        assert not worker.is_alive()


@pytest.mark.parametrize("fault", [float("nan"), float("inf"), float("-inf")], ids=str)
@pytest.mark.parametrize("place", ["embedding.tokens", "blocks.1.feed_forward.down.weight"])
def test_what_is_no_number_makes_no_distribution(fault: float, place: str) -> None:
    model = build_model(WIDE_CONFIGURATIONS["grouped-query"])
    runtime = compiled_runtime(model)
    rows = runtime._parts.token_rows
    if place == "embedding.tokens":
        broken = dataclasses.replace(
            runtime._parts,
            token_rows=lambda ids: np.insert(rows(ids)[:, 1:], 0, fault, axis=1),
        )
        runtime = Runtime(broken)
    else:
        layers: Any = runtime._parts.layers
        layers._weights[0][1].linears["down"].scales[5] = fault
    logits = all_logits(runtime, torch.arange(4), runtime.new_cache(4), 0)
    assert not logits.isfinite().any()


def test_a_second_caller_is_refused(windowed_runtime: Runtime) -> None:
    layers: Any = windowed_runtime._parts.layers
    with layers._thread_pool._job_lock, pytest.raises(RuntimeError, match="one job at a time"):
        windowed_runtime.hidden(np.arange(4), windowed_runtime.new_cache(4), 0)


def test_failing_to_make_room_leaves_all_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = compiled_runtime(build_model(WIDE_CONFIGURATIONS["grouped-query"]))
    tokens = torch.arange(20)
    before = read_in_pieces(runtime, tokens, [20])
    layers: Any = runtime._parts.layers
    bytes_before = int(layers._model[0]["scores_bytes"])
    cache = runtime.new_cache(3000)

    def refuse(size_bytes: int) -> None:
        raise MemoryError(size_bytes)

    monkeypatch.setattr("afterword.transformer.compiled.scratch_memory.AlignedMemory", refuse)
    with pytest.raises(MemoryError):
        read_tokens(runtime, tokens[:2], cache, 2500)
    assert int(layers._model[0]["scores_bytes"]) == bytes_before
    with pytest.raises(MemoryError):
        read_tokens(runtime, tokens[:2], cache, 2500)
    torch.testing.assert_close(read_in_pieces(runtime, tokens, [20]), before, atol=0, rtol=0)
