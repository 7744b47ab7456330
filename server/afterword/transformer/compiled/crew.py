# pyright: basic
"""The threads that run compiled code, and how they are woken.

Thread 0 is the caller's. Helpers look for work without Python's lock for a millisecond or so, so
that they are awake for the next token, and then sleep.
"""

import threading
import weakref
from queue import SimpleQueue
from typing import Any

import numpy as np
from numba import int64, typeof

from afterword.transformer.compiled.program import TICKET_BYTES, work
from afterword.transformer.compiled.records import JOB, LAYER, MODEL
from afterword.transformer.compiled.tensors import MemoryBlock

_CALLER = 0


def compile_program() -> None:
    """Compile what a crew runs, for models of any size, or read it from disk if it is kept there.

    Raises:
        Exception: whatever numba meets: code on disk that is damaged, a processor it doesn't know.
    """
    records = (np.zeros(1, MODEL), np.zeros(1, LAYER), np.zeros(1, JOB), np.zeros(1, np.int64))
    try:
        work.compile((*map(typeof, records), int64, int64))
    except OSError:  # a full disk: the code is there, and only not kept
        if not work.signatures:
            raise


class Crew:
    """Runs the jobs of one model, by as many threads as it is given."""

    def __init__(self, records: tuple[Any, Any, Any, Any], threads: int) -> None:
        """Take the arrays that ``program`` reads: models, layers, jobs, ends of steps."""
        self._tickets = MemoryBlock(TICKET_BYTES)
        self._arguments = (*records, self._tickets.address)
        self._is_free = threading.Lock()
        compile_program()  # now, since helpers would each begin to
        self._helpers: list[_Helper] = []
        weakref.finalize(self, _dismiss, self._helpers)
        for thread in range(1, threads):
            self._helpers.append(_Helper(self._arguments, self._tickets, thread))

    def run(self) -> None:
        """Do what the job record says; return when it is done.

        Raises:
            RuntimeError: another thread is at it; there is one job at a time.
        """
        if not self._is_free.acquire(blocking=False):
            raise RuntimeError("a model runs one job at a time")
        try:
            for helper in self._helpers:
                helper.wake()
            work(*self._arguments, _CALLER)
        finally:
            self._is_free.release()


class _Helper:
    """A thread that works whenever there are tickets."""

    def __init__(self, arguments: tuple[Any, ...], tickets: MemoryBlock, thread: int) -> None:
        self._arguments = (*arguments, thread)
        self._tickets = tickets  # it may look at them for a while after its crew has gone
        self._calls: SimpleQueue[bool] = SimpleQueue()
        self._is_asleep = False
        threading.Thread(target=self._work, name=f"afterword-{thread}", daemon=True).start()

    def wake(self) -> None:
        """Make sure that the thread looks for work. It may do so a little early: it is patient.

        One that is just falling asleep is missed: then this job has a thread less, and the next one wakes it.
        """
        if self._is_asleep:
            self._is_asleep = False
            self._calls.put(True)

    def dismiss(self) -> None:
        """End the thread, when it next goes to sleep."""
        self._calls.put(False)

    def _work(self) -> None:
        is_wanted = True
        while is_wanted:
            work(*self._arguments)
            self._is_asleep = True
            is_wanted = self._calls.get()


def _dismiss(helpers: list[_Helper]) -> None:
    for helper in helpers:
        helper.dismiss()
