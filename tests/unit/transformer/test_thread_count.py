"""The number of threads follows what jobs take, and stays where nothing is gained."""

from collections.abc import Mapping

import pytest

from afterword.transformer.thread_count import ThreadCountChooser

QUIET = {1: 10.0, 2: 6.0, 3: 5.0, 4: 4.2, 6: 3.6, 8: 3.2}
"""Milliseconds of a job by the number of threads, on a machine where nothing else runs."""
CROWDED = {1: 17.0, 2: 20.0, 3: 22.0, 4: 24.0, 6: 26.0, 8: 28.0}
"""The same where other programs take most of the time: one thread more costs a few percent."""


def run(chooser: ThreadCountChooser, took_ms: Mapping[int, float], *, jobs: int) -> list[int]:
    """Run jobs of one kind; return the number of threads that each had."""
    used = list[int]()
    for _ in range(jobs):
        used.append(chooser.threads)
        chooser.record("token", took_ms[chooser.threads] / 1e3)
    return used


@pytest.fixture(params=[2, 4, 6, 8])
def chooser(request: pytest.FixtureRequest) -> ThreadCountChooser:
    chooser = ThreadCountChooser(request.param)
    run(chooser, QUIET, jobs=50)
    return chooser


def test_fewer_threads_are_seldom_tried_on_a_quiet_machine(chooser: ThreadCountChooser) -> None:
    most = chooser.threads
    assert run(chooser, QUIET, jobs=2000).count(most) > 1930


@pytest.mark.parametrize("most", [2, 4, 6, 8])
def test_one_thread_is_left_where_the_machine_was_crowded_from_the_start(most: int) -> None:
    chooser = ThreadCountChooser(most)
    run(chooser, CROWDED, jobs=300)
    assert run(chooser, CROWDED, jobs=500).count(1) > 450


def test_one_thread_is_left_where_more_cost_time(chooser: ThreadCountChooser) -> None:
    run(chooser, CROWDED, jobs=400)
    assert run(chooser, CROWDED, jobs=500).count(1) > 450


def test_all_threads_come_back_when_the_machine_is_quiet_again(chooser: ThreadCountChooser) -> None:
    most = chooser.threads
    run(chooser, CROWDED, jobs=1000)
    run(chooser, QUIET, jobs=2500)
    assert run(chooser, QUIET, jobs=300).count(most) > 280


def test_a_machine_that_becomes_crowded_after_a_long_quiet_time_is_noticed_soon(
    chooser: ThreadCountChooser,
) -> None:
    run(chooser, QUIET, jobs=5000)
    run(chooser, CROWDED, jobs=150)
    assert run(chooser, CROWDED, jobs=100).count(1) > 80


def test_trials_that_gain_nothing_become_rare(chooser: ThreadCountChooser) -> None:
    most = chooser.threads
    slow = {threads: 3 * took_ms for threads, took_ms in QUIET.items()}
    run(chooser, slow, jobs=1000)
    assert run(chooser, slow, jobs=1000).count(most) > 960


def test_a_trial_with_jobs_that_take_twice_as_long_ends_after_one() -> None:
    used = run(ThreadCountChooser(2), {1: 20.0, 2: 10.0}, jobs=100)
    assert used.count(1) == 2
    assert run(ThreadCountChooser(2), {1: 13.0, 2: 10.0}, jobs=30).count(1) == 4


def test_kinds_of_jobs_are_compared_with_themselves_only() -> None:
    chooser = ThreadCountChooser(2)
    used = list[int]()
    for _ in range(300):
        for kind, took_ms in (("token", 8), ("32 tokens", 24)):
            used.append(chooser.threads)
            chooser.record(kind, took_ms / chooser.threads / 1e3)
    assert used.count(2) > 560


def test_jobs_that_are_all_of_new_kinds_end_a_trial_too() -> None:
    chooser = ThreadCountChooser(2)
    used = list[int]()
    for index in range(400):
        used.append(chooser.threads)
        chooser.record(index, 0.0)
    assert used.count(2) > 300


def test_one_thread_stays_one() -> None:
    chooser = ThreadCountChooser(1)
    assert set(run(chooser, QUIET, jobs=2000)) == {1}
