"""The one thread that models run on. It serves the most urgent job first, whichever model's it is.

One thread for all of them: what is urgent goes before what is not between two tokens, and two models
never share the processor. (OpenMP, too, keeps a set of threads for each thread that calls it, and
slows all of them down once there are more than processors.)
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future

from afterword.engine.interface import Engine, FinishReason, Piece, Priority
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.engine.scheduling.job import CLOSED, ControlTask, GenerationJob
from afterword.engine.scheduling.job_queue import JobQueue
from afterword.errors import AfterwordError, EngineNotReadyError, GenerationError

logger = logging.getLogger(__name__)

CLOSE_TIMEOUT_S = 1.0
"""The thread is a daemon: if a library call holds it longer, the process ends all the same."""


class EngineThread:
    """Serves jobs until it is closed."""

    def __init__(self) -> None:
        """Nothing runs before ``start``."""
        self._jobs = JobQueue()
        self._thread = threading.Thread(target=self._run, name="afterword-engine", daemon=True)
        self._closing = threading.Event()
        self._running: list[GenerationStream] = []
        """What it works on: the last one runs, those before it gave way to it."""
        self._at_end: list[Callable[[], None]] = []

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for what is being written; idle work doesn't count."""
        return any(job.request.priority is not Priority.IDLE for job in tuple(self._running))

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def at_end(self, work: Callable[[], None]) -> None:
        """Have ``work`` done by the thread when it ends."""
        self._at_end.append(work)

    def put(self, job: GenerationJob) -> bool:
        """Queue a job, and give up idle work for it; False if the thread was closed."""
        if not self._jobs.put(job):
            return False
        self._give_up_idle_work()
        return True

    def do(self, work: Callable[[], None]) -> Future[None]:
        """Have ``work``, which raises nothing, done by the thread between two jobs.

        Returns:
            What is done when the work is; it is cancelled if the thread was, or gets, closed first.
        """
        control_task = ControlTask(work=work)
        if self._jobs.put(control_task):
            self._give_up_idle_work()
        else:
            control_task.refuse()
        return control_task.done

    def close(self) -> None:
        """Cancel everything and end the thread; returns within a second."""
        self._closing.set()
        for waiting in self._jobs.close():
            waiting.refuse()
        for running in tuple(self._running):
            running.cancel()
            running.deliver(EngineNotReadyError(CLOSED))
        if self._thread.is_alive():
            self._thread.join(CLOSE_TIMEOUT_S)

    def _give_up_idle_work(self) -> None:
        for running in tuple(self._running):
            if running.request.priority is Priority.IDLE:
                running.cancel()  # what it has read so far stays cached

    def _run(self) -> None:
        try:
            while (job := self._jobs.take()) is not None:
                self._serve(job)
        finally:
            for work in self._at_end:
                work()

    def _serve(self, job: GenerationJob | ControlTask) -> None:
        if isinstance(job, ControlTask):
            job.run()
            return
        generation, engine = job.generation, job.current_engine()
        try:
            if generation.cancel_token.is_cancelled:
                # Nobody wants it any more: leave the cache as it is.
                for take in range(generation.request.takes):
                    last = Piece(take=take, text="", finish_reason=FinishReason.CANCELLED)
                    generation.deliver(last)
            elif engine is None:
                generation.deliver(EngineNotReadyError("The model was unloaded."))
            else:
                self._generate(generation, engine)
        finally:
            job.on_done()

    def _generate(self, generation: GenerationStream, engine: Engine) -> None:
        request = generation.request
        self._running.append(generation)
        if self._closing.is_set():
            generation.cancel()
        try:
            for piece in engine.generate(request, generation.cancel_token):
                if not piece.is_pause:
                    generation.deliver(piece)
                while (urgent := self._jobs.take_before(request.priority)) is not None:
                    self._serve(urgent)
        except AfterwordError as error:
            generation.deliver(error)
        except Exception as error:  # noqa: BLE001 - whatever a model's libraries raise
            # One failed request must not take the thread, and all later requests, with it.
            # The type alone: messages of libraries may quote what they were given.
            logger.error("a generation failed: %s", type(error).__name__)  # noqa: TRY400
            generation.deliver(GenerationError(f"The model failed ({type(error).__name__})."))
        finally:
            self._running.remove(generation)
