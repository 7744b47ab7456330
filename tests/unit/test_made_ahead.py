"""Things are made ahead of their use: in order, a few at a time, and no more than are wanted."""

import threading
from contextlib import closing

import pytest

from afterword.made_ahead import made_ahead


def test_results_come_in_the_order_of_the_items() -> None:
    is_second_made = threading.Event()

    def make(item: int) -> int:
        if item == 0:
            assert is_second_made.wait(10)
        elif item == 1:
            is_second_made.set()
        return item * 10

    assert list(made_ahead(make, range(5), threads=2)) == [0, 10, 20, 30, 40]


def test_no_more_are_made_than_there_are_threads_ahead_of_the_first() -> None:
    begun: list[int] = []
    with closing(made_ahead(begun.append, range(100), threads=2)) as made:
        next(made)
        assert len(begun) <= 3
    assert len(begun) <= 3


def test_an_error_comes_where_its_result_would() -> None:
    def make(item: int) -> float:
        return 1 / (2 - item)

    made = made_ahead(make, range(4), threads=2)
    assert [next(made), next(made)] == [0.5, 1.0]
    with pytest.raises(ZeroDivisionError):
        next(made)
