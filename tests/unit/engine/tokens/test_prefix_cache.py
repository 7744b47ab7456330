"""Which sequence is found again, and what survives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.tokens.prefix_cache import MIN_SHARED_TOKENS, PrefixCache
from fakes.letter_model import make_bench

LONG = MIN_SHARED_TOKENS * 2


@pytest.fixture
def cache() -> PrefixCache:
    return PrefixCache(make_bench(lambda _tokens: {2: 1.0}).model, max_sequences=2)


def read(cache: PrefixCache, tokens: list[int]) -> int:
    """Extend to ``tokens`` as the engine does; return how many were cached."""
    cached = cache.acquire(tokens)
    known = len(cached.token_ids)
    cached.read(tokens[known:])
    cache.release(cached)
    return known


def test_the_last_token_is_always_read_again(cache: PrefixCache) -> None:
    read(cache, [2] * LONG)
    assert read(cache, [2] * LONG) == LONG - 1


def test_an_edit_in_the_middle_keeps_what_stands_before_it(cache: PrefixCache) -> None:
    read(cache, [2] * LONG + [3] * 5)
    assert read(cache, [2] * LONG + [4] * 9) == LONG


def test_two_documents_do_not_evict_each_other(cache: PrefixCache) -> None:
    first, second = [2] * LONG, [3] * LONG
    read(cache, first)
    read(cache, second)
    assert (read(cache, [*first, 2]), read(cache, [*second, 3])) == (LONG, LONG)


def test_the_sequence_unused_for_longest_makes_room(cache: PrefixCache) -> None:
    for token in (2, 3):
        read(cache, [token] * LONG)
    read(cache, [2] * (LONG + 1))
    read(cache, [4] * LONG)
    assert read(cache, [2] * (LONG + 2)) == LONG + 1
    assert read(cache, [3] * LONG) == 0


def test_a_sequence_in_use_is_neither_cropped_nor_evicted(cache: PrefixCache) -> None:
    tokens = [2] * LONG
    paused = cache.acquire(tokens)
    paused.read(tokens)
    for token in (2, 3, 4):
        read(cache, [token] * LONG)
    assert paused.token_ids == tokens
    cache.release(paused)
    assert read(cache, [*tokens, 3]) == LONG


def test_what_is_kept_stays_within_its_budget_and_the_latest_is_always_kept() -> None:
    model = make_bench(lambda _tokens: {2: 1.0}).model  # a byte a token
    cache = PrefixCache(model, budget_bytes=2 * LONG)
    for token in (2, 3, 4):
        read(cache, [token] * LONG)
    assert read(cache, [2] * LONG) == 0
    assert read(cache, [4] * (LONG + 1)) == LONG
    read(cache, [3] * (5 * LONG))
    assert read(cache, [3] * (5 * LONG)) == 5 * LONG - 1
    assert read(cache, [4] * LONG) == 0


@given(st.lists(st.lists(st.sampled_from([2, 3]), min_size=1, max_size=60), max_size=12))
def test_a_cached_sequence_always_ends_up_as_the_one_asked_for(prompts: list[list[int]]) -> None:
    model = make_bench(lambda _tokens: {2: 1.0}).model
    cache = PrefixCache(model, max_sequences=2)
    for tokens in prompts:
        cached = cache.acquire(tokens)
        assert tokens[: len(cached.token_ids)] == cached.token_ids
        cached.read(tokens[len(cached.token_ids) :])
        assert cached.token_ids == tokens
        assert tokens in [sequence.tokens for sequence in model.sequences]
        cache.release(cached)


def test_short_sequences_take_turns_in_one_place(cache: PrefixCache) -> None:
    read(cache, [2] * LONG)
    for token in (3, 4, 5):
        read(cache, [token] * 4)
    assert read(cache, [2] * (LONG + 1)) == LONG
