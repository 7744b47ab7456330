"""A second model: loaded at its first request, and unloaded when it has been idle for a while."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
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

MIN_IDLE_S: Final = 5.0
"""Seconds that a model stays loaded after its last request, at least: one paragraph takes several
requests, and the writer often asks for another one at once. A model that is loaded in place of the
other one stays no longer than this."""
UNLOADING_LIMIT_S: Final = 2.0
"""Seconds that a model which is closed is waited for: it ends a chunk of a prompt, and its memory is freed."""

FindRoom = Callable[[], Room]
"""Says where the second model fits; raises MemoryShortageError if nowhere."""


class OnDemandWorker(ModelWorker):
    """A worker for a second model, which runs on the first worker's thread.

    Requests wait while the model is loaded. A supervisor thread makes room for the model, loads it,
    waits until it is idle and unloads it; the engine's thread serves the first model meanwhile. The
    supervisor runs only while there is something to supervise.
    """

    def __init__(
        self,
        build_engine: BuildEngine,
        *,
        beside: ModelWorker,
        find_room: FindRoom,
        unload_after_s: float,
    ) -> None:
        """Keep the parts; nothing is loaded before the first request.

        Args:
            build_engine: prepares and loads the model.
            beside: the first worker, whose model is unloaded where both don't fit.
            find_room: called before each loading.
            unload_after_s: how many seconds the model stays loaded after its last request.
        """
        super().__init__(build_engine, thread=beside.thread)
        self._first_worker = beside
        self._find_room = find_room
        self._unload_after_s = unload_after_s
        self._changed = threading.Condition()
        """Guards what both the event loop and the supervisor use; notified when it changes."""
        self._waiting: list[GenerationStream] = []
        """Requests that came while the model was not loaded."""
        self._active: set[GenerationStream] = set()
        """The requests that were submitted to the engine's thread and have not finished."""
        self._last_used_s = 0.0
        """When the last request finished, in seconds of the monotonic clock."""
        self._supervisor: threading.Thread | None = None
        self._has_unloaded_first = False
        """Whether the first worker's model is unloaded to make room for this one."""
        self._is_outdated = False
        """Whether another model is wanted than the one that is loaded, or being loaded."""

    def start(self, on_status: Callable[[EngineStatus], None] | None = None) -> None:
        """Load nothing yet; ``on_status`` is called on the event loop that runs now."""
        self._report_to(on_status)

    def unload_after(self, seconds: float) -> None:
        """Change how many seconds the model stays loaded after its last request."""
        with self._changed:
            self._unload_after_s = seconds
            self._changed.notify_all()

    def switch(self, build_engine: BuildEngine) -> None:
        """Build another model at the next request; the loaded one is unloaded after what it has begun."""
        with self._changed:
            self._build_engine = build_engine
            self._is_outdated = True
            self._changed.notify_all()

    def generate(self, request: GenerationRequest) -> GenerationStream:
        """Queue a request, and load the model for it; returns at once.

        If loading fails, the stream ends with an EngineNotReadyError that says why.

        Raises:
            EngineNotReadyError: the worker was closed.
        """
        generation = GenerationStream(request)
        with self._changed:
            if self._is_closed:
                raise EngineNotReadyError(CLOSED)
            if self.is_ready and not self._is_outdated:
                self._submit(generation)
            else:
                self._waiting.append(generation)
            if self._supervisor is None:
                self._supervisor = threading.Thread(
                    target=self._supervise, name="afterword-supervisor", daemon=True
                )
                self._supervisor.start()
            self._changed.notify_all()
        return generation

    def close(self) -> None:
        """Refuse all requests, those that are being served too; returns at once.

        The first worker goes on: it closes the thread.
        """
        with self._changed:
            if self.status.phase not in {EnginePhase.STOPPED, EnginePhase.FAILED}:
                self._report(EngineStatus(phase=EnginePhase.STOPPED))
            self._is_closed = True
            self.status = EngineStatus(phase=EnginePhase.STOPPED, message=CLOSED)
            _refuse([*self._waiting, *self._active], CLOSED)
            self._waiting.clear()
            self._changed.notify_all()

    def wait_until_unloaded(self) -> None:
        """Wait until a closed worker's model is out of memory; not for one that is still being loaded."""
        with self._changed:
            supervisor = self._supervisor
        if supervisor is not None:
            supervisor.join(UNLOADING_LIMIT_S)

    def _supervise(self) -> None:
        """Load the model, serve, and unload it again, as long as requests wait for it."""
        while True:
            with self._changed:
                self._is_outdated = False
            engine = self._build(self._make_room_and_build)
            with self._changed:
                if engine is None:
                    _refuse(self._waiting, self.status.message)
                    self._waiting.clear()
                else:
                    self._serve_until_idle(engine)
            if engine is not None:
                del engine
                self._close_engine()
                reclaim_memory()
            with self._changed:
                if self._waiting and not self._is_closed:
                    continue  # requested again meanwhile: the first model stays unloaded
                self._reload_first()
                self._supervisor = None
                return

    def _make_room_and_build(self, report: ReportStatus) -> Engine:
        """Return the engine; room is made for it only after its files are fetched and unpacked."""
        self._find_room()  # a model that fits nowhere is not fetched either

        def make_room_and_report(status: EngineStatus) -> None:
            if self._is_closed:  # another model is to have the room
                raise EngineNotReadyError(CLOSED)
            if status.phase is EnginePhase.LOADING:
                self._make_room()
            report(status)

        return _on_thread_that_ends(lambda: self._build_engine(make_room_and_report))

    def _make_room(self) -> None:
        """Unload the first model if both don't fit, or load it again if they do now."""
        if self._find_room() is not Room.IN_PLACE:
            self._reload_first()
        elif not self._has_unloaded_first:
            self._has_unloaded_first = True
            self._first_worker.unload("Unloaded while another model writes a paragraph.")

    def _reload_first(self) -> None:
        if self._has_unloaded_first:
            self._has_unloaded_first = False
            self._first_worker.reload()

    def _serve_until_idle(self, engine: Engine) -> None:
        """Serve requests until there has been none for a while.

        The caller holds the lock; it is released while this waits.
        """
        if self._is_closed or self._is_outdated:
            engine.close()
            return
        self._set_engine(engine)
        for generation in self._waiting:
            self._submit(generation)
        self._waiting.clear()
        while self._active or (not self._is_closed and self._idle_time_left_s > 0):
            self._changed.wait(None if self._active else self._idle_time_left_s)
        # Under the lock, so that a request from now on waits for the next loading.
        self._report(EngineStatus(phase=EnginePhase.STOPPED))

    @property
    def _idle_time_left_s(self) -> float:
        """Seconds until an idle model is unloaded."""
        idle_s = self._unload_after_s
        if self._is_outdated:
            idle_s = 0.0
        elif self._has_unloaded_first:
            idle_s = min(idle_s, MIN_IDLE_S)
        return self._last_used_s + idle_s - time.monotonic()

    def _submit(self, generation: GenerationStream) -> None:
        self._active.add(generation)
        job = GenerationJob(
            generation=generation,
            current_engine=self._current_engine,
            on_done=partial(self._request_finished, generation),
        )
        if not self.thread.submit(job):
            job.refuse()

    def _request_finished(self, generation: GenerationStream) -> None:
        with self._changed:
            self._active.discard(generation)
            self._last_used_s = time.monotonic()
            self._changed.notify_all()


def _refuse(generations: Iterable[GenerationStream], reason: str) -> None:
    for generation in generations:
        generation.deliver(EngineNotReadyError(reason))
        generation.cancel()


def _on_thread_that_ends(work: Callable[[], Engine]) -> Engine:
    """Return what ``work`` returns on a thread of its own; when that ends, OpenMP frees its threads.

    It is a daemon thread, so that the process need not wait for a fetch to end.
    """
    done = Future[Engine]()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised again where the result is read
            done.set_exception(error)

    threading.Thread(target=run, name="afterword-loading", daemon=True).start()
    return done.result()
