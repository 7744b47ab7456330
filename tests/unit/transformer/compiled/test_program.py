# pyright: basic
"""Threads that the system suspends: others compute their chunks, and nothing they do later counts."""

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch

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


def test_a_copy_of_a_job_that_may_be_half_another_one_serves_no_later_ticket(
    runtime: Runtime, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = pool_of(runtime)
    copied = pool._arguments[2][1 + SUSPENDED]

    def run_late(*_: object) -> None:
        # Thread 1 wakes with a ticket of the job before, and copies the one that is now described.
        run(*pool._arguments, -1, int(pool.job["first"]), 0)
        assert copied["chunks"] == 0

    read_in_pieces(runtime, TEXT, [8])
    monkeypatch.setattr(pool, "run", run_late)
    read_in_pieces(runtime, TEXT, [8])


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
