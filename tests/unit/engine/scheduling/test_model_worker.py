"""The thread that owns an engine: phases, order, failures, closing."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from afterword.engine.interface import (
    CancelToken,
    EnginePhase,
    EngineStatus,
    FinishReason,
    GenerationRequest,
    Piece,
    Priority,
    ReportStatus,
)
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import EngineNotReadyError, EngineUnavailableError, GenerationError
from fakes.scripted_engine import ScriptedEngine

REQUEST = GenerationRequest(prompt="", max_tokens=50)
StartWorker = Callable[[ScriptedEngine], "asyncio.Future[ModelWorker]"]


@pytest.fixture
async def start() -> AsyncIterator[Callable[[ScriptedEngine], object]]:
    workers: list[ModelWorker] = []

    async def begin(engine: ScriptedEngine) -> ModelWorker:
        worker = ModelWorker(engine.build)
        workers.append(worker)
        worker.start()
        await worker.wait_until_ready()
        return worker

    yield begin
    for worker in workers:
        worker.close()


async def collect(worker: ModelWorker, request: GenerationRequest = REQUEST) -> list[Piece]:
    return [piece async for piece in worker.generate(request).pieces()]


async def test_pieces_arrive_in_order(start: StartWorker) -> None:
    worker = await start(ScriptedEngine("one two three"))
    assert "".join(piece.text for piece in await collect(worker)) == "one two three"


async def test_requests_before_the_model_is_ready_are_refused_at_once() -> None:
    worker = ModelWorker(ScriptedEngine("x").build)
    with pytest.raises(EngineNotReadyError):
        worker.generate(REQUEST)


async def test_a_failed_start_is_reported_with_its_next_step() -> None:
    def fail(_report: ReportStatus) -> ScriptedEngine:
        raise EngineUnavailableError("No torch.", next_step="Install it.")

    statuses: list[EngineStatus] = []
    worker = ModelWorker(fail)
    worker.start(statuses.append)
    with pytest.raises(EngineNotReadyError, match=r"No torch\. Install it\."):
        await worker.wait_until_ready()
    assert worker.status.phase is EnginePhase.FAILED
    assert statuses == [worker.status]
    worker.close()


async def test_an_unforeseen_fault_while_loading_is_a_failed_start_too() -> None:
    def fail(_report: ReportStatus) -> ScriptedEngine:
        raise ZeroDivisionError("in a library")

    worker = ModelWorker(fail)
    worker.start()
    with pytest.raises(EngineNotReadyError, match="ZeroDivisionError"):
        await worker.wait_until_ready()
    worker.close()


async def test_each_percentage_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")

    def build(report: ReportStatus) -> ScriptedEngine:
        for percent in (None, None, 1, 1, 1, 2, 2):
            report(EngineStatus(phase=EnginePhase.PREPARING, message="Unpacking", percent=percent))
        return ScriptedEngine("x")

    worker = ModelWorker(build)
    worker.start()
    await worker.wait_until_ready()
    worker.close()
    lines = [record.getMessage() for record in caplog.records if "percent" in record.getMessage()]
    assert lines == [
        "engine phase=preparing percent=None",
        "engine phase=preparing percent=1",
        "engine phase=preparing percent=2",
        "engine phase=ready percent=None",
    ]


async def test_one_failed_request_does_not_take_the_next(start: StartWorker) -> None:
    def script(request: GenerationRequest) -> str:
        if request.prompt == "bad":
            raise KeyError("bug")
        return "fine"

    worker = await start(ScriptedEngine(script))
    with pytest.raises(GenerationError, match="KeyError"):
        await collect(worker, GenerationRequest(prompt="bad", max_tokens=5))
    assert "".join(piece.text for piece in await collect(worker)) == "fine"


class WaitingEngine(ScriptedEngine):
    """Writes one word, then waits until it is cancelled."""

    def __init__(self) -> None:
        super().__init__("")
        self.has_begun = threading.Event()

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        yield Piece(text="word")
        self.has_begun.set()
        while not cancel.is_cancelled:
            threading.Event().wait(0.001)
        yield Piece(text="", finish_reason=FinishReason.CANCELLED)


async def test_close_cancels_the_running_request_and_refuses_the_waiting(
    start: StartWorker,
) -> None:
    engine = WaitingEngine()
    worker = await start(engine)
    assert not worker.is_busy
    running, waiting = worker.generate(REQUEST), worker.generate(REQUEST)
    await asyncio.to_thread(engine.has_begun.wait)
    assert worker.is_busy
    worker.close()
    assert engine.is_closed
    for generation in (running, waiting):
        with pytest.raises(EngineNotReadyError, match="closed"):
            _ = [piece async for piece in generation.pieces()]
    assert not any(thread.name == "afterword-engine" for thread in threading.enumerate())


async def test_a_closed_worker_refuses_requests(start: StartWorker) -> None:
    worker = await start(ScriptedEngine("x"))
    worker.close()
    with pytest.raises(EngineNotReadyError):
        worker.generate(REQUEST)


class GatedEngine(ScriptedEngine):
    """Yields two words a request; the first request waits between them for ``gate``."""

    def __init__(self) -> None:
        super().__init__("")
        self.gate = threading.Event()
        self.has_begun = threading.Event()
        self.log: list[str] = []

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        self.log.append(f"{request.prompt} begins")
        if len(self.log) == 1:
            self.has_begun.set()
            self.gate.wait(10)
        yield Piece(text="one")
        is_cut = cancel.is_cancelled
        self.log.append(f"{request.prompt} {'is cancelled' if is_cut else 'ends'}")
        reason = FinishReason.CANCELLED if is_cut else FinishReason.END_OF_TEXT
        yield Piece(text="two", finish_reason=reason)


@pytest.mark.parametrize(
    ("first", "second", "log"),
    [
        pytest.param(
            Priority.PARAGRAPH,
            Priority.GHOST,
            ["first begins", "second begins", "second ends", "first ends"],
            id="a-paragraph-is-preempted-and-resumed",
        ),
        pytest.param(
            Priority.IDLE,
            Priority.GHOST,
            ["first begins", "second begins", "second ends", "first is cancelled"],
            id="idle-work-is-cancelled",
        ),
        pytest.param(
            Priority.GHOST,
            Priority.PARAGRAPH,
            ["first begins", "first ends", "second begins", "second ends"],
            id="ghost-text-is-not-preempted",
        ),
    ],
)
async def test_more_urgent_work_goes_first(
    start: StartWorker, first: Priority, second: Priority, log: list[str]
) -> None:
    engine = GatedEngine()
    worker = await start(engine)
    running = worker.generate(GenerationRequest(prompt="first", max_tokens=9, priority=first))
    await asyncio.to_thread(engine.has_begun.wait)
    waiting = worker.generate(GenerationRequest(prompt="second", max_tokens=9, priority=second))
    engine.gate.set()
    for job in (running, waiting):
        _ = [piece async for piece in job.pieces()]
    assert engine.log == log


async def test_a_request_that_was_cancelled_while_it_waited_never_reaches_the_engine(
    start: StartWorker,
) -> None:
    engine = GatedEngine()
    worker = await start(engine)
    running, waiting = worker.generate(REQUEST), worker.generate(REQUEST)
    await asyncio.to_thread(engine.has_begun.wait)
    waiting.cancel()
    engine.gate.set()
    _ = [piece async for piece in running.pieces()]
    pieces = [piece async for piece in waiting.pieces()]
    assert [piece.finish_reason for piece in pieces] == [FinishReason.CANCELLED]
    assert len(engine.log) == 2
