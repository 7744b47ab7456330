"""The model's strengths, against closed forms and published ones."""

import math

import numpy as np
import pytest

from afterword.study.judging.report.davidson_model import bootstrap_shares, fit_davidson

BASEBALL = (
    ("Milwaukee", (0, 7, 9, 7, 7, 9, 11), 1.5814),
    ("Detroit", (6, 0, 7, 5, 11, 9, 9), 1.4364),
    ("Toronto", (4, 6, 0, 7, 7, 8, 12), 1.2945),
    ("New York", (6, 8, 6, 0, 6, 7, 10), 1.2476),
    ("Boston", (6, 2, 6, 7, 0, 7, 12), 1.1077),
    ("Cleveland", (4, 4, 5, 6, 6, 0, 6), 0.6839),
    ("Baltimore", (2, 4, 1, 3, 1, 7, 0), 0.0),
)
"""Games won in 1987 and abilities against Baltimore's (Agresti 1990; Turner and Firth 2012)."""


def counts(*rows: tuple[float, ...]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    return np.array(rows, dtype=np.float64)


def test_without_ties_it_is_the_bradley_terry_model() -> None:
    wins = counts(*(row for _, row, _ in BASEBALL))
    found = fit_davidson(wins, np.zeros_like(wins), prior=0)
    abilities = [each - found.log_strengths[-1] for each in found.log_strengths]
    assert abilities == pytest.approx([ability for _, _, ability in BASEBALL], abs=2e-3)
    assert found.ties == 0


def test_of_two_the_strengths_are_as_the_wins_and_ties_by_their_mean() -> None:
    # Davidson 1970: p/q = wins/losses, and n = ties / √(wins · losses).
    found = fit_davidson(counts((0, 18), (8, 0)), counts((0, 6), (6, 0)), prior=0)
    assert found.shares == pytest.approx((18 / 26, 8 / 26))
    assert found.ties == pytest.approx(6 / math.sqrt(18 * 8))


def test_expected_wins_and_ties_are_those_that_were_seen() -> None:
    wins = counts((0, 6, 9), (3, 0, 5), (2, 4, 0))
    ties = counts((0, 2, 1), (2, 0, 4), (1, 4, 0))
    found = fit_davidson(wins, ties, prior=0)
    strengths = [math.exp(each) for each in found.log_strengths]
    games = wins + wins.T + ties
    expected_ties = 0.0
    for one in range(3):
        points = 0.0
        for other in range(3):
            if one != other:
                even = found.ties * math.sqrt(strengths[one] * strengths[other])
                total = strengths[one] + strengths[other] + even
                points += games[one, other] * (strengths[one] + even / 2) / total
                expected_ties += games[one, other] * even / total / 2
        assert points == pytest.approx(float(wins[one].sum() + ties[one].sum() / 2))
    assert expected_ties == pytest.approx(float(ties.sum() / 2))


def test_who_wins_every_pair_is_not_infinitely_strong() -> None:
    found = fit_davidson(counts((0, 19), (0, 0)), counts((0, 0), (0, 0)))
    assert found.shares == pytest.approx((19.5 / 20, 0.5 / 20))


def test_the_interval_holds_the_share_and_narrows_with_more_openings() -> None:
    one = counts((0, 1), (0, 0))
    widths = list[float]()
    for times in (1, 8):
        wins = np.array([one, one, one.T, one] * 5 * times)
        (low, high), _ = bootstrap_shares(wins, np.zeros_like(wins), resamples=200)
        assert low < 0.75 < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 2
