# pyright: basic
"""The thread pool that runs compiled code.

Thread 0 is the calling thread. The worker threads wait actively for work, without the GIL, for a
millisecond or two, so that they are awake for the next token; then they sleep.
"""

import threading
import weakref
from queue import SimpleQueue
from typing import Any

import numpy as np
from numba import int64, typeof

from afterword.transformer.compiled.aligned_memory import AlignedMemory
from afterword.transformer.compiled.program import TICKET_BYTES, work
from afterword.transformer.compiled.records import JOB, LAYER, MODEL

_CALLER = 0


def compile_program() -> None:
    """Compile the program that the threads run, for models of any size, or read it from disk.

    Raises:
        Exception: numba raises many kinds: for damaged code on disk, or an unknown processor.
    """
    records = (np.zeros(1, MODEL), np.zeros(1, LAYER), np.zeros(1, JOB), np.zeros(1, np.int64))
    try:
        work.compile((*map(typeof, records), int64, int64))
    except OSError:  # a full disk: the code is compiled, only not stored
        if not work.signatures:
            raise


class ThreadPool:
    """Runs the jobs of one model on several threads."""

    def __init__(self, records: tuple[Any, Any, Any, Any], threads: int) -> None:
        """Take the arrays that ``program`` reads: models, layers, jobs, and the last chunk of each step."""
        self._tickets = AlignedMemory(TICKET_BYTES)
        self._arguments = (*records, self._tickets.address)
        self._job_lock = threading.Lock()
        compile_program()  # now, because otherwise each worker thread would compile it
        self._workers: list[_Worker] = []
        weakref.finalize(self, _stop_all, self._workers)
        for thread in range(1, threads):
            self._workers.append(_Worker(self._arguments, self._tickets, thread))

    def run(self) -> None:
        """Run the job that the job record describes; return when it is finished.

        Raises:
            RuntimeError: another thread runs a job; there is one job at a time.
        """
        if not self._job_lock.acquire(blocking=False):
            raise RuntimeError("a model runs one job at a time")
        try:
            for worker in self._workers:
                worker.wake()
            work(*self._arguments, _CALLER)
        finally:
            self._job_lock.release()


class _Worker:
    """A thread that runs chunks whenever there are tickets."""

    def __init__(self, arguments: tuple[Any, ...], tickets: AlignedMemory, thread: int) -> None:
        self._arguments = (*arguments, thread)
        self._tickets = tickets  # kept alive: it may read them for a while after the pool is gone
        self._calls: SimpleQueue[bool] = SimpleQueue()
        self._is_asleep = False
        threading.Thread(target=self._work, name=f"afterword-{thread}", daemon=True).start()

    def wake(self) -> None:
        """Wake the thread if it sleeps. It may look for work before there is any: it waits for a while.

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
