# pyright: basic
"""The memory by which threads divide a job: tickets, claims, and who is still computing.

The right to compute one chunk is a ticket, a number that a thread takes from a counter that only
grows. A chunk may be computed by two threads, if the system has suspended the first one; the thread
that claims it writes its results, and the other one drops its own.
"""

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.compiled.aligned_memory import CACHE_LINE_BYTES, AlignedMemory
from afterword.transformer.compiled.kernels.atomics import (
    atomic_add,
    atomic_load,
    compare_and_swap,
)
from afterword.transformer.compiled.kernels.primitives import kernel

_LINE_BYTES = 2 * CACHE_LINE_BYTES
"""The distance of words that different threads write. Apple's cache lines are 128 bytes, and others
are fetched in pairs."""
_CLAIM_LINES = 256
_CLAIMS_PER_LINE = 16
"""Their product is the number of claims that are kept, 4,096: one step may not have more chunks, as a
part of a head with 262,144 rows would."""

TAKEN, PUBLISHED, DONE, SLEEPING, ACTIVE = (_LINE_BYTES * line for line in range(5))
"""The byte offsets of five int64: tickets taken, tickets published, chunks finished, threads that
sleep until there are tickets, threads that may take any."""
_CLAIMED = _LINE_BYTES * 5
_INSIDE = _CLAIMED + _LINE_BYTES * _CLAIM_LINES


def shared_bytes(threads: int) -> int:
    """Return the bytes of the counters for so many threads."""
    return _INSIDE + _LINE_BYTES * threads


def active_word(memory: AlignedMemory) -> NDArray[np.int64]:
    """Return a view of the number of threads that may take tickets, (1,)."""
    return memory.int64s(ACTIVE // 8 + 1)[ACTIVE // 8 :]


def inside_words(memory: AlignedMemory, threads: int) -> NDArray[np.int64]:
    """Return a view of each thread's word: the number after the ticket that it is at, or 0; (threads,)."""
    words = memory.int64s(shared_bytes(threads) // 8)
    return words[_INSIDE // 8 :: _LINE_BYTES // 8]


@kernel
def take_ticket(shared):
    """Return a ticket, or -1 if none is left."""
    while True:
        taken = atomic_load(shared + TAKEN)
        if taken >= atomic_load(shared + PUBLISHED):
            return -1
        if compare_and_swap(shared + TAKEN, taken, taken + 1):
            return taken


@kernel
def _claim_of(shared, ticket):
    """Return the address of a ticket's claim. Those of neighbours lie in different cache lines."""
    line = ticket % _CLAIM_LINES
    return shared + _CLAIMED + _LINE_BYTES * line + 8 * (ticket // _CLAIM_LINES % _CLAIMS_PER_LINE)


@kernel
def is_claimed(shared, ticket):
    """Return whether a thread has claimed a ticket's chunk, or will never have to."""
    return atomic_load(_claim_of(shared, ticket)) > ticket


@kernel
def claim(shared, ticket):
    """Claim a ticket's chunk; return whether no other thread had."""
    address = _claim_of(shared, ticket)
    before = atomic_load(address)
    return before <= ticket and compare_and_swap(address, before, ticket + 1)


@kernel
def enter(shared, thread, ticket):
    """Say that a thread begins with a ticket: what the job reads must stay in memory.

    If the thread finds the ticket unclaimed after this, who later sees the job finished sees this too.
    """
    address = shared + _INSIDE + _LINE_BYTES * thread
    atomic_add(address, ticket + 1 - atomic_load(address))


@kernel
def leave(shared, thread):
    """Say that a thread has finished with its ticket."""
    address = shared + _INSIDE + _LINE_BYTES * thread
    atomic_add(address, -atomic_load(address))
