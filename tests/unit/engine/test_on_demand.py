"""A second model beside ghost text's: when it is loaded and unloaded, and what that does to the first."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

import pytest

from afterword.engine.memory import Room
from afterword.engine.on_demand import OnDemandWorker
from afterword.engine.protocol import (
    CancelToken,
    EnginePhase,
    EngineStatus,
    FinishReason,
    GenerationRequest,
    Piece,
    Priority,
    ReportStatus,
)
from afterword.engine.scripted import ScriptedEngine
from afterword.engine.worker import EngineWorker
from afterword.errors import EngineNotReadyError, MemoryShortageError, ModelFileError

GHOST = GenerationRequest(prompt="ghost", max_tokens=50)
PARAGRAPH = GenerationRequest(prompt="paragraph", max_tokens=50, priority=Priority.PARAGRAPH)
LONG_S = 3600.0


@dataclass
class Studio:
    """Two workers over scripted engines, and a diary of what became of those."""

    room: Room = Room.BESIDE
    shortage: MemoryShortageError | None = None
    faults: list[Exception] = field(default_factory=list[Exception])
    """What the next loadings of the second model fail with."""
    gate: threading.Event = field(default_factory=threading.Event)
    """The second model is being loaded until it is set."""
    diary: list[str] = field(default_factory=list[str])
    statuses: asyncio.Queue[EngineStatus] = field(default_factory=asyncio.Queue[EngineStatus])
    """Of the second model."""
    engines: "list[NotingEngine]" = field(default_factory=list["NotingEngine"])
    """Of the second model, those that were loaded."""
    before_piece: Callable[[GenerationRequest], object] = lambda _request: None
    """Called on the engine's thread before each piece."""
    before_unloading: Callable[[], object] = lambda: None
    """Called before the second model is unloaded."""

    def __post_init__(self) -> None:
        self.ghost = EngineWorker(self._build_ghost)
        self.second = self.make_second(LONG_S)

    def make_second(self, unload_after_s: float) -> OnDemandWorker:
        return OnDemandWorker(
            self._build_second,
            beside=self.ghost,
            find_room=self._find_room,
            unload_after_s=unload_after_s,
        )

    async def open(self, *, unload_after_s: float = LONG_S) -> None:
        self.second.unload_after(unload_after_s)
        self.ghost.start()
        self.second.start(self.statuses.put_nowait)
        await self.ghost.wait_until_ready()

    def close(self) -> None:
        self.gate.set()
        self.second.close()
        self.ghost.close()

    async def until(self, phase: EnginePhase) -> EngineStatus:
        while (status := await asyncio.wait_for(self.statuses.get(), 10)).phase is not phase:
            pass
        return status

    async def write(self, request: GenerationRequest = PARAGRAPH) -> str:
        worker = self.second if request.priority is Priority.PARAGRAPH else self.ghost
        pieces = worker.generate(request).pieces()
        return "".join([piece.text async for piece in pieces])

    def _find_room(self) -> Room:
        if self.shortage is not None:
            raise self.shortage
        return self.room

    def _build_ghost(self, _report: ReportStatus) -> ScriptedEngine:
        return self._noted("ghost")

    def _build_second(self, report: ReportStatus) -> ScriptedEngine:
        report(EngineStatus(phase=EnginePhase.LOADING, message="Loading second"))
        self.gate.wait(10)
        if self.faults:
            raise self.faults.pop(0)
        engine = self._noted("second")
        self.engines.append(engine)
        return engine

    def _noted(self, name: str) -> "NotingEngine":
        self.diary.append(f"{name} loaded")
        return NotingEngine(name, self)


class NotingEngine(ScriptedEngine):
    """Writes down when it is unloaded."""

    def __init__(self, name: str, studio: Studio) -> None:
        super().__init__(f"{name} words", model_name=name)
        self._studio = studio

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        for piece in super().generate(request, cancel):
            self._studio.before_piece(request)
            yield piece

    def close(self) -> None:
        if not self.is_closed:
            if self.model_name == "second":
                self._studio.before_unloading()
            self._studio.diary.append(f"{self.model_name} unloaded")
        super().close()


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    made = Studio()
    made.gate.set()
    yield made
    made.close()


async def test_is_loaded_at_its_first_request_and_once(studio: Studio) -> None:
    await studio.open()
    assert studio.diary == ["ghost loaded"]
    assert await studio.write() == "second words"
    assert await studio.write() == "second words"
    assert studio.diary == ["ghost loaded", "second loaded"]
    assert studio.second.model_name == "second"


async def test_requests_that_come_while_it_is_loaded_wait_for_it(studio: Studio) -> None:
    studio.gate.clear()
    await studio.open()
    waiting = [asyncio.create_task(studio.write()) for _ in range(3)]
    await studio.until(EnginePhase.LOADING)
    studio.gate.set()
    assert await asyncio.gather(*waiting) == ["second words"] * 3
    assert len(studio.engines) == 1


async def test_ghost_text_comes_while_it_is_loaded(studio: Studio) -> None:
    studio.gate.clear()
    await studio.open()
    waiting = asyncio.create_task(studio.write())
    await studio.until(EnginePhase.LOADING)
    assert await studio.write(GHOST) == "ghost words"
    assert not waiting.done()
    studio.gate.set()
    await waiting


async def test_is_unloaded_when_nobody_has_asked_and_loaded_again(studio: Studio) -> None:
    await studio.open()
    await studio.write()
    assert studio.second.is_ready
    studio.second.unload_after(0)
    await studio.until(EnginePhase.STOPPED)
    assert await studio.write() == "second words"
    await studio.until(EnginePhase.STOPPED)
    assert await studio.write(GHOST) == "ghost words"
    assert studio.diary.count("second loaded") == 2
    assert "ghost unloaded" not in studio.diary


async def test_is_not_unloaded_while_it_writes(studio: Studio) -> None:
    await studio.open()
    writing, may_end = threading.Event(), threading.Event()

    def hold(_request: GenerationRequest) -> None:
        writing.set()
        may_end.wait(10)

    unloading = threading.Event()
    studio.before_piece, studio.before_unloading = hold, unloading.set
    slow = asyncio.create_task(studio.write())
    await asyncio.to_thread(writing.wait, 10)
    studio.second.unload_after(0)
    assert not await asyncio.to_thread(unloading.wait, 0.1)
    may_end.set()
    assert await slow == "second words"
    await studio.until(EnginePhase.STOPPED)


async def test_a_request_that_is_cancelled_during_loading_never_reaches_the_model(
    studio: Studio,
) -> None:
    studio.gate.clear()
    await studio.open()
    generation = studio.second.generate(PARAGRAPH)
    await studio.until(EnginePhase.LOADING)
    generation.cancel()
    studio.gate.set()
    pieces = [piece async for piece in generation.pieces()]
    assert [piece.finish_reason for piece in pieces] == [FinishReason.CANCELLED]
    assert studio.engines[0].requests == []
    assert await studio.write() == "second words"
    assert len(studio.engines) == 1


async def test_a_failed_loading_is_told_leaves_ghost_text_alone_and_is_tried_again(
    studio: Studio,
) -> None:
    studio.faults = [ModelFileError("It is cut short.", next_step="Fetch it again.")]
    await studio.open()
    with pytest.raises(EngineNotReadyError, match=r"It is cut short\. Fetch it again\."):
        await studio.write()
    assert studio.second.status.phase is EnginePhase.FAILED
    assert await studio.write(GHOST) == "ghost words"
    assert await studio.write() == "second words"


async def test_without_room_nothing_is_loaded(studio: Studio) -> None:
    studio.shortage = MemoryShortageError("Too large.", next_step="Choose a smaller one.")
    await studio.open()
    with pytest.raises(EngineNotReadyError, match=r"Too large\. Choose a smaller one\."):
        await studio.write()
    assert await studio.write(GHOST) == "ghost words"
    assert studio.diary == ["ghost loaded"]


async def test_in_place_of_the_other_model_never_both_are_loaded(studio: Studio) -> None:
    studio.room = Room.IN_PLACE
    await studio.open(unload_after_s=0)
    assert await studio.write() == "second words"
    await studio.ghost.wait_until_ready()
    assert await studio.write(GHOST) == "ghost words"
    assert studio.diary == [
        "ghost loaded",
        "ghost unloaded",
        "second loaded",
        "second unloaded",
        "ghost loaded",
    ]


async def test_idle_work_is_over_before_its_model_is_put_aside(studio: Studio) -> None:
    studio.room = Room.IN_PLACE
    begun, may_go_on = threading.Event(), threading.Event()

    def hold(request: GenerationRequest) -> None:
        if request.priority is Priority.IDLE:
            studio.diary.append("idle step")
            begun.set()
            may_go_on.wait(10)

    studio.before_piece = hold
    await studio.open()
    idle = studio.ghost.generate(
        GenerationRequest(prompt="x", max_tokens=50, priority=Priority.IDLE)
    )
    await asyncio.to_thread(begun.wait, 10)
    paragraph = asyncio.create_task(studio.write())
    async with asyncio.timeout(10):
        while not idle.cancel_token.is_cancelled:  # noqa: ASYNC110 - a token tells nobody
            await asyncio.sleep(0)
    may_go_on.set()
    assert await paragraph == "second words"
    assert studio.diary[-2:] == ["ghost unloaded", "second loaded"]  # and no idle step between


async def test_a_model_that_cannot_be_prepared_leaves_the_other_one_alone(studio: Studio) -> None:
    def fail(_report: ReportStatus) -> ScriptedEngine:
        raise ModelFileError("It is cut short.")

    studio.room = Room.IN_PLACE
    studio.second = OnDemandWorker(
        fail, beside=studio.ghost, find_room=lambda: Room.IN_PLACE, unload_after_s=LONG_S
    )
    await studio.open()
    with pytest.raises(EngineNotReadyError, match="cut short"):
        await studio.write()
    assert studio.ghost.is_ready
    assert studio.diary == ["ghost loaded"]


async def test_a_closed_worker_is_not_put_aside(studio: Studio) -> None:
    await studio.open()
    studio.ghost.close()
    studio.ghost.put_aside("Put aside.")
    with pytest.raises(EngineNotReadyError):
        await asyncio.wait_for(studio.ghost.wait_until_ready(), 10)


async def test_ghost_text_has_a_reason_to_be_silent_while_it_is_put_aside(studio: Studio) -> None:
    studio.room = Room.IN_PLACE
    await studio.open()
    await studio.write()
    assert studio.ghost.status.phase is EnginePhase.STOPPED
    assert "put aside" in studio.ghost.status.message.lower()
    with pytest.raises(EngineNotReadyError, match="writes a paragraph"):
        studio.ghost.generate(GHOST)


async def test_asked_again_while_it_is_unloaded_the_other_model_stays_put_aside(
    studio: Studio,
) -> None:
    studio.room = Room.IN_PLACE
    unloading, may_go_on = threading.Event(), threading.Event()

    def hold() -> None:
        unloading.set()
        may_go_on.wait(10)

    studio.before_unloading = hold
    await studio.open(unload_after_s=0)
    await studio.write()
    await asyncio.to_thread(unloading.wait, 10)
    again = asyncio.create_task(studio.write())
    await asyncio.sleep(0)  # it has been asked now
    may_go_on.set()
    assert await again == "second words"
    await studio.ghost.wait_until_ready()
    assert studio.diary == [
        *("ghost loaded", "ghost unloaded"),
        *("second loaded", "second unloaded") * 2,
        "ghost loaded",
    ]


async def test_the_other_model_comes_back_after_a_failed_loading_in_its_place(
    studio: Studio,
) -> None:
    studio.room = Room.IN_PLACE
    studio.faults = [ModelFileError("It is cut short.")]
    await studio.open()
    with pytest.raises(EngineNotReadyError):
        await studio.write()
    await studio.ghost.wait_until_ready()
    assert await studio.write(GHOST) == "ghost words"


async def test_closing_refuses_what_waits_and_drops_a_model_that_comes_later(
    studio: Studio,
) -> None:
    studio.gate.clear()
    await studio.open()
    waiting = studio.second.generate(PARAGRAPH)
    await studio.until(EnginePhase.LOADING)
    keeper = next(each for each in threading.enumerate() if each.name == "afterword-keeper")
    studio.second.close()
    with pytest.raises(EngineNotReadyError, match="closed"):
        _ = [piece async for piece in waiting.pieces()]
    studio.gate.set()
    await asyncio.to_thread(keeper.join, 10)
    assert studio.diary == ["ghost loaded", "second loaded", "second unloaded"]
    with pytest.raises(EngineNotReadyError, match="closed"):
        studio.second.generate(PARAGRAPH)


async def test_ghost_text_goes_before_the_second_models_next_token(studio: Studio) -> None:
    await studio.open()
    order = list[str]()
    begun, may_go_on = threading.Event(), threading.Event()

    def note(request: GenerationRequest) -> None:
        order.append(request.prompt)
        begun.set()
        may_go_on.wait(10)

    studio.before_piece = note
    paragraph = asyncio.create_task(studio.write())
    await asyncio.to_thread(begun.wait, 10)
    ghost = studio.ghost.generate(GHOST)
    may_go_on.set()
    assert "".join([piece.text async for piece in ghost.pieces()]) == "ghost words"
    await paragraph
    assert order == ["paragraph", *["ghost"] * 3, *["paragraph"] * 2]
