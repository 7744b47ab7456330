"""The confident prefix of a text, by the probabilities of its pieces."""

import math

import pytest

from afterword.writing.ghost_text.confidence import (
    ScoredPiece,
    ShowPolicy,
    confident_prefix,
    ends_word,
)


def asking(threshold: float) -> ShowPolicy:
    return ShowPolicy(threshold=threshold, character_worth=0.05)


def scored(*pieces: tuple[str, float, float]) -> list[ScoredPiece]:
    return [
        ScoredPiece(text=text, log_probability=math.log(probability), word_end_probability=end)
        for text, probability, end in pieces
    ]


def test_words_are_added_while_they_promise_more_than_they_risk() -> None:
    pieces = scored((" the", 0.9, 1), (" evening", 0.8, 1), (" sun", 0.7, 1))
    prefix = confident_prefix(pieces, asking(0.5))
    assert prefix.text == " the evening"
    assert prefix.confidence == pytest.approx(0.72)
    assert prefix.utility == pytest.approx(0.72 + 0.05 * (0.9 * 3 + 0.72 * 8))


def test_a_word_behind_an_unsure_one_may_make_up_for_it() -> None:
    pieces = scored((" a", 0.9, 1), (" b", 0.85, 1), (" commonplace", 0.99, 1))
    assert confident_prefix(pieces[:2], asking(0.5)).text == " a"
    assert confident_prefix(pieces, asking(0.5)).text == " a b commonplace"


def test_a_longer_text_passes_with_less_probability() -> None:
    assert confident_prefix(scored(("y", 0.6, 1)), asking(0.7)).text == ""
    assert confident_prefix(scored(("cinating", 0.6, 1)), asking(0.7)).text == "cinating"


def test_what_is_too_improbable_ends_the_reading() -> None:
    pieces = scored((" a", 0.9, 1), (" b", 0.2, 1), (" commonplace", 1.0, 1))
    prefix = confident_prefix(pieces, asking(0.5))
    assert (prefix.text, prefix.is_hopeless) == (" a", True)


def test_what_was_shown_stays_while_it_is_typed() -> None:
    pieces = scored((" wisdom", 0.55, 1), (" of", 0.9, 1))
    threshold = 0.7
    assert confident_prefix(pieces, asking(threshold)).text == " wisdom of"
    for typed in range(1, 9):
        left = confident_prefix(pieces, asking(threshold), skip_chars=typed).text
        assert left == " wisdom of"[typed:]


def test_half_a_word_does_not_pass() -> None:
    prefix = confident_prefix(scored((" un", 0.9, 0.1), ("likely", 0.9, 0.2)), asking(0.5))
    assert prefix.text == ""
    assert not prefix.is_hopeless


def test_a_character_of_a_script_without_spaces_is_a_word() -> None:
    assert confident_prefix(scored(("门", 0.9, 0.0)), asking(0.5)).text == "门"


def test_typed_pieces_cost_nothing_and_are_not_returned() -> None:
    pieces = scored((" door", 0.1, 1), (" and", 0.9, 1))
    prefix = confident_prefix(pieces, asking(0.5), skip_chars=5)
    assert prefix.text == " and"
    assert prefix.confidence == pytest.approx(0.9)


def test_a_piece_that_is_typed_in_part_still_counts() -> None:
    prefix = confident_prefix(scored((" door", 0.9, 1)), asking(0.5), skip_chars=3)
    assert prefix.text == "or"
    assert prefix.confidence == pytest.approx(0.9)


def test_threshold_zero_passes_everything() -> None:
    assert confident_prefix(scored((" a", 1e-9, 1)), asking(0.0)).text == " a"


def test_nothing_written_is_an_empty_text() -> None:
    assert confident_prefix([], asking(0.5)).text == ""


def test_a_break_behind_a_stem_that_is_no_whole_word_does_not_pass() -> None:
    stem_then_break = scored(("", 1.0, 0.3), (" er", 0.9, 1), ("noon", 0.9, 1))
    prefix = confident_prefix(stem_then_break, asking(0.1))
    assert (prefix.text, prefix.is_hopeless) == ("", True)
    whole_word = scored(("", 1.0, 0.7), (" er", 0.9, 1))
    assert confident_prefix(whole_word, asking(0.1)).text == " er"


def test_thai_is_not_cut_between_two_letters_of_a_word() -> None:
    assert confident_prefix(scored(("ก", 0.9, 0.1)), asking(0.5)).text == ""


def test_the_bytes_of_a_typed_character_cost_nothing() -> None:
    pieces = scored(("", 0.3, 0.0), ("", 0.3, 0.0), ("好", 0.9, 0.0), ("人", 0.99, 0.0))
    prefix = confident_prefix(pieces, asking(0.5), skip_chars=1)
    assert (prefix.text, prefix.is_hopeless) == ("人", False)


def test_whether_the_typed_word_is_whole_is_read_where_the_cursor_is() -> None:
    pieces = scored(("", 0.9, 0.2), ("ther", 0.9, 0.8), (" came", 0.9, 1))
    assert not ends_word(pieces, typed_chars=0)
    assert not ends_word(pieces, typed_chars=2)
    assert ends_word(pieces, typed_chars=4)
    assert ends_word(scored(("", 0.9, 0.7), (" came", 0.9, 1)), typed_chars=0)
