"""The two kinds of job that the engine's thread works on, and the states that a job goes through.

Knows how a job is done step by step, but not when: the scheduler decides that.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from afterword.engine.interface import Engine, FinishReason, Piece, Priority
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.errors import AfterwordError, EngineNotReadyError, GenerationError

logger = logging.getLogger(__name__)

CLOSED: Final = "The model was closed, or another one took its place. Try again."


class JobState(StrEnum):
    """How far a job is, from the scheduler's point of view. A finished job has none: it is forgotten."""

    WAITING = "waiting"
    """It has not begun."""
    RUNNING = "running"
    """It has begun, and its next step comes now."""
    PREEMPTED = "preempted"
    """It has begun, and waits until a more urgent job is finished."""
    CANCELLED = "cancelled"
    """It was cancelled before it had begun, so it never will. A job that has begun and is cancelled
    goes on running for one more step, in which it ends."""


@dataclass(slots=True, kw_only=True, eq=False)
class Job(ABC):
    """Work for the engine's thread, done in steps between which another job may run."""

    state: JobState = JobState.WAITING
    """Written by the scheduler alone."""
    on_done: Callable[[], None] = lambda: None
    """Called once, when the job has finished, failed or been refused; in most cases on the engine's
    thread."""

    @property
    @abstractmethod
    def priority(self) -> Priority:
        """How urgent the job is."""

    @property
    @abstractmethod
    def is_cancelled(self) -> bool:
        """Whether nobody wants the result any more."""

    @abstractmethod
    def cancel(self) -> None:
        """Ask the job to end at its next step; may be called from any thread."""

    @abstractmethod
    def step(self) -> bool:
        """Work until another job may run; return whether there is more to do."""

    @abstractmethod
    def refuse(self) -> None:
        """Answer that the engine was closed. A job that has begun ends at its next step."""


@dataclass(slots=True, kw_only=True, eq=False)
class GenerationJob(Job):
    """One generation, in steps of one token or one chunk of the prompt."""

    generation: GenerationStream
    current_engine: Callable[[], Engine | None]
    """Returns the model when the job begins; None if it was unloaded in the meantime."""
    _pieces: Iterator[Piece] | None = field(default=None, init=False)
    """What the engine yields; None until the job begins."""

    @property
    def priority(self) -> Priority:
        """The priority of the request."""
        return self.generation.request.priority

    @property
    def is_cancelled(self) -> bool:
        """Whether the request was cancelled."""
        return self.generation.cancel_token.is_cancelled

    def cancel(self) -> None:
        """Ask the engine to stop; what it has read so far stays cached."""
        self.generation.cancel()

    def step(self) -> bool:
        """Deliver the next piece; return whether another one may follow. Raises nothing.

        One failed request must not take the thread, and all later requests, with it.
        """
        if self.state is JobState.CANCELLED:
            self._deliver_cancelled()
            return False
        try:
            return self._deliver_next()
        except AfterwordError as error:
            self.generation.deliver(error)
        except Exception as error:  # noqa: BLE001 - whatever a model's libraries raise
            # The type alone: messages of libraries may quote the text that they were called with.
            logger.error("a generation failed: %s", type(error).__name__)  # noqa: TRY400
            self.generation.deliver(GenerationError(f"The model failed ({type(error).__name__})."))
        return False

    def refuse(self) -> None:
        """Cancel the generation, with an error that says that the engine was closed."""
        self.generation.cancel()
        self.generation.deliver(EngineNotReadyError(CLOSED))
        if self.state is JobState.WAITING:
            self.on_done()

    def _deliver_next(self) -> bool:
        if self._pieces is None:
            engine = self.current_engine()
            if engine is None:
                raise EngineNotReadyError("The model was unloaded.")
            self._pieces = engine.generate(self.generation.request, self.generation.cancel_token)
        piece = next(self._pieces, None)
        if piece is not None and not piece.is_pause:
            self.generation.deliver(piece)
        return piece is not None

    def _deliver_cancelled(self) -> None:
        """End each take without asking the engine, so that its prefix cache stays as it is."""
        for take in range(self.generation.request.takes):
            last = Piece(take=take, text="", finish_reason=FinishReason.CANCELLED)
            self.generation.deliver(last)


@dataclass(slots=True, kw_only=True, eq=False)
class ControlTask(Job):
    """Other work that only the engine's thread may do, such as loading or unloading a model."""

    work: Callable[[], None]
    """Raises nothing."""
    urgency: Priority = Priority.GHOST
    """As urgent as ghost text, it comes after the ghost text requested before it."""
    done: Future[None] = field(default_factory=Future[None], init=False)
    """Has its result when the work is done; is cancelled if the work never will be."""

    @property
    def priority(self) -> Priority:
        """See ``urgency``."""
        return self.urgency

    @property
    def is_cancelled(self) -> bool:
        """Whether the future was cancelled."""
        return self.done.cancelled()

    def cancel(self) -> None:
        """Cancel the future; work that has begun is done to its end."""
        self.done.cancel()

    def step(self) -> bool:
        """Do all of the work at once."""
        if self.done.set_running_or_notify_cancel():
            try:
                self.work()
            finally:
                self.done.set_result(None)
        return False

    def refuse(self) -> None:
        """Cancel the future."""
        self.cancel()
