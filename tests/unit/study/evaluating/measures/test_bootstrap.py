"""Ratios of sums and their intervals."""

import pytest

from afterword.study.evaluating.measures.bootstrap import Estimate, difference, estimate

Pair = tuple[float, float]


def same(record: Pair) -> Pair:
    return record


def bounds(found: Estimate) -> Pair:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def test_the_value_is_a_ratio_of_sums_and_lies_in_its_interval() -> None:
    found = estimate([(1, 1), (0, 1), (1, 2), (0, 0)] * 10, same, cluster=lambda _: "one")
    assert found.value == pytest.approx(0.5)
    low, high = bounds(found)
    assert 0.2 < low < 0.5 < high < 0.8
    assert found.count == 40


def test_records_that_agree_have_a_narrow_interval() -> None:
    found = estimate([(1, 1)] * 20, same, cluster=lambda _: "one")
    assert (found.low, found.high) == (1.0, 1.0)


def test_documents_are_drawn_whole_where_there_are_enough() -> None:
    # In each document all agree; so there are 20 observations, not 400.
    records = [(document % 2, document) for document in range(20) for _ in range(20)]

    def width(*, by_document: bool) -> float:
        found = estimate(
            list(enumerate(records)),
            lambda record: (record[1][0], 1),
            cluster=lambda record: record[1][1] if by_document else record[0],
        )
        low, high = bounds(found)
        return high - low

    assert width(by_document=True) > 3 * width(by_document=False)


def test_nothing_to_divide_by_has_no_value() -> None:
    assert estimate([(0, 0)], same, cluster=lambda _: "one").value is None
    assert estimate([], same, cluster=lambda _: "one").value is None


def test_a_paired_difference_is_surer_than_two_figures() -> None:
    pairs = [((float(index % 5) + 1, 10.0), (float(index % 5), 10.0)) for index in range(40)]
    found = difference(pairs, same, cluster=id)
    assert found.value == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1)
    assert found.high == pytest.approx(0.1)


def test_a_quotient_divides_ours_by_theirs() -> None:
    pairs = [((1.0, 4.0), (2.0, 4.0))] * 12
    found = difference(pairs, same, cluster=id, is_quotient=True)
    assert found.value == pytest.approx(0.5)


def test_a_quotient_by_nothing_has_no_value() -> None:
    pairs = [((1.0, 4.0), (0.0, 4.0))] * 12
    assert difference(pairs, same, cluster=id, is_quotient=True).value is None
    assert difference([], same, cluster=id).value is None
