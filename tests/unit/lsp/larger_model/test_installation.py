"""Installations of models in a process: one at a time, and errors that say what to do."""

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest
from lsprotocol import types

from afterword.errors import EngineError
from afterword.lsp.core.progress_bars import ProgressBars
from afterword.lsp.larger_model.installation import Installations

if TYPE_CHECKING:
    from concurrent.futures import Future


class NoBars:
    """A client that shows no progress, and is never asked to."""

    def __init__(self) -> None:
        self.tokens: dict[types.ProgressToken, Future[object]] = {}

    async def create_async(self, token: types.ProgressToken) -> object:
        raise AssertionError(token)

    def begin(self, token: types.ProgressToken, value: types.WorkDoneProgressBegin) -> None:
        raise AssertionError(token, value)

    def report(self, token: types.ProgressToken, value: types.WorkDoneProgressReport) -> None:
        raise AssertionError(token, value)

    def end(self, token: types.ProgressToken, value: types.WorkDoneProgressEnd) -> None:
        raise AssertionError(token, value)


def installations(*command: str) -> Installations:
    bars = ProgressBars(NoBars(), is_supported=lambda: False)
    return Installations(bars, lambda _name: command)


async def test_of_two_that_begin_at_once_one_is_refused() -> None:
    running = installations(sys.executable, "-c", "")
    answers = await asyncio.gather(
        *(running.install("a-model", title="A model") for _ in range(2)), return_exceptions=True
    )
    assert answers[0] is True
    assert isinstance(answers[1], EngineError)
    assert not running.is_running


async def test_a_program_that_cannot_be_started_is_reported_and_another_try_is_free() -> None:
    missing = installations("/nowhere/python")
    for _ in range(2):
        with pytest.raises(EngineError, match=r"No such file.*afterword models install a-model"):
            await missing.install("a-model", title="A model")
