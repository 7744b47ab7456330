"""A second model: loaded when it is first asked, unloaded when nobody has asked it for a while."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

from afterword.engine.interface import (
    BuildEngine,
    Engine,
    EnginePhase,
    EngineStatus,
    GenerationRequest,
    ReportStatus,
)
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.engine.scheduling.job import CLOSED, GenerationJob
from afterword.engine.scheduling.memory_budget import Room
from afterword.engine.scheduling.memory_release import reclaim_memory
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import EngineNotReadyError

SHORTEST_STAY_S: Final = 5.0
"""One paragraph is drawn in several requests, and often another one is asked for at once. A model
that has another one's place stays no longer than this."""

FindRoom = Callable[[], Room]
"""Says where the second model fits; raises MemoryShortageError if nowhere."""


class OnDemandWorker(ModelWorker):
    """A worker beside another one, on whose thread its model runs.

    Requests wait while the model is loaded. A keeper thread sees to its life, from room in memory
    to giving that back; so the engine's thread serves the other model meanwhile.
    """

    def __init__(
        self,
        build_engine: BuildEngine,
        *,
        beside: ModelWorker,
        find_room: FindRoom,
        unload_after_s: float,
    ) -> None:
        """Nothing is loaded before the first request.

        Args:
            build_engine: prepares and loads the model.
            beside: whose model is put aside where both don't fit.
            find_room: asked before each loading.
            unload_after_s: how long the model stays after its last request.
        """
        super().__init__(build_engine, thread=beside.thread)
        self._beside = beside
        self._find_room = find_room
        self._unload_after_s = unload_after_s
        self._changed = threading.Condition()
        self._waiting: list[GenerationStream] = []
        """What came while the model was not loaded."""
        self._in_work = 0
        """Requests handed to the engine's thread and not finished."""
        self._last_used_s = 0.0
        self._supervisor: threading.Thread | None = None
        self._is_in_place = False
        """Whether the other model was put aside for this one."""

    def start(self, on_status: Callable[[EngineStatus], None] | None = None) -> None:
        """Only listen: ``on_status`` is called on the event loop that runs now."""
        self._listen(on_status)

    def unload_after(self, seconds: float) -> None:
        """Stay so long after the last request from now on."""
        with self._changed:
            self._unload_after_s = seconds
            self._changed.notify_all()

    def generate(self, request: GenerationRequest) -> GenerationStream:
        """Queue a request, and load the model for it; returns at once.

        If that fails, the pieces are an EngineNotReadyError that says why.

        Raises:
            EngineNotReadyError: the worker was closed.
        """
        generation = GenerationStream(request)
        with self._changed:
            if self._is_closed:
                raise EngineNotReadyError(CLOSED)
            if self.is_ready:
                self._hand_over(generation)
            else:
                self._waiting.append(generation)
            if self._supervisor is None:
                self._supervisor = threading.Thread(
                    target=self._keep, name="afterword-keeper", daemon=True
                )
                self._supervisor.start()
            self._changed.notify_all()
        return generation

    def close(self) -> None:
        """Refuse what waits for the model. The thread is the other worker's to close."""
        with self._changed:
            self._is_closed = True
            self._status = EngineStatus(phase=EnginePhase.STOPPED, message=CLOSED)
            self._refuse_waiting(CLOSED)
            self._changed.notify_all()

    def _keep(self) -> None:
        """See to the model's life, as often as it is asked for again."""
        while True:
            engine = self._build(self._make_room_and_build)
            with self._changed:
                if engine is None:
                    self._refuse_waiting(self._status.message)
                else:
                    self._serve_until_idle(engine)
            if engine is not None:
                del engine
                self._close_engine()
                reclaim_memory()
            with self._changed:
                if self._waiting and not self._is_closed:
                    continue  # asked again meanwhile: what was put aside stays so
                self._give_back_place()
                self._supervisor = None
                return

    def _make_room_and_build(self, report: ReportStatus) -> Engine:
        self._find_room()  # what fits nowhere is not fetched either

        def hear(status: EngineStatus) -> None:
            if status.phase is EnginePhase.LOADING:
                self._make_room()
            report(status)

        return _on_thread_that_ends(lambda: self._build_engine(hear))

    def _make_room(self) -> None:
        """Have the other model put aside if both don't fit; fetching and unpacking are over now."""
        if self._find_room() is not Room.IN_PLACE:
            self._give_back_place()
        elif not self._is_in_place:
            self._is_in_place = True
            self._beside.unload("Put aside while another model writes a paragraph.")

    def _give_back_place(self) -> None:
        if self._is_in_place:
            self._is_in_place = False
            self._beside.reload()

    def _serve_until_idle(self, engine: Engine) -> None:
        """Serve until nobody has asked for a while. The lock is held, and given up while waiting."""
        if self._is_closed:
            engine.close()
            return
        self._take_over(engine)
        for generation in self._waiting:
            self._hand_over(generation)
        self._waiting.clear()
        while not self._is_closed and (self._in_work or self._left_s > 0):
            self._changed.wait(None if self._in_work else self._left_s)
        # Under the lock: who asks from now on waits for the next loading.
        self._report(EngineStatus(phase=EnginePhase.STOPPED))

    @property
    def _left_s(self) -> float:
        stay_s = self._unload_after_s
        if self._is_in_place:
            stay_s = min(stay_s, SHORTEST_STAY_S)
        return self._last_used_s + stay_s - time.monotonic()

    def _hand_over(self, generation: GenerationStream) -> None:
        self._in_work += 1
        job = GenerationJob(
            generation=generation, current_engine=self._current_engine, on_done=self._finish_one
        )
        if not self._thread.submit(job):
            job.refuse()

    def _finish_one(self) -> None:
        with self._changed:
            self._in_work -= 1
            self._last_used_s = time.monotonic()
            self._changed.notify_all()

    def _refuse_waiting(self, reason: str) -> None:
        for generation in self._waiting:
            generation.cancel()
            generation.deliver(EngineNotReadyError(reason))
        self._waiting.clear()


def _on_thread_that_ends(work: Callable[[], Engine]) -> Engine:
    """Return what ``work`` returns on a thread of its own; when that ends, OpenMP forgets it.

    It is a daemon, so that the process need not wait for a fetch to end.
    """
    done = Future[Engine]()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
            done.set_exception(error)

    threading.Thread(target=run, name="afterword-loading", daemon=True).start()
    return done.result()
