"""Cohen's kappa, against an example worked by hand."""

import pytest

from afterword.study.judging.report.reader_agreement import agreement


def test_kappa_is_agreement_beyond_chance() -> None:
    # 20 times both yes, 15 times both no, 5 and 10 times otherwise: 0.7 observed, 0.5 by chance.
    verdicts = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = agreement(verdicts)
    assert found.count == 50
    assert found.share == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)


def test_who_always_says_the_same_has_no_kappa() -> None:
    assert agreement([("y", "y")] * 3).kappa is None


def test_readers_without_a_common_pair_have_no_agreement() -> None:
    found = agreement([])
    assert (found.count, found.share, found.kappa) == (0, None, None)
