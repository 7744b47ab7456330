"""A second model beside ghost text's, both scripted, and what becomes of them written down."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from afterword.engine.interface import (
    CancelToken,
    EnginePhase,
    EngineStatus,
    GenerationRequest,
    Piece,
    Priority,
    ReportStatus,
)
from afterword.engine.scheduling.memory_budget import Room
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.engine.scheduling.on_demand_worker import OnDemandWorker
from afterword.errors import MemoryShortageError
from fakes.scripted_engine import ScriptedEngine

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
        self.ghost = ModelWorker(self._build_ghost)
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
