"""The one thread that owns a model. Requests go in by queue, pieces come back by event loop."""

import asyncio
import logging
import threading
from collections.abc import Callable

from afterword.engine.generation import Generation
from afterword.engine.job_queue import JobQueue
from afterword.engine.protocol import (
    BuildEngine,
    Engine,
    EnginePhase,
    EngineStatus,
    FinishReason,
    GenerationRequest,
    Piece,
    Priority,
)
from afterword.errors import AfterwordError, EngineNotReadyError, GenerationError

logger = logging.getLogger(__name__)

CLOSE_TIMEOUT_S = 1.0
"""The thread is a daemon: if a library call holds it longer, the process ends all the same."""


class EngineWorker:
    """Builds an engine on its own thread and feeds it requests, the most urgent first."""

    def __init__(self, build_engine: BuildEngine) -> None:
        """Keep the builder; nothing is imported or loaded before ``start``."""
        self._build_engine = build_engine
        self._jobs = JobQueue()
        self._thread = threading.Thread(target=self._run, name="afterword-engine", daemon=True)
        self._status = EngineStatus(phase=EnginePhase.STOPPED)
        self._tell: Callable[[EngineStatus], None] = lambda _status: None
        self._settled = threading.Event()
        self._closing = threading.Event()
        self._running: list[Generation] = []
        """What the thread works on: the last one runs, those before it gave way to it."""
        self.model_name = ""
        """Set once the engine is ready."""
        self.runtime = ""
        """What runs the model, for people; set once the engine is ready."""

    @property
    def status(self) -> EngineStatus:
        """The phase now."""
        return self._status

    @property
    def is_ready(self) -> bool:
        """Whether requests are served."""
        return self._status.phase is EnginePhase.READY

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for what is being written; idle work doesn't count."""
        return any(job.request.priority is not Priority.IDLE for job in tuple(self._running))

    def start(self, on_status: Callable[[EngineStatus], None] | None = None) -> None:
        """Start the thread. ``on_status`` is called on the event loop that runs now."""
        if on_status is not None:
            loop = asyncio.get_running_loop()
            self._tell = lambda status: _call_soon(loop, on_status, status)
        self._thread.start()

    async def wait_until_ready(self) -> None:
        """Return when requests are served.

        Raises:
            EngineNotReadyError: the model could not be prepared or loaded, or the worker was closed.
        """
        await asyncio.to_thread(self._settled.wait)
        if not self.is_ready:
            raise EngineNotReadyError(self._status.message or "The engine was closed.")

    def generate(self, request: GenerationRequest) -> Generation:
        """Queue a request; returns at once.

        Raises:
            EngineNotReadyError: the model is not loaded.
        """
        generation = Generation(request)
        if not self.is_ready or not self._jobs.put(generation):
            what = f" ({self._status.message})" if self._status.message else ""
            raise EngineNotReadyError(
                f"The model is not loaded{what}.",
                next_step="Wait until it is ready; `afterword doctor` tells what may be wrong.",
            )
        for running in tuple(self._running):
            if running.request.priority is Priority.IDLE:
                running.cancel()  # what it has read so far stays cached
        return generation

    def close(self) -> None:
        """Cancel everything and end the thread; returns within a second."""
        self._closing.set()
        self._status = EngineStatus(phase=EnginePhase.STOPPED, message="The engine was closed.")
        for generation in (*self._jobs.close(), *self._running):
            generation.cancel()
            generation.deliver(EngineNotReadyError("The engine was closed."))
        if self._thread.is_alive():
            self._thread.join(CLOSE_TIMEOUT_S)
        self._settled.set()

    def _run(self) -> None:
        engine = self._build()
        self._settled.set()
        if engine is None:
            return
        try:
            while (job := self._jobs.take()) is not None:
                self._serve(engine, job)
        finally:
            engine.close()

    def _build(self) -> Engine | None:
        try:
            engine = self._build_engine(self._report)
        except AfterwordError as error:
            self._report(EngineStatus(phase=EnginePhase.FAILED, message=str(error)))
            return None
        except Exception as error:
            # Loading runs third-party code on third-party files: whatever it raises, the server
            # stays up and the writer is told.
            logger.exception("the engine could not be built")
            message = f"The model could not be loaded ({type(error).__name__}: {error})."
            self._report(EngineStatus(phase=EnginePhase.FAILED, message=message))
            return None
        self.model_name = engine.model_name
        self.runtime = engine.runtime
        self._report(EngineStatus(phase=EnginePhase.READY, message=engine.model_name))
        return engine

    def _serve(self, engine: Engine, job: Generation) -> None:
        if job.cancel_token.is_cancelled:  # nobody wants it any more: leave the cache as it is
            for take in range(job.request.takes):
                job.deliver(Piece(take=take, text="", finish_reason=FinishReason.CANCELLED))
            return
        self._running.append(job)
        if self._closing.is_set():
            job.cancel()
        try:
            for piece in engine.generate(job.request, job.cancel_token):
                if not piece.is_pause:
                    job.deliver(piece)
                while (urgent := self._jobs.take_before(job.request.priority)) is not None:
                    self._serve(engine, urgent)
        except AfterwordError as error:
            job.deliver(error)
        except Exception as error:  # noqa: BLE001 - whatever a model's libraries raise
            # One failed request must not take the thread, and all later requests, with it.
            # The type alone: messages of libraries may quote what they were given.
            logger.error("a generation failed: %s", type(error).__name__)  # noqa: TRY400
            job.deliver(GenerationError(f"The model failed ({type(error).__name__})."))
        finally:
            self._running.remove(job)

    def _report(self, status: EngineStatus) -> None:
        if self._closing.is_set():
            return  # closed while it was loading: it stays stopped
        self._status = status
        logger.info("engine phase=%s percent=%s", status.phase, status.percent)
        self._tell(status)


def _call_soon(
    loop: asyncio.AbstractEventLoop,
    on_status: Callable[[EngineStatus], None],
    status: EngineStatus,
) -> None:
    """Call back on the loop; a loop that was closed has nobody left to tell."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(on_status, status)
