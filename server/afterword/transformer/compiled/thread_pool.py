# pyright: basic
"""The thread pool that runs compiled code.

Thread 0 is the calling thread. The worker threads wait for work without the GIL: actively for some
microseconds, then asleep, until thread 0 wakes them. After a tenth of a second without work they come
back to Python.
"""

import threading
import time
import weakref
from collections.abc import Sequence
from queue import SimpleQueue
from typing import Any

import numpy as np
from numba import int64, typeof

from afterword.errors import GenerationError
from afterword.transformer.compiled.aligned_memory import AlignedMemory
from afterword.transformer.compiled.kernels.layers import STEPS
from afterword.transformer.compiled.kernels.shared_counters import (
    active_word,
    inside_words,
    shared_bytes,
)
from afterword.transformer.compiled.program import work
from afterword.transformer.compiled.records import HEAD, JOB, LAYER, MODEL
from afterword.transformer.thread_count import SIMILAR_POSITIONS, ThreadCountChooser

_CALLER = 0
_LEAST_TIMED_CHUNKS = 64
"""The number of chunks from which a job's time says something of the number of threads. Shorter ones,
such as those of a few rows of a head, take as long as it takes to wake the threads."""
_UNREAD_POLL_S = 0.001
"""Seconds between two looks at whether suspended threads have gone on."""
_UNREAD_LIMIT_S = 5.0
"""Seconds that they are waited for. Beside many busy programs a thread is suspended for a tenth of one."""


def compile_program() -> None:
    """Compile the program that the threads run, for models of any size, or read it from disk.

    Raises:
        Exception: numba raises many kinds: for damaged code on disk, or an unknown processor.
    """
    ends = np.zeros((1, STEPS), np.int64)
    records = (np.zeros(1, MODEL), np.zeros(1, LAYER), np.zeros(1, JOB), ends)
    try:
        work.compile((*map(typeof, records), int64, int64))
    except OSError:  # a full disk: the code is compiled, only not stored
        if not work.signatures:
            raise


class ThreadPool:
    """Runs the jobs of one model on several threads."""

    def __init__(
        self, models: Any, layers: Any, threads: int, *, reads: Sequence[object] = ()
    ) -> None:
        """Start the threads.

        Args:
            models: (1,) ``records.MODEL``.
            layers: (layers,) ``records.LAYER``.
            threads: the number of threads, the calling one included.
            reads: the owners of the memory that the records point to.
        """
        jobs, ends = np.zeros(1 + threads, JOB), np.zeros((threads, STEPS), np.int64)
        self.job = jobs[0]
        """The ``records.JOB`` that ``run`` runs: to be filled before."""
        shared = AlignedMemory(shared_bytes(threads))
        arguments = (models, layers, jobs, ends, shared.address)
        self._arguments = arguments
        self._active = active_word(shared)
        self._inside = inside_words(shared, threads)
        self._still_read: list[tuple[int, tuple[object, ...]]] = []
        """The number after the last ticket of a job, and the owners of the memory that it reads, while a
        suspended thread may be at it."""
        self._job_lock = threading.Lock()
        compile_program()  # now, because otherwise each worker thread would compile it
        self._count = ThreadCountChooser(threads)
        self._workers: list[_Worker] = []
        weakref.finalize(self, _stop_all, self._workers)
        kept = (*reads, shared, self._still_read)
        for thread in range(1, threads):
            self._workers.append(_Worker((*arguments, thread), kept))

    def run(self, *reads: object) -> None:
        """Run the job that ``job`` describes; return when it is finished.

        Args:
            reads: the owners of the memory that the job reads. A thread that the system has suspended
                may read it after the job is finished: they are kept for as long.

        Raises:
            RuntimeError: another thread runs a job; there is one job at a time.
        """
        if not self._job_lock.acquire(blocking=False):
            raise RuntimeError("a model runs one job at a time")
        try:
            active = self._count.threads
            self._active[0] = self.job["threads"] = active
            for worker in self._workers[: active - 1]:
                worker.wake()
            started_s = time.perf_counter()
            work(*self._arguments, _CALLER)
            if self.job["chunks"] >= _LEAST_TIMED_CHUNKS:
                self._count.record(self._kind(), time.perf_counter() - started_s)
            self._keep(reads)
        finally:
            self._job_lock.release()

    def wait_until_unread(self, *, limit_s: float = _UNREAD_LIMIT_S) -> None:
        """Wait until no suspended thread reads memory of finished jobs, before that is replaced.

        Raises:
            GenerationError: the system has kept a thread suspended for ``limit_s``.
        """
        give_up_s = time.monotonic() + limit_s
        while self._inside.any():
            if time.monotonic() > give_up_s:
                raise GenerationError(
                    "The system has not let a thread of the model go on for some seconds.",
                    next_step="Ask again when the machine is less busy.",
                )
            time.sleep(_UNREAD_POLL_S)

    def _kind(self) -> tuple[int, ...]:
        """Return numbers that are equal for jobs that take equally long."""
        job = self.job
        rows = (
            int(job["head_chunk_count"])
            if job["kind"] == HEAD
            else int(job["start"]) // SIMILAR_POSITIONS
        )
        return (int(job["kind"]), int(job["count"]), rows, int(job["head_preview"] != 0))

    def _keep(self, reads: tuple[object, ...]) -> None:
        inside = self._inside[self._inside > 0]
        if len(inside):
            oldest = int(inside.min()) - 1
            end = int(self.job["first"]) + int(self.job["chunks"])
            self._still_read.append((end, reads))
            self._still_read[:] = [each for each in self._still_read if each[0] > oldest]
        elif self._still_read:
            self._still_read.clear()


class _Worker:
    """A thread that runs chunks whenever there are tickets."""

    def __init__(self, arguments: tuple[Any, ...], kept: tuple[object, ...]) -> None:
        """Start the thread; ``kept`` owns the memory that it may read after the pool is gone."""
        self._arguments = arguments
        self._kept = kept
        self._calls: SimpleQueue[bool] = SimpleQueue()
        self._is_asleep = False
        threading.Thread(target=self._work, name=f"afterword-{arguments[-1]}", daemon=True).start()

    def wake(self) -> None:
        """Wake the thread if it sleeps here. It may look for work before there is any: it waits a while.

        A thread that is just falling asleep is missed: this job has one thread less, and the next
        job wakes it.
        """
        if self._is_asleep:
            self._is_asleep = False
            self._calls.put(True)

    def stop(self) -> None:
        """End the thread when it next goes to sleep."""
        self._calls.put(False)

    def _work(self) -> None:
        is_wanted = True
        while is_wanted:
            work(*self._arguments)
            self._is_asleep = True
            is_wanted = self._calls.get()


def _stop_all(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.stop()
