"""What passes the gate, by the probabilities of its pieces."""

import math

import pytest

from afterword.writing.gate import ScoredText, pass_confident


def scored(*pieces: tuple[str, float, float]) -> list[ScoredText]:
    return [
        ScoredText(text=text, log_probability=math.log(probability), word_end_probability=end)
        for text, probability, end in pieces
    ]


def test_words_pass_while_their_joint_probability_holds() -> None:
    gated = pass_confident(scored((" a", 0.9, 1), (" b", 0.8, 1), (" c", 0.6, 1)), threshold=0.5)
    assert (gated.text, gated.is_hopeless) == (" a b", True)
    assert gated.confidence == pytest.approx(0.72)


def test_half_a_word_does_not_pass() -> None:
    gated = pass_confident(scored((" un", 0.9, 0.1), ("likely", 0.9, 0.2)), threshold=0.5)
    assert gated.text == ""
    assert not gated.is_hopeless


def test_a_character_of_a_script_without_spaces_is_a_word() -> None:
    assert pass_confident(scored(("门", 0.9, 0.0)), threshold=0.5).text == "门"


def test_typed_pieces_cost_nothing_and_are_not_returned() -> None:
    pieces = scored((" door", 0.1, 1), (" and", 0.9, 1))
    gated = pass_confident(pieces, threshold=0.5, skip_chars=5)
    assert gated.text == " and"
    assert gated.confidence == pytest.approx(0.9)


def test_a_piece_that_is_typed_in_part_still_counts() -> None:
    gated = pass_confident(scored((" door", 0.9, 1)), threshold=0.5, skip_chars=3)
    assert gated.text == "or"
    assert gated.confidence == pytest.approx(0.9)


def test_threshold_zero_passes_everything() -> None:
    assert pass_confident(scored((" a", 1e-9, 1)), threshold=0.0).text == " a"


def test_nothing_written_is_an_empty_text() -> None:
    assert pass_confident([], threshold=0.5).text == ""


def test_a_break_behind_a_stem_that_is_no_whole_word_does_not_pass() -> None:
    stem_then_break = scored(("", 1.0, 0.3), (" er", 0.9, 1), ("noon", 0.9, 1))
    gated = pass_confident(stem_then_break, threshold=0.1)
    assert (gated.text, gated.is_hopeless) == ("", True)
    whole_word = scored(("", 1.0, 0.7), (" er", 0.9, 1))
    assert pass_confident(whole_word, threshold=0.1).text == " er"


def test_thai_is_not_cut_between_two_letters_of_a_word() -> None:
    assert pass_confident(scored(("ก", 0.9, 0.1)), threshold=0.5).text == ""


def test_the_bytes_of_a_typed_character_cost_nothing() -> None:
    pieces = scored(("", 0.3, 0.0), ("", 0.3, 0.0), ("好", 0.9, 0.0), ("人", 0.99, 0.0))
    gated = pass_confident(pieces, threshold=0.5, skip_chars=1)
    assert (gated.text, gated.is_hopeless) == ("人", False)
