"""A typed line is a verdict, or nothing."""

import pytest

from afterword.cli.judging.terminal_reading import read_typed_verdict
from afterword.study.judging.verdicts import Choice, Reason


@pytest.mark.parametrize(
    ("line", "choice", "reason"),
    [
        ("l", Choice.LEFT, None),
        ("R5", Choice.RIGHT, Reason.REPETITION),
        ("1 t", Choice.TIE, Reason.TENSE),
        ("b 3", Choice.BOTH_BAD, Reason.SENSE),
    ],
)
def test_a_letter_and_a_number_are_a_verdict(
    line: str, choice: Choice, reason: Reason | None
) -> None:
    typed = read_typed_verdict(line)
    assert typed is not None
    assert (typed.choice, typed.reason) == (choice, reason)


@pytest.mark.parametrize("line", ["", "x", "lr", "l6", "l12", "left", "3"])
def test_anything_else_is_none(line: str) -> None:
    assert read_typed_verdict(line) is None
