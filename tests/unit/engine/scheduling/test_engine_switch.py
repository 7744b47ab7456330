"""Another engine takes over while the present one serves, and nothing waits for it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from afterword.engine.interface import (
    BuildEngine,
    EnginePhase,
    EngineStatus,
    GenerationRequest,
    Priority,
    ReportStatus,
)
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import ModelFileError
from fakes.scripted_engine import Script, ScriptedEngine

REQUEST = GenerationRequest(prompt="", max_tokens=50)


@dataclass
class Gated:
    """Builds an engine once its gate is open."""

    voice: str
    gate: threading.Event = field(default_factory=threading.Event)
    has_begun: threading.Event = field(default_factory=threading.Event)
    fault: Exception | None = None

    def __post_init__(self) -> None:
        self.engine = ScriptedEngine(self.voice, voice=self.voice)

    def build(self, report: ReportStatus) -> ScriptedEngine:
        self.has_begun.set()
        report(EngineStatus(phase=EnginePhase.LOADING, message=f"Loading {self.voice}"))
        self.gate.wait(10)
        if self.fault is not None:
            raise self.fault
        return self.engine


@pytest.fixture
async def start() -> AsyncIterator[Callable[[BuildEngine], object]]:
    workers: list[ModelWorker] = []

    async def begin(build: BuildEngine) -> tuple[ModelWorker, list[EngineStatus]]:
        statuses: list[EngineStatus] = []
        worker = ModelWorker(build)
        workers.append(worker)
        worker.start(statuses.append)
        await worker.wait_until_ready()
        return worker, statuses

    yield begin
    for worker in workers:
        worker.close()


StartWorker = Callable[[BuildEngine], "asyncio.Future[tuple[ModelWorker, list[EngineStatus]]]"]


async def written(worker: ModelWorker) -> str:
    return "".join([piece.text async for piece in worker.generate(REQUEST).pieces()])


class NotedEngine(ScriptedEngine):
    """Lets a test wait until it is closed."""

    def __init__(self, script: Script | str) -> None:
        super().__init__(script, voice="old")
        self.closed = threading.Event()

    def close(self) -> None:
        super().close()
        self.closed.set()


async def until_closed(engine: NotedEngine) -> None:
    assert await asyncio.to_thread(engine.closed.wait, 10)


async def test_the_present_engine_serves_until_the_other_one_is_loaded(start: StartWorker) -> None:
    old, new = NotedEngine("old"), Gated("new")
    worker, statuses = await start(old.build)
    worker.switch(new.build)
    await asyncio.to_thread(new.has_begun.wait)
    assert worker.is_ready
    assert (await written(worker), worker.voice) == ("old", "old")
    new.gate.set()
    await worker.wait_until_switched()
    assert (await written(worker), worker.voice) == ("new", "new")
    await until_closed(old)
    phases = [status.phase for status in statuses]
    assert phases == [EnginePhase.READY, EnginePhase.LOADING, EnginePhase.READY]


async def test_without_a_switch_there_is_nothing_to_wait_for(start: StartWorker) -> None:
    worker, _ = await start(ScriptedEngine("old").build)
    await worker.wait_until_switched()
    assert await written(worker) == "old"


async def test_of_several_that_are_wanted_meanwhile_the_latest_is_loaded(
    start: StartWorker,
) -> None:
    first, second, third = Gated("first"), Gated("second"), Gated("third")
    worker, _ = await start(ScriptedEngine("old").build)
    worker.switch(first.build)
    await asyncio.to_thread(first.has_begun.wait)
    worker.switch(second.build)
    worker.switch(third.build)
    first.gate.set()
    third.gate.set()
    await worker.wait_until_switched()
    assert await written(worker) == "third"
    assert not second.has_begun.is_set()
    assert first.engine.is_closed


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param(
            ModelFileError("It is damaged.", next_step="Tune it again."),
            "It is damaged. Tune it again.",
            id="foreseen",
        ),
        pytest.param(KeyError("bug"), "KeyError", id="unforeseen"),
    ],
)
async def test_the_present_engine_goes_on_where_the_other_one_fails(
    start: StartWorker, fault: Exception, reason: str
) -> None:
    broken = Gated("broken", fault=fault)
    broken.gate.set()
    worker, statuses = await start(ScriptedEngine("old").build)
    worker.switch(broken.build)
    await worker.wait_until_switched()
    assert await written(worker) == "old"
    assert worker.is_ready
    assert reason in worker.status.problem
    await asyncio.sleep(0)
    assert reason in statuses[-1].problem


async def test_a_problem_is_gone_with_the_next_engine(start: StartWorker) -> None:
    broken, mended = Gated("broken", fault=ModelFileError("Damaged.")), Gated("mended")
    for each in (broken, mended):
        each.gate.set()
    worker, _ = await start(ScriptedEngine("old").build)
    worker.switch(broken.build)
    await worker.wait_until_switched()
    worker.switch(mended.build)
    await worker.wait_until_switched()
    assert worker.status.problem == ""


async def test_a_problem_that_is_reported_while_loading_stays_in_the_status(
    start: StartWorker,
) -> None:
    def build(report: ReportStatus) -> ScriptedEngine:
        report(EngineStatus(phase=EnginePhase.LOADING, problem="Its voice is damaged."))
        return ScriptedEngine("base")

    worker, statuses = await start(build)
    assert worker.status.problem == "Its voice is damaged."
    await asyncio.sleep(0)
    assert statuses[-1] == worker.status


async def test_an_engine_that_failed_to_load_is_replaced(start: StartWorker) -> None:
    def fail(_report: ReportStatus) -> ScriptedEngine:
        raise ModelFileError("No model.")

    worker = ModelWorker(fail)
    worker.start()
    worker.switch(ScriptedEngine("new").build)
    await worker.wait_until_switched()
    assert await written(worker) == "new"
    worker.close()


async def test_what_has_begun_ends_with_its_own_engine_and_ghost_text_does_not_wait(
    start: StartWorker,
) -> None:
    """The paragraph is preempted when the other engine takes over."""
    gate, has_begun = threading.Event(), threading.Event()

    def write(request: GenerationRequest) -> str:
        if request.priority is Priority.PARAGRAPH:
            has_begun.set()
            gate.wait(10)
            return "one old paragraph"
        return "old"

    old, new = NotedEngine(write), Gated("new")
    new.gate.set()
    worker, _ = await start(old.build)
    paragraph = worker.generate(
        GenerationRequest(prompt="", max_tokens=50, priority=Priority.PARAGRAPH)
    )
    await asyncio.to_thread(has_begun.wait)
    worker.switch(new.build)
    await worker.wait_until_switched()
    ghost = worker.generate(REQUEST)
    gate.set()
    assert "".join([piece.text async for piece in ghost.pieces()]) == "new"
    assert "".join([piece.text async for piece in paragraph.pieces()]) == "one old paragraph"
    await until_closed(old)


async def test_an_unloaded_model_is_loaded_again_with_what_was_wanted_last(
    start: StartWorker,
) -> None:
    new = Gated("new")
    new.gate.set()
    worker, _ = await start(ScriptedEngine("old").build)
    await asyncio.to_thread(worker.unload, "Room for another.")
    worker.switch(new.build)
    assert not worker.is_ready
    worker.reload()
    await worker.wait_until_ready()
    await worker.wait_until_switched()
    assert await written(worker) == "new"
    assert not new.engine.is_closed


async def test_closing_ends_a_switch(start: StartWorker) -> None:
    new = Gated("new")
    worker, _ = await start(ScriptedEngine("old").build)
    worker.switch(new.build)
    await asyncio.to_thread(new.has_begun.wait)
    worker.close()
    new.gate.set()
    await worker.wait_until_switched()
    assert new.engine.is_closed
