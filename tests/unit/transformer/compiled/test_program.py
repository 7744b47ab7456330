# pyright: basic
"""Tickets: a thread takes all that are left before it stops waiting for work."""

from itertools import count
from typing import Any

import pytest

from afterword.models.model_store import compiled_code_folder
from afterword.transformer.compiled.code_cache import cached_code
from fakes.compiled_models import needs_compiled_code

# Not at the top, all of them: numba is missing where these tests are skipped.
# ruff: noqa: PLC0415

pytestmark = [needs_compiled_code]

TICKETS = 5
SUSPENDED_CYCLES = 10**12
"""Cycles between two readings of the clock, as if the system had suspended the thread in between."""


@pytest.fixture
def program() -> Any:
    with cached_code(compiled_code_folder()):  # what is imported here may be compiled later
        from afterword.transformer.compiled import program
    return program


@pytest.fixture
def done(program: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let ``work`` run as plain Python over some tickets; return those that were done, in order."""
    waiting, finished = iter(range(TICKETS)), list[int]()
    clock = count(0, SUSPENDED_CYCLES)

    def finish(*arguments: Any) -> None:
        finished.append(arguments[5])

    stand_ins = {
        "_publish": lambda *_: None,
        "_take": lambda _tickets: next(waiting, -1),
        "_do": finish,
        "atomic_load": lambda _address: len(finished),
        "cycles": lambda: next(clock),
        "pause": lambda: None,
    }
    for name, stand_in in stand_ins.items():
        monkeypatch.setattr(program, name, stand_in)
    return finished


@pytest.mark.parametrize("thread", [0, 1])
def test_no_ticket_is_left_by_a_thread_that_was_suspended(
    program: Any, done: list[int], thread: int
) -> None:
    program.work.py_func([None], None, [None], None, 0, thread)
    assert done == [*range(TICKETS)]
