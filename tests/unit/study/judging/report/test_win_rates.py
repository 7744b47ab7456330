"""Win rates and the sign test, against values that others have computed."""

import pytest

from afterword.study.judging.report.win_rates import sign_test, win_rate


def test_a_win_rate_has_wilsons_interval() -> None:
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for wins, count, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = win_rate(wins, count - wins)
        assert found.value == pytest.approx(wins / count)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_a_win_rate_of_no_decided_pair_is_unknown() -> None:
    assert win_rate(0, 0).value is None


@pytest.mark.parametrize(
    ("wins", "losses", "p"),
    [
        pytest.param(14, 3, 0.012726, id="decision 34, English"),
        pytest.param(19, 0, 2 / 2**19, id="decision 34, Chinese"),
        pytest.param(3, 14, 0.012726, id="the other way round"),
        pytest.param(5, 5, 1.0, id="even"),
        pytest.param(0, 0, 1.0, id="nothing"),
    ],
)
def test_the_sign_test_is_exact_and_two_sided(wins: int, losses: int, p: float) -> None:
    assert sign_test(wins, losses) == pytest.approx(p, abs=1e-6)
