"""Spellings of a forced prefix: compared by all of their tokens, and merged by text."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from afterword.engine.decoding.forced_spellings import Spellings, find_spellings
from afterword.engine.interface import CancelToken, GenerationRequest, Piece, Sampling
from afterword.engine.sampling.prediction import Predictor
from afterword.engine.tokens.prefix_cache import CachedSequence
from afterword.engine.tokens.vocabulary import Vocabulary, tabulate
from fakes.letter_model import (
    AB,
    ABC,
    BOS,
    DOT,
    END,
    HAO,
    SPACE,
    SPACE_A,
    SPELLINGS,
    A,
    B,
    C,
    LetterModel,
    make_bench,
)  # fmt: skip

Table = dict[int, dict[int, float]]
"""By the last token: the next tokens' probabilities."""


def follow(table: Table) -> Callable[[Sequence[int]], dict[int, float]]:
    return lambda tokens: {
        token: math.log(share) for token, share in table.get(tokens[-1], {END: 1.0}).items()
    }


def spell(forced_prefix: str, table: Table, *, banned: Sequence[str] = ()) -> Spellings:
    model = LetterModel(follow(table))
    vocabulary = Vocabulary(tabulate(SPELLINGS, special_ids={END, BOS}))
    predictor = Predictor(model, vocabulary)
    cached = CachedSequence(model.new_sequence(), max_tokens=64)
    (first,) = predictor.predict(cached.read([BOS]))
    search = find_spellings(
        forced_prefix, first, cached, CancelToken(), predictor=predictor, vocabulary=vocabulary,
        excluded=np.empty(0, np.int64), banned=banned,
    )  # fmt: skip
    while True:
        try:
            next(search)
        except StopIteration as stop:
            assert cached.token_ids == [BOS]  # the prompt is as it was
            return stop.value


def probabilities(spellings: Spellings) -> dict[str, float]:
    return {
        each.new_bytes.decode(): round(math.exp(each.log_probability), 2)
        for each in spellings.found
        if each.log_probability > math.log(0.005)
    }


def test_a_short_token_does_not_win_with_what_it_cannot_go_on_with() -> None:
    found = spell(
        " ab",
        {BOS: {SPACE: 0.9, SPACE_A: 0.1}, SPACE: {C: 0.999, ABC: 0.001}, SPACE_A: {B: 1.0},
         B: {DOT: 1.0}},
    )  # fmt: skip
    assert probabilities(found) == {".": 0.99, "c": 0.01}
    assert found.found[0].token_ids == (SPACE_A, B, DOT)


def test_spellings_of_one_text_count_together() -> None:
    found = spell("ab", {BOS: {ABC: 0.3, AB: 0.7}, AB: {C: 0.5, DOT: 0.5}})
    assert probabilities(found) == {"c": 0.65, ".": 0.35}
    assert found.found[0].token_ids == (AB, C)  # the likelier of its spellings


def test_a_token_over_the_cursor_needs_no_forward() -> None:
    found = spell("ab", {BOS: {ABC: 0.98, AB: 0.001, A: 0.001, C: 0.018}})
    assert (found.found[0].token_ids, found.forwards) == ((ABC,), 0)


def test_the_word_before_ends_as_probably_as_the_model_says() -> None:
    found = spell("a", {BOS: {A: 0.6, AB: 0.4}, A: {DOT: 0.5, SPACE: 0.4, B: 0.1}})
    assert found.word_end_probability == pytest.approx(0.54, abs=0.01)


def test_bytes_of_a_character_spell_it() -> None:
    first, second, third = HAO
    found = spell(
        "好", {BOS: {first: 1.0}, first: {second: 1.0}, second: {third: 1.0}, third: {DOT: 1.0}}
    )
    assert probabilities(found) == {".": 1.0}


def test_what_no_token_spells_has_no_spelling() -> None:
    assert spell("z", {BOS: {A: 1.0}}) == Spellings(found=(), word_end_probability=0.0)


def test_banned_text_is_left_out_and_the_rest_fills_its_place() -> None:
    table: Table = {BOS: {ABC: 0.9, AB: 0.1}, AB: {C: 0.5, DOT: 0.5}}
    assert probabilities(spell("ab", table, banned=["c"])) == {".": 1.0}


def written(table: Table, request: GenerationRequest) -> tuple[str, list[Piece]]:
    return make_bench(follow(table)).run(request)


def test_a_whole_word_is_followed_by_the_next_though_no_next_one_is_likely() -> None:
    table: Table = {
        BOS: {A: 0.7, AB: 0.3}, A: {SPACE_A: 0.3, DOT: 0.3, SPACE: 0.4}, AB: {END: 1.0},
        SPACE: {END: 1.0}, SPACE_A: {END: 1.0},
    }  # fmt: skip
    text, pieces = written(table, GenerationRequest(prompt="", forced_prefix="a", max_tokens=1))
    assert text == " "
    spoken = [piece for piece in pieces if piece.text or piece.log_probability]
    assert [round(math.exp(piece.log_probability), 1) for piece in spoken] == [0.7, 0.4]
    assert spoken[0].word_end_probability == pytest.approx(0.7)


def test_a_word_that_is_probably_not_whole_goes_on() -> None:
    table: Table = {BOS: {A: 0.4, AB: 0.3, ABC: 0.3}, A: {DOT: 1.0}, AB: {END: 1.0}}
    text, _ = written(table, GenerationRequest(prompt="", forced_prefix="a", max_tokens=1))
    assert text in {"b", "bc"}


@pytest.mark.parametrize("seed", range(8))
def test_takes_begin_with_probable_texts_only(seed: int) -> None:
    table: Table = {
        BOS: {SPACE: 0.9, SPACE_A: 0.1}, SPACE: {C: 0.999, AB: 0.001}, SPACE_A: {B: 0.5, DOT: 0.5},
    }  # fmt: skip
    sampling = Sampling(temperature=1.0, min_p=0.1, seed=seed)
    request = GenerationRequest(
        prompt="", forced_prefix=" a", max_tokens=1, takes=3, sampling=sampling
    )
    _, pieces = written(table, request)
    texts = dict.fromkeys(range(3), "")
    for piece in pieces:
        texts[piece.take] += piece.text
    assert set(texts.values()) <= {"b", "."}
