# pyright: basic
"""The serving path computes what the reference computes, however the text comes in."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterword.transformer.precision import Precision
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.runtime import PREFILL_CHUNK_TOKENS, Runtime
from fakes.runtimes import (
    all_logits,
    divergence,
    last_logits,
    logits_of,
    read_branches,
    read_in_pieces,
    read_tokens,
    runtime_of,
)
from fakes.small_models import CONFIGURATIONS, PLAIN, build_model

DrawTokens = Callable[[int], torch.Tensor]


@torch.inference_mode()
def reference_logits(model: ReferenceModel, token_ids: torch.Tensor) -> torch.Tensor:
    return model(token_ids[None])[0]


@pytest.mark.parametrize("sizes", [[30], [1] * 30], ids=["at-once", "token-by-token"])
def test_equals_the_reference_however_it_is_read(
    small_model: ReferenceModel, draw_tokens: DrawTokens, sizes: list[int]
) -> None:
    tokens = draw_tokens(30)
    logits = read_in_pieces(runtime_of(small_model), tokens, sizes)
    torch.testing.assert_close(logits, reference_logits(small_model, tokens), atol=2e-5, rtol=1e-4)


def test_long_inputs_are_read_in_chunks_without_a_difference(draw_tokens: DrawTokens) -> None:
    configuration = CONFIGURATIONS["multi-query-with-windows-and-all-norms"]
    model = build_model(configuration)
    tokens = draw_tokens(2 * PREFILL_CHUNK_TOKENS + 7)
    runtime = runtime_of(model)
    logits = all_logits(runtime, tokens, runtime.new_cache(len(tokens)), 0)
    torch.testing.assert_close(logits, reference_logits(model, tokens), atol=5e-5, rtol=1e-4)


@pytest.fixture(scope="module")
def windowed_runtime() -> Runtime:
    return runtime_of(build_model(CONFIGURATIONS["multi-query-with-windows-and-all-norms"]))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.lists(st.integers(0, 96), min_size=1, max_size=12)),
        min_size=1,
        max_size=6,
    )
)
def test_a_cache_that_was_cropped_and_continued_equals_a_fresh_one(
    windowed_runtime: Runtime, edits: list[tuple[float, list[int]]]
) -> None:
    text: list[int] = [1]
    cache = windowed_runtime.new_cache(100)
    read_tokens(windowed_runtime, torch.tensor(text), cache, 0)
    cached = torch.empty(0)
    for share_kept, added in edits:
        kept = round(share_kept * len(text))
        text = text[:kept] + added
        cached = last_logits(windowed_runtime, torch.tensor(added), cache, kept)
    fresh = last_logits(windowed_runtime, torch.tensor(text), windowed_runtime.new_cache(100), 0)
    torch.testing.assert_close(cached, fresh, atol=2e-5, rtol=1e-4)


def test_branches_equal_sequences_of_their_own(
    small_model: ReferenceModel, draw_tokens: DrawTokens
) -> None:
    prefix, suffixes = draw_tokens(7), draw_tokens(24).view(3, 8)
    runtime = runtime_of(small_model)
    cache = runtime.new_cache(16)
    read_tokens(runtime, prefix, cache, 0)
    branches = runtime.open_branches(cache, 7, count=3, capacity_tokens=8)
    for column in range(8):
        together = read_branches(runtime, suffixes[:, column], branches)
    alone = [
        last_logits(runtime, torch.cat([prefix, suffix]), runtime.new_cache(16), 0)
        for suffix in suffixes
    ]
    torch.testing.assert_close(together, torch.cat(alone), atol=2e-5, rtol=1e-4)


def test_branches_go_on_from_those_that_are_kept(
    plain_model: ReferenceModel, draw_tokens: DrawTokens
) -> None:
    prefix = draw_tokens(5)
    runtime = runtime_of(plain_model)
    cache = runtime.new_cache(10)
    read_tokens(runtime, prefix, cache, 0)
    branches = runtime.open_branches(cache, 5, count=3, capacity_tokens=4)
    read_branches(runtime, torch.tensor([10, 20, 30]), branches)
    branches.keep(np.array([2, 2]))
    together = read_branches(runtime, torch.tensor([40, 50]), branches)
    texts = [torch.cat([prefix, torch.tensor([30, last])]) for last in (40, 50)]
    alone = [last_logits(runtime, text, runtime.new_cache(10), 0) for text in texts]
    torch.testing.assert_close(together, torch.cat(alone), atol=2e-5, rtol=1e-4)


def test_a_head_for_some_tokens_gives_their_logits(
    plain_model: ReferenceModel, draw_tokens: DrawTokens
) -> None:
    runtime = runtime_of(plain_model)
    hidden = read_tokens(runtime, draw_tokens(5), runtime.new_cache(5), 0)
    some = runtime.pack_head(np.array([40, 7, 96, 7]))
    assert some.token_ids is not None
    assert some.token_ids.tolist() == [7, 40, 96]
    whole = logits_of(runtime.head, hidden)
    torch.testing.assert_close(logits_of(some, hidden), whole[:, [7, 40, 96]], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("start", "count"), [(0, 11), (8, 3), (-1, 2), (0, 0)], ids=["long", "late", "before", "none"]
)
def test_refuses_tokens_that_do_not_fit(
    plain_model: ReferenceModel, start: int, count: int
) -> None:
    runtime = runtime_of(plain_model)
    with pytest.raises(ValueError, match="don't fit"):
        runtime.hidden(np.zeros(count, np.int64), runtime.new_cache(10), start)


def test_refuses_a_token_too_few_or_too_many_for_the_branches(plain_model: ReferenceModel) -> None:
    runtime = runtime_of(plain_model)
    cache = runtime.new_cache(4)
    runtime.hidden(np.array([1]), cache, 0)
    branches = runtime.open_branches(cache, 1, count=2, capacity_tokens=1)
    with pytest.raises(ValueError, match="don't fit"):
        read_branches(runtime, torch.tensor([1, 2, 3]), branches)
    read_branches(runtime, torch.tensor([1, 2]), branches)
    with pytest.raises(ValueError, match="don't fit"):
        read_branches(runtime, torch.tensor([1, 2]), branches)


@pytest.mark.parametrize(
    ("precision", "largest"), [(Precision.INT8, 1e-2), (Precision.BFLOAT16, 3e-3)], ids=str
)
def test_rounded_weights_keep_the_distribution(
    small_model: ReferenceModel, draw_tokens: DrawTokens, precision: Precision, largest: float
) -> None:
    tokens = draw_tokens(30)
    runtime = runtime_of(small_model, precision=precision)
    rounded = all_logits(runtime, tokens, runtime.new_cache(30), 0).log_softmax(-1)
    exact = reference_logits(small_model, tokens).log_softmax(-1)
    assert 0 < divergence(exact, rounded) < largest


def test_int8_logits_of_a_token_hardly_depend_on_its_neighbours(draw_tokens: DrawTokens) -> None:
    # The kernel rounds all rows of an input by one step; a huge row must not coarsen the others.
    model = build_model(PLAIN)
    with torch.no_grad():
        model.embedding.tokens[0] *= 200
    runtime = runtime_of(model, precision=Precision.INT8)
    tokens = torch.cat([torch.tensor([0]), draw_tokens(20).clamp(min=1)])
    exact = reference_logits(model, tokens).log_softmax(-1)[1:]
    rounded = all_logits(runtime, tokens, runtime.new_cache(21), 0).log_softmax(-1)[1:]
    assert divergence(exact, rounded) < 5e-3
