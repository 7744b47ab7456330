"""The life cycle of one model: built and loaded, serving requests on the engine's thread, closed.

Requests go through the scheduler to the engine's thread; pieces come back on the event loop.
"""

import asyncio
import concurrent.futures
import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from afterword.engine.interface import (
    BuildEngine,
    Engine,
    EnginePhase,
    EngineStatus,
    GenerationRequest,
    Priority,
    ReportStatus,
)
from afterword.engine.scheduling.engine_switch import EngineSwitch
from afterword.engine.scheduling.engine_thread import EngineThread
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.engine.scheduling.job import CLOSED, GenerationJob
from afterword.engine.scheduling.memory_release import reclaim_memory
from afterword.errors import AfterwordError, EngineNotReadyError

logger = logging.getLogger(__name__)


class ModelWorker:
    """Builds an engine, and submits requests for it to the engine's thread."""

    def __init__(self, build_engine: BuildEngine, *, thread: EngineThread | None = None) -> None:
        """Keep the builder; nothing is imported or loaded before ``start``.

        Args:
            build_engine: prepares and loads the model.
            thread: the thread of another worker, to share it.
        """
        self._build_engine = build_engine
        self.thread = thread or EngineThread()
        """The thread that the model runs on."""
        self.thread.at_end(self._close_engine)
        self._engine: Engine | None = None
        self.status = EngineStatus(phase=EnginePhase.STOPPED)
        """The current phase."""
        self._on_status: Callable[[EngineStatus], None] = lambda _status: None
        self._load_ended = threading.Event()
        """Set once loading has succeeded or failed, or never will."""
        self._is_closed = False
        self._problem = ""
        """What was reported while the engine was built; see ``EngineStatus``."""
        self._built_by: BuildEngine | None = None
        """What has built the engine; None before the first loading has ended."""
        self._switch = EngineSwitch(build=self._build_beside, take_over=self._take_over)
        self.follows_instructions: bool | None = None
        """What the engine itself says; None until it was loaded once."""
        self.model_name = ""
        """The name that suggestions are attributed to; set once the engine is ready."""
        self.runtime = ""
        """A description of what runs the model, for people; set once the engine is ready."""
        self.voice = ""
        """The voice that it writes with; empty for the model as it is."""

    @property
    def is_ready(self) -> bool:
        """Whether requests are served."""
        return self.status.phase is EnginePhase.READY

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for what is being generated; idle work doesn't count."""
        return self.thread.is_busy

    def start(self, on_status: Callable[[EngineStatus], None] | None = None) -> None:
        """Start the thread. ``on_status`` is called on the event loop that runs now."""
        self._report_to(on_status)
        self.thread.submit_control_task(self._load)
        self.thread.start()

    async def wait_until_ready(self) -> None:
        """Return when requests are served.

        Raises:
            EngineNotReadyError: the model could not be prepared or loaded, or the worker was closed.
        """
        await asyncio.to_thread(self._load_ended.wait)
        if not self.is_ready:
            raise EngineNotReadyError(self.status.message or CLOSED)

    def generate(self, request: GenerationRequest) -> GenerationStream:
        """Queue a request; returns at once.

        Raises:
            EngineNotReadyError: the model is not loaded.
        """
        generation = GenerationStream(request)
        job = GenerationJob(generation=generation, current_engine=self._current_engine)
        if not self.is_ready or not self.thread.submit(job):
            reason = f" ({self.status.message})" if self.status.message else ""
            raise EngineNotReadyError(
                f"The model is not loaded{reason}.",
                next_step="Wait until it is ready; `afterword doctor` tells what may be wrong.",
            )
        return generation

    def switch(self, build_engine: BuildEngine) -> None:
        """Serve with another engine as soon as it is built; the present one serves until then.

        If it can't be built, the present one goes on, and the status has the problem.
        """
        self._build_engine = build_engine
        self._switch.begin(build_engine)

    async def wait_until_switched(self) -> None:
        """Return when the engine that was wanted last serves, or could not be built."""
        await self._switch.wait()

    def unload(self, reason: str) -> None:
        """Unload the model, and return when its memory is free.

        May be called from any thread but the engine's.

        Args:
            reason: the status message for the writer.
        """
        if self._is_closed:
            return
        self._load_ended.clear()
        status = EngineStatus(phase=EnginePhase.STOPPED, message=reason)
        self.status = status  # new requests are refused; those before it are still served

        def unload() -> None:
            self._close_engine()
            reclaim_memory()
            self._report(status)

        with contextlib.suppress(concurrent.futures.CancelledError):  # the thread was closed
            self.thread.submit_control_task(unload).result()
        if self._is_closed:  # meanwhile
            self._load_ended.set()

    def reload(self) -> None:
        """Load the model again after it was unloaded; returns at once."""
        self.thread.submit_control_task(self._load)

    def close(self) -> None:
        """Cancel everything and end the thread; returns within a second."""
        self._is_closed = True
        self.status = EngineStatus(phase=EnginePhase.STOPPED, message=CLOSED)
        self.thread.close()
        self._load_ended.set()

    def _report_to(self, on_status: Callable[[EngineStatus], None] | None) -> None:
        if on_status is not None:
            loop = asyncio.get_running_loop()
            self._on_status = lambda status: _call_soon(loop, on_status, status)

    def _load(self) -> None:
        build_engine = self._build_engine
        engine = self._build(build_engine)
        self._built_by = build_engine
        if engine is not None:
            self._set_engine(engine)
        self._load_ended.set()

    def _build(self, build_engine: BuildEngine) -> Engine | None:
        """Return the engine; None if building it failed, and then the status says why."""
        engine, fault = self._try_to_build(build_engine, self._report)
        if fault:
            self._report(EngineStatus(phase=EnginePhase.FAILED, message=fault))
        return engine

    def _build_beside(self, build_engine: BuildEngine) -> Engine | None:
        """Return another engine; None if the present one goes on, or was built by the same builder."""
        self._load_ended.wait()
        if self._is_closed or self._built_by is build_engine:
            return None
        engine, fault = self._try_to_build(build_engine, self._report_beside)
        if fault and self.is_ready:
            self._report(replace(self.status, problem=fault))
        elif fault:
            self._report(EngineStatus(phase=EnginePhase.FAILED, message=fault))
        return engine

    def _try_to_build(
        self, build_engine: BuildEngine, report: ReportStatus
    ) -> tuple[Engine | None, str]:
        """Return the engine, or why it could not be built."""
        self._problem = ""
        try:
            return build_engine(report), ""
        except AfterwordError as error:
            return None, str(error)
        except Exception as error:
            # Loading runs third-party code on third-party files: whatever it raises, the server
            # stays up and the writer sees why.
            logger.exception("the engine could not be built")
            return None, f"The model could not be loaded ({type(error).__name__}: {error})."

    def _take_over(self, engine: Engine) -> None:
        """Serve with another engine from the next request on; the old one ends what it has begun."""
        if self._is_closed or self.status.phase is EnginePhase.STOPPED:
            engine.close()  # it was unloaded meanwhile, and is built again when it is loaded
            return
        leaving = [self._engine] if self._engine is not None else []
        self._set_engine(engine)

        def close_leaving() -> None:
            while leaving:
                leaving.pop().close()
            reclaim_memory()

        self.thread.submit_control_task(close_leaving, urgency=Priority.IDLE)

    def _set_engine(self, engine: Engine) -> None:
        self._engine = engine
        self.model_name = engine.model_name
        self.runtime = engine.runtime
        self.voice = engine.voice
        self.follows_instructions = engine.follows_instructions
        status = EngineStatus(phase=EnginePhase.READY, message=engine.model_name)
        self._report(replace(status, problem=self._problem))

    def _current_engine(self) -> Engine | None:
        return self._engine

    def _close_engine(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _report(self, status: EngineStatus) -> None:
        if self._is_closed:
            return  # closed while the model was loading: the phase stays STOPPED
        if (status.phase, status.percent) != (self.status.phase, self.status.percent):
            logger.info("engine phase=%s percent=%s", status.phase, status.percent)
        self.status = status
        self._report_beside(status)

    def _report_beside(self, status: EngineStatus) -> None:
        """Report a status to the writer; that of the engine which serves stays as it is."""
        self._problem = status.problem or self._problem
        if not self._is_closed:
            self._on_status(status)


def _call_soon(
    loop: asyncio.AbstractEventLoop,
    on_status: Callable[[EngineStatus], None],
    status: EngineStatus,
) -> None:
    """Call ``on_status`` on the loop, unless the loop was closed."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(on_status, status)
