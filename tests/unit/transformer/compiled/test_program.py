# pyright: basic
"""Threads that the system suspends: others compute their chunks, and nothing they do later counts."""

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch

from afterword.errors import GenerationError
from afterword.transformer.compiled.code_cache import cached_code
from afterword.transformer.runtime import Runtime
from fakes.compiled_models import WIDE_CONFIGURATIONS, compiled_runtime, needs_compiled_code
from fakes.runtimes import read_in_pieces
from fakes.small_models import build_model

# Not at the top, all of them: numba is missing where these tests are skipped.
# ruff: noqa: PLC0415

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

CALLER, SUSPENDED = 0, 1
"""The number of the thread that runs a job, and of one that stops in the middle of it."""
TEXT = torch.arange(40, 57)
PIECES = [[17], [8, 1, 1, 7]]
Run = Callable[..., int]


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a function that runs a job on thread 0, while thread 1 takes one ticket and is suspended.

    It is suspended as soon as it has taken the ticket with the index ``suspend_at``, and goes on with
    the ticket ``stale``, of any job, when thread 0 has come to the index ``resume_at``. The function
    returns the ticket that it was suspended with.
    """
    from numba import njit

    with cached_code(None):
        from afterword.transformer.compiled import program
        from afterword.transformer.compiled.kernels.shared_counters import enter, take_ticket

    publish, compute, do_ticket = program.publish, program.compute, program.do_ticket

    @njit
    def run(models, layers, jobs, ends, shared, suspend_at, stale, resume_at):  # noqa: PLR0917 - numba has no keywords
        publish(models, layers, jobs, ends, shared)
        suspended = -1
        for index in range(jobs[0].chunks):
            if index == resume_at:
                do_ticket(models, layers, jobs, ends, shared, stale, SUSPENDED, 1)
            ticket = take_ticket(shared)
            if index == suspend_at:
                enter(shared, SUSPENDED, ticket)
                suspended = ticket
            else:
                do_ticket(models, layers, jobs, ends, shared, ticket, CALLER, 1)
        compute(models, layers, jobs, ends, shared, CALLER)
        return suspended

    return run


@pytest.fixture(scope="module")
def go_on() -> Run:
    """Return a function that lets the suspended thread go on with a ticket."""
    from numba import njit

    with cached_code(None):
        from afterword.transformer.compiled import program

    do_ticket = program.do_ticket

    @njit
    def go_on(models, layers, jobs, ends, shared, stale):  # noqa: PLR0917 - numba has no keywords
        return do_ticket(models, layers, jobs, ends, shared, stale, SUSPENDED, 1)

    return go_on


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    """Return a runtime for two threads, whose second one has ended."""
    before = set(threading.enumerate())
    runtime = compiled_runtime(
        build_model(WIDE_CONFIGURATIONS["multi-query-with-windows-and-all-norms"]), threads=2
    )
    pool_of(runtime)._workers[0].stop()
    for worker in set(threading.enumerate()) - before:
        worker.join(timeout=60)
    return runtime


def pool_of(runtime: Runtime) -> Any:
    layers: Any = runtime._parts.layers
    return layers._thread_pool


@pytest.mark.parametrize("sizes", PIECES, ids=str)
def test_the_chunk_of_a_suspended_thread_is_computed_by_another(
    runtime: Runtime, run: Run, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = pool_of(runtime)
    expected = read_in_pieces(runtime, TEXT, sizes)
    for suspend_at in range(int(pool.job["chunks"])):
        with monkeypatch.context() as patched:
            patched.setattr(
                pool, "run", lambda *_, at=suspend_at: run(*pool._arguments, at, -1, -1)
            )
            logits = read_in_pieces(runtime, TEXT, sizes)
        torch.testing.assert_close(logits, expected, atol=0, rtol=0)


def test_what_a_thread_computes_that_wakes_late_is_dropped(
    runtime: Runtime, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = pool_of(runtime)
    expected = read_in_pieces(runtime, TEXT, [8, 9])
    stale = -1

    def run_late(*_: object) -> None:
        nonlocal stale
        chunks = 40
        stale = run(*pool._arguments, 3 * stale % chunks, stale, 7 * stale % chunks)

    monkeypatch.setattr(pool, "run", run_late)
    for _ in range(60):
        logits = read_in_pieces(runtime, TEXT, [8, 9])
        torch.testing.assert_close(logits, expected, atol=0, rtol=0)


def test_a_thread_that_wakes_while_the_next_job_is_described_copies_it_again(
    runtime: Runtime, run: Run, go_on: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = pool_of(runtime)
    jobs = pool._arguments[2]
    expected = read_in_pieces(runtime, TEXT, [8, 9])
    kept: list[object] = []
    """What the jobs read: a thread with a wrong copy writes to the memory of the job before."""

    def run_after_waking(*reads: object) -> None:
        described, before = jobs[0].copy(), jobs[1].copy()  # thread 0's copy: the job before
        first = before["first"] + before["chunks"]
        if kept:
            jobs[0] = before
            jobs[0]["first"] = first
            go_on(*pool._arguments, before["first"] - 1)
            jobs[0] = described
        kept.append(reads)
        run(*pool._arguments, 0, first, 1)

    monkeypatch.setattr(pool, "run", run_after_waking)
    for _ in range(3):
        logits = read_in_pieces(runtime, TEXT, [8, 9])
        torch.testing.assert_close(logits, expected, atol=0, rtol=0)


@pytest.mark.parametrize(("before", "cycles"), [(1, 60), (20_000, 60), (60, 2_000)], ids=str)
def test_learns_how_long_chunks_take_on_clocks_that_count_slowly(before: int, cycles: int) -> None:
    with cached_code(None):
        from afterword.transformer.compiled.program import average_cycles

    usual = before
    for _ in range(100):
        usual = average_cycles.py_func(usual, cycles)
    assert cycles <= usual <= 1.2 * cycles


def test_what_a_suspended_thread_reads_stays_in_memory(runtime: Runtime) -> None:
    pool = pool_of(runtime)

    def read_once() -> "weakref.ref[Any]":
        cache = runtime.new_cache(64)
        runtime.hidden(TEXT.numpy(), cache, 0)
        return weakref.ref(cache.keys)

    def is_kept(keys: "weakref.ref[Any]") -> bool:
        gc.collect()
        return keys() is not None

    pool._inside[SUSPENDED] = 0
    assert not is_kept(read_once())
    pool._inside[SUSPENDED] = pool.job["first"] + pool.job["chunks"] + 2  # a ticket of the next job
    suspended_in = read_once()
    assert is_kept(suspended_in)
    assert is_kept(read_once())
    assert is_kept(suspended_in)
    pool._inside[SUSPENDED] = 0  # it has gone on
    read_once()
    assert not is_kept(suspended_in)


def test_who_waits_for_a_suspended_thread_gives_up_and_the_model_stays_as_it_was(
    runtime: Runtime,
) -> None:
    pool = pool_of(runtime)
    expected = read_in_pieces(runtime, TEXT, PIECES[0])
    pool._inside[SUSPENDED] = 1
    with pytest.raises(GenerationError, match="less busy"):
        pool.wait_until_unread(limit_s=0.01)
    pool._inside[SUSPENDED] = 0
    pool.wait_until_unread(limit_s=0)
    assert torch.equal(read_in_pieces(runtime, TEXT, PIECES[0]), expected)
