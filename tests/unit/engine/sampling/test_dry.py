"""DRY: what would repeat the text is made less likely; names, words and dialogue are not."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.interface import GenerationRequest, Sampling
from afterword.engine.sampling.dry import DryPenalties
from afterword.engine.tokens.vocabulary import Vocabulary, tabulate
from fakes.letter_model import SPACE_A, B, make_bench

SAMPLING = Sampling(dry_multiplier=1.0, dry_base=2.0, dry_allowed_words=3)


class Tokens:
    """A vocabulary of the pieces that a test is about."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.ids = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
        self.pieces = list(self.ids)
        self.seen = [self.ids[piece] for piece in pieces]

    def lowered(self, sampling: Sampling = SAMPLING) -> dict[str, float]:
        vocabulary = Vocabulary(tabulate([piece.encode() for piece in self.pieces], special_ids=()))
        penalties = DryPenalties(sampling, vocabulary).penalties_after(self.seen)
        return {self.pieces[token_id]: penalty for token_id, penalty in penalties.items()}


def words(text: str) -> Tokens:
    return Tokens([f" {word}" for word in text.split()])


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        pytest.param("the cat sat down . now the cat sat", {" down": 1.0}, id="a-long-run"),
        pytest.param("old cat sat . the cat sat", {}, id="as-long-as-names-are"),
        pytest.param("so the cat sat down . so the cat sat", {" down": 2.0}, id="a-word-more"),
        pytest.param(
            "the cat sat down . and so the cat sat down . and so the cat sat",
            {" down": 64.0},
            id="the-longest-of-several-counts",
        ),
    ],
)
def test_the_word_that_followed_a_run_is_lowered_by_its_length(
    text: str, lowered: dict[str, float]
) -> None:
    assert words(text).lowered() == lowered


@pytest.mark.parametrize("breaker", ["」", "”", ' "', "\n", "：", "。”"])
def test_a_run_ends_at_a_breaker(breaker: str) -> None:
    run = ["我", breaker, "们", "走"]
    assert Tokens([*run, "吧", "x", *run]).lowered() == {}


@pytest.mark.parametrize("mark", ["。", "，", ",", ".", "…", "——"])
def test_a_run_goes_on_over_a_mark_that_counts_for_nothing(mark: str) -> None:
    clauses = ["我", mark, "们", "走", mark]
    assert Tokens([*clauses, "吧", "\n", *clauses]).lowered() == {"吧": 1.0}
    assert Tokens(["我", mark, "走", mark, "吧", "\n", "我", mark, "走", mark]).lowered() == {}


@pytest.mark.parametrize("end", ["。", ",", "”", "："])
def test_neither_a_mark_nor_a_breaker_is_lowered(end: str) -> None:
    run = ["我", "们", "走", "吧"]
    assert Tokens([*run, end, *run]).lowered() == {}


def test_chinese_runs_count_by_token() -> None:
    run = ["我", "们", "走"]
    assert Tokens([*run, "吧", "。", *run]).lowered() == {"吧": 1.0}


def test_a_long_name_of_many_tokens_is_spelt_to_its_end() -> None:
    name = [" Kat", "er", "in", "a", " Iv", "an", "ov"]
    assert Tokens([*name, "na", " spoke", " .", *name]).lowered() == {}


def test_a_multiplier_of_zero_is_off() -> None:
    off = Sampling(dry_multiplier=0.0)
    assert words("a b c d e f g a b c d e f").lowered(off) == {}


@given(st.lists(st.sampled_from([" a", " b", "c", "。", " d"]), max_size=60))
def test_what_is_lowered_followed_the_same_words_before(pieces: list[str]) -> None:
    tokens = Tokens(pieces)
    for piece, penalty in tokens.lowered().items():
        assert penalty >= 1.0
        ends = [at for at, each in enumerate(pieces) if each == piece]
        assert any(pieces[max(0, at - 3) : at] == pieces[-3:] for at in ends)


@pytest.mark.parametrize("likely_ids", [[], [SPACE_A, B]], ids=["alone", "with guesses"])
def test_a_loop_is_left_also_where_tokens_are_guessed(likely_ids: list[int]) -> None:
    bench = make_bench(lambda _tokens: {SPACE_A: 3.0, B: 1.5}, likely_ids=likely_ids)
    sampling = Sampling(dry_multiplier=1.0, dry_base=2.0, dry_allowed_words=1)
    looping, _ = bench.run(GenerationRequest(prompt="c", max_tokens=24))
    text, _ = bench.run(GenerationRequest(prompt="c", max_tokens=24, sampling=sampling))
    assert looping == " a" * 24
    assert text.startswith(" a a ab a")
    assert " a" * 4 not in text
