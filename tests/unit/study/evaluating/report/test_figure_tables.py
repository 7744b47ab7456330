"""Tables of figures, for the terminal and for the page."""

import pytest

from afterword.study.evaluating.report.figure_tables import (
    continuation_quality,
    model_likelihood,
    number,
    shown,
)


def test_every_row_has_a_cell_for_each_column() -> None:
    estimate = {"value": 0.5, "low": 0.4, "high": 0.6}
    likelihood = model_likelihood(
        {"en": {"bits_per_byte": estimate, "bits_per_character": estimate}}
    )
    quality = continuation_quality({"en": {"count": 3, "mean_words": estimate}})
    for table in (likelihood, quality):
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)
    assert likelihood.without_first_column().columns == ("bits a byte", "bits a character")


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (7, "7"), (0.1234, "0.123"), (1.234, "1.23"), (12.34, "12.3")]
)
def test_numbers_have_the_places_that_matter(value: float | None, text: str) -> None:
    assert number(value) == text


def test_a_figure_is_shown_with_its_interval() -> None:
    assert shown({"value": 0.5, "low": 0.4, "high": 0.6}) == "0.500 (0.400–0.600)"
    assert shown({"value": 0.5, "low": None, "high": None}) == "0.500"
