"""Favoured phrases: which tokens gain, how much, and where they gain nothing."""

from collections.abc import Sequence

import pytest

from afterword.engine.interface import GenerationRequest, Sampling
from afterword.engine.sampling.logit_adjustments import LogitAdjustments
from afterword.engine.sampling.phrase_bias import LOOK_BACK_TOKENS, PhraseBias
from afterword.engine.tokens.vocabulary import Vocabulary, tabulate
from fakes.letter_model import SPACE_A, B, make_bench

PIECES = (
    *("He", " saw", ".", " ", " the", " lamp", "light", " lamplight", " Lamplight", "lamplight"),
    *("lam", " vanil", "la", " sea", "son", "“", " la", "Lamplight", "雪", "夜", "\n"),
)
IDS = {piece: index for index, piece in enumerate(PIECES)}
VOCABULARY = Vocabulary(tabulate([piece.encode() for piece in PIECES], special_ids=()))


def raised(
    seen: Sequence[str], *favoured: str, weight: float = 1.0, among: Sequence[str] = PIECES
) -> dict[str, float]:
    bias = PhraseBias(Sampling(favoured=favoured, favoured_weight=weight), VOCABULARY)
    found = bias.bonuses_after([IDS[piece] for piece in seen])
    return {PIECES[at]: round(gain, 3) for at, gain in found.items() if PIECES[at] in among}


def test_a_word_of_one_token_gains_the_whole_weight() -> None:
    assert raised(["He", " saw"], "lamplight", weight=2.0)[" lamplight"] == 2.0


def test_the_tokens_of_a_phrase_share_the_weight_and_later_ones_gain_more() -> None:
    first = raised(["He", " saw"], "lamplight", among=[" lamp"])[" lamp"]
    second = raised(["He", " saw", " lamp"], "lamplight", among=["light"])["light"]
    assert first == 0.25
    assert first + second == 1.0


def test_a_beginning_that_is_common_gains_little() -> None:
    assert raised(["He", " saw"], "the lamplight", among=[" the"])[" the"] == pytest.approx(
        (4 / 14) ** 2, abs=1e-3
    )


def test_a_longer_word_that_begins_alike_gains_nothing_beyond() -> None:
    assert "son" not in raised(["He", " saw", " sea"], "sea")


def test_a_word_begins_where_words_begin() -> None:
    inside = raised(["He", " saw", " vanil", "la"], "lamplight")
    assert {"lam", "light", "lamplight"}.isdisjoint(inside)
    assert raised(["“"], "lamplight", among=["lamplight"]) == {"lamplight": 1.0}
    assert raised(["He"], "lamplight", among=["lamplight"]) == {}


def test_a_sentence_may_begin_with_it() -> None:
    gains = raised(["He", "."], "lamplight", among=[" Lamplight", "Lamplight"])
    assert gains == {" Lamplight": 1.0, "Lamplight": 1.0}


def test_chinese_phrases_need_no_space() -> None:
    assert raised(["He"], "雪夜", among=["雪", "夜"]) == {"雪": 0.25}
    assert raised(["雪"], "雪夜", among=["雪", "夜"]) == {"夜": 0.75}


@pytest.mark.parametrize("way", [" lamplight", " Lamplight", "\n lamp light"])
def test_a_phrase_that_stands_in_the_last_tokens_gains_nothing(way: str) -> None:
    tokens = [way] if way in IDS else ["\n", " lamp", "light"]
    assert raised([*tokens, "."], "lamplight") == {}
    assert raised([*tokens, *["."] * LOOK_BACK_TOKENS], "lamplight") != {}


def test_a_phrase_with_another_apostrophe_or_case_counts_as_the_phrase() -> None:
    pieces = [" the", " keeper", "’s", " KEEPER", "'s", "."]
    vocabulary = Vocabulary(tabulate([piece.encode() for piece in pieces], special_ids=()))
    bias = PhraseBias(Sampling(favoured=("keeper's",), favoured_weight=1.0), vocabulary)
    assert bias.bonuses_after([0]) != {}
    assert bias.bonuses_after([1, 2, 5]) == {}
    assert bias.bonuses_after([3, 4, 5]) == {}


def test_a_part_of_another_word_does_not_count_as_the_phrase() -> None:
    assert raised(["He", " sea", "son", "."], "sea", among=[" sea"]) == {" sea": 1.0}


@pytest.mark.parametrize(
    "sampling",
    [
        pytest.param(Sampling(favoured=("sea",)), id="without-weight"),
        pytest.param(Sampling(favoured=(" ", ""), favoured_weight=1.0), id="blank"),
        pytest.param(Sampling(favoured_weight=1.0), id="none"),
    ],
)
def test_nothing_is_raised(sampling: Sampling) -> None:
    assert PhraseBias(sampling, VOCABULARY).bonuses_after([0]) == {}


def test_what_repeats_is_lowered_and_what_is_favoured_raised_at_once() -> None:
    sampling = Sampling(
        favoured=("lamplight",), favoured_weight=1.0, dry_multiplier=1.0, dry_allowed_words=1
    )
    run = [IDS[" the"], IDS[" sea"], IDS["."], IDS[" the"]]
    penalties = LogitAdjustments(sampling, VOCABULARY).penalties_after(run)
    assert penalties[IDS[" sea"]] > 0
    assert penalties[IDS[" lamplight"]] == -1.0


@pytest.mark.parametrize("likely_ids", [[], [SPACE_A, B]], ids=["alone", "with guesses"])
@pytest.mark.parametrize(
    ("gap", "is_written"), [(1.0, True), (3.0, False)], ids=["likely", "unlikely"]
)
def test_is_written_where_it_was_likely_and_is_never_forced(
    gap: float, is_written: bool, likely_ids: list[int]
) -> None:
    bench = make_bench(lambda _tokens: {SPACE_A: 4.0, B: 4.0 - gap}, likely_ids=likely_ids)
    sampling = Sampling(favoured=("b",), favoured_weight=2.0)
    text, _ = bench.run(GenerationRequest(prompt=".", max_tokens=3, sampling=sampling))
    assert ("b" in text) is is_written
