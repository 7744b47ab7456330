"""One model's life: built, loaded, asked for text on the engine's thread, unloaded, closed.

Requests go in by queue, pieces come back by event loop.
"""

import asyncio
import concurrent.futures
import contextlib
import logging
import threading
from collections.abc import Callable

from afterword.engine.interface import (
    BuildEngine,
    Engine,
    EnginePhase,
    EngineStatus,
    GenerationRequest,
)
from afterword.engine.scheduling.engine_thread import EngineThread
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.engine.scheduling.job import CLOSED, GenerationJob
from afterword.engine.scheduling.memory_release import reclaim_memory
from afterword.errors import AfterwordError, EngineNotReadyError

logger = logging.getLogger(__name__)


class ModelWorker:
    """Builds an engine and feeds it requests, the most urgent first."""

    def __init__(self, build_engine: BuildEngine, *, thread: EngineThread | None = None) -> None:
        """Keep the builder; nothing is imported or loaded before ``start``.

        ``thread`` is another worker's, to share it.
        """
        self._build_engine = build_engine
        self._thread = thread or EngineThread()
        self._thread.at_end(self._close_engine)
        self._engine: Engine | None = None
        self._status = EngineStatus(phase=EnginePhase.STOPPED)
        self._tell: Callable[[EngineStatus], None] = lambda _status: None
        self._settled = threading.Event()
        self._is_closed = False
        self.follows_instructions: bool | None = None
        """Whether the model takes them; None until it was loaded once."""
        self.model_name = ""
        """Set once the engine is ready."""
        self.runtime = ""
        """What runs the model, for people; set once the engine is ready."""

    @property
    def thread(self) -> EngineThread:
        """The thread that the model runs on."""
        return self._thread

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
        return self._thread.is_busy

    def start(self, on_status: Callable[[EngineStatus], None] | None = None) -> None:
        """Start the thread. ``on_status`` is called on the event loop that runs now."""
        self._listen(on_status)
        self._thread.submit_control_task(self._load)
        self._thread.start()

    async def wait_until_ready(self) -> None:
        """Return when requests are served.

        Raises:
            EngineNotReadyError: the model could not be prepared or loaded, or the worker was closed.
        """
        await asyncio.to_thread(self._settled.wait)
        if not self.is_ready:
            raise EngineNotReadyError(self._status.message or CLOSED)

    def generate(self, request: GenerationRequest) -> GenerationStream:
        """Queue a request; returns at once.

        Raises:
            EngineNotReadyError: the model is not loaded.
        """
        generation = GenerationStream(request)
        job = GenerationJob(generation=generation, current_engine=self._current_engine)
        if not self.is_ready or not self._thread.submit(job):
            what = f" ({self._status.message})" if self._status.message else ""
            raise EngineNotReadyError(
                f"The model is not loaded{what}.",
                next_step="Wait until it is ready; `afterword doctor` tells what may be wrong.",
            )
        return generation

    def unload(self, reason: str) -> None:
        """Unload the model, and return when its memory is free; ``reason`` is for the writer.

        Called from any thread but the engine's.
        """
        if self._is_closed:
            return
        self._settled.clear()
        status = EngineStatus(phase=EnginePhase.STOPPED, message=reason)
        self._status = status  # no new requests; what was asked before is still answered

        def unload() -> None:
            self._close_engine()
            reclaim_memory()
            self._report(status)

        with contextlib.suppress(concurrent.futures.CancelledError):  # the thread ends
            self._thread.submit_control_task(unload).result()
        if self._is_closed:  # meanwhile
            self._settled.set()

    def reload(self) -> None:
        """Load the model again after it was put aside; returns at once."""
        self._thread.submit_control_task(self._load)

    def close(self) -> None:
        """Cancel everything and end the thread; returns within a second."""
        self._is_closed = True
        self._status = EngineStatus(phase=EnginePhase.STOPPED, message=CLOSED)
        self._thread.close()
        self._settled.set()

    def _listen(self, on_status: Callable[[EngineStatus], None] | None) -> None:
        if on_status is not None:
            loop = asyncio.get_running_loop()
            self._tell = lambda status: _call_soon(loop, on_status, status)

    def _load(self) -> None:
        engine = self._build(self._build_engine)
        if engine is not None:
            self._take_over(engine)
        self._settled.set()

    def _build(self, build_engine: BuildEngine) -> Engine | None:
        """Return the engine; None if it failed, which the status then tells."""
        try:
            return build_engine(self._report)
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

    def _take_over(self, engine: Engine) -> None:
        self._engine = engine
        self.model_name = engine.model_name
        self.runtime = engine.runtime
        self.follows_instructions = engine.follows_instructions
        self._report(EngineStatus(phase=EnginePhase.READY, message=engine.model_name))

    def _current_engine(self) -> Engine | None:
        return self._engine

    def _close_engine(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _report(self, status: EngineStatus) -> None:
        if self._is_closed:
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
