# pyright: basic
"""The threads that run compiled code, and how they are woken.

Thread 0 is the caller's. Helpers look for work without Python's lock for a millisecond or two, so
that they are awake for the next token, and then sleep on a pipe.
"""

import os
import threading
import weakref
from typing import Any

import numpy as np
from numba import int64, typeof

from afterword.transformer.compiled.program import TICKET_BYTES, work
from afterword.transformer.compiled.records import JOB, LAYER, MODEL
from afterword.transformer.compiled.tensors import Block

_CALLER = 0


def compile_program() -> None:
    """Compile what a crew runs, for models of any size, or read it from disk if it is kept there."""
    records = (np.zeros(1, MODEL), np.zeros(1, LAYER), np.zeros(1, JOB), np.zeros(1, np.int64))
    work.compile((*map(typeof, records), int64, int64))


class Crew:
    """Runs the jobs of one model, by as many threads as it is given."""

    def __init__(self, records: tuple[Any, Any, Any, Any], threads: int) -> None:
        """Take the arrays that ``program`` reads: models, layers, jobs, ends of steps."""
        self._tickets = Block(TICKET_BYTES)
        self._arguments = (*records, self._tickets.address)
        compile_program()  # now, since helpers would each begin to
        self._helpers = [
            _Helper(self._arguments, self._tickets, thread) for thread in range(1, threads)
        ]
        weakref.finalize(self, _dismiss, self._helpers)

    def run(self) -> None:
        """Do what the job record says; return when it is done."""
        for helper in self._helpers:
            helper.wake()
        work(*self._arguments, _CALLER)


class _Helper:
    """A thread that works whenever there are tickets."""

    def __init__(self, arguments: tuple[Any, ...], tickets: Block, thread: int) -> None:
        self._arguments = (*arguments, thread)
        self._tickets = tickets  # it may look at them for a while after its crew has gone
        self._read_end, self._write_end = os.pipe()
        self._is_asleep = False
        self._is_dismissed = False
        threading.Thread(target=self._work, name=f"afterword-{thread}", daemon=True).start()

    def wake(self) -> None:
        """Make sure that the thread looks for work. It may do so a little early: it is patient."""
        if self._is_asleep:
            self._is_asleep = False
            os.write(self._write_end, b"\0")

    def dismiss(self) -> None:
        """End the thread, when it next goes to sleep."""
        self._is_dismissed = True
        os.write(self._write_end, b"\0")

    def _work(self) -> None:
        try:
            while not self._is_dismissed:
                work(*self._arguments)
                self._is_asleep = True
                os.read(self._read_end, 1)
                self._is_asleep = False
        finally:
            os.close(self._read_end)
            os.close(self._write_end)


def _dismiss(helpers: list[_Helper]) -> None:
    for helper in helpers:
        helper.dismiss()
