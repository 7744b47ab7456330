"""What passes the gate, by the probabilities of its pieces."""

import math

import pytest

from afterword.writing.ghost_text.confidence import ScoredText, ShowPolicy, pass_confident


def asking(threshold: float) -> ShowPolicy:
    return ShowPolicy(threshold=threshold, character_worth=0.05)


def scored(*pieces: tuple[str, float, float]) -> list[ScoredText]:
    return [
        ScoredText(text=text, log_probability=math.log(probability), word_end_probability=end)
        for text, probability, end in pieces
    ]


def test_words_are_added_while_they_promise_more_than_they_risk() -> None:
    pieces = scored((" the", 0.9, 1), (" evening", 0.8, 1), (" sun", 0.7, 1))
    gated = pass_confident(pieces, asking(0.5))
    assert gated.text == " the evening"
    assert gated.confidence == pytest.approx(0.72)
    assert gated.utility == pytest.approx(0.72 + 0.05 * (0.9 * 3 + 0.72 * 8))


def test_a_word_behind_an_unsure_one_may_make_up_for_it() -> None:
    pieces = scored((" a", 0.9, 1), (" b", 0.85, 1), (" commonplace", 0.99, 1))
    assert pass_confident(pieces[:2], asking(0.5)).text == " a"
    assert pass_confident(pieces, asking(0.5)).text == " a b commonplace"


def test_a_longer_text_passes_with_less_probability() -> None:
    assert pass_confident(scored(("y", 0.6, 1)), asking(0.7)).text == ""
    assert pass_confident(scored(("cinating", 0.6, 1)), asking(0.7)).text == "cinating"


def test_what_is_too_improbable_ends_the_reading() -> None:
    pieces = scored((" a", 0.9, 1), (" b", 0.2, 1), (" commonplace", 1.0, 1))
    gated = pass_confident(pieces, asking(0.5))
    assert (gated.text, gated.is_hopeless) == (" a", True)


def test_what_was_shown_stays_while_it_is_typed() -> None:
    pieces = scored((" wisdom", 0.55, 1), (" of", 0.9, 1))
    threshold = 0.7
    assert pass_confident(pieces, asking(threshold)).text == " wisdom of"
    for typed in range(1, 9):
        left = pass_confident(pieces, asking(threshold), skip_chars=typed).text
        assert left == " wisdom of"[typed:]


def test_half_a_word_does_not_pass() -> None:
    gated = pass_confident(scored((" un", 0.9, 0.1), ("likely", 0.9, 0.2)), asking(0.5))
    assert gated.text == ""
    assert not gated.is_hopeless


def test_a_character_of_a_script_without_spaces_is_a_word() -> None:
    assert pass_confident(scored(("门", 0.9, 0.0)), asking(0.5)).text == "门"


def test_typed_pieces_cost_nothing_and_are_not_returned() -> None:
    pieces = scored((" door", 0.1, 1), (" and", 0.9, 1))
    gated = pass_confident(pieces, asking(0.5), skip_chars=5)
    assert gated.text == " and"
    assert gated.confidence == pytest.approx(0.9)


def test_a_piece_that_is_typed_in_part_still_counts() -> None:
    gated = pass_confident(scored((" door", 0.9, 1)), asking(0.5), skip_chars=3)
    assert gated.text == "or"
    assert gated.confidence == pytest.approx(0.9)


def test_threshold_zero_passes_everything() -> None:
    assert pass_confident(scored((" a", 1e-9, 1)), asking(0.0)).text == " a"


def test_nothing_written_is_an_empty_text() -> None:
    assert pass_confident([], asking(0.5)).text == ""


def test_a_break_behind_a_stem_that_is_no_whole_word_does_not_pass() -> None:
    stem_then_break = scored(("", 1.0, 0.3), (" er", 0.9, 1), ("noon", 0.9, 1))
    gated = pass_confident(stem_then_break, asking(0.1))
    assert (gated.text, gated.is_hopeless) == ("", True)
    whole_word = scored(("", 1.0, 0.7), (" er", 0.9, 1))
    assert pass_confident(whole_word, asking(0.1)).text == " er"


def test_thai_is_not_cut_between_two_letters_of_a_word() -> None:
    assert pass_confident(scored(("ก", 0.9, 0.1)), asking(0.5)).text == ""


def test_the_bytes_of_a_typed_character_cost_nothing() -> None:
    pieces = scored(("", 0.3, 0.0), ("", 0.3, 0.0), ("好", 0.9, 0.0), ("人", 0.99, 0.0))
    gated = pass_confident(pieces, asking(0.5), skip_chars=1)
    assert (gated.text, gated.is_hopeless) == ("人", False)
