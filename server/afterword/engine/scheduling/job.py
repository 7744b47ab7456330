"""What waits for the engine's thread: a generation for one of its models, or an errand."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from afterword.engine.interface import Engine, Priority
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.errors import EngineNotReadyError

CLOSED: Final = "The engine was closed."


def do_nothing() -> None:
    """Nobody wants to know when it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationJob:
    """One generation, and which model it is for."""

    generation: GenerationStream
    current_engine: Callable[[], Engine | None]
    """Returns the model when it is the job's turn; None if it was unloaded in the meantime."""
    on_done: Callable[[], None] = do_nothing
    """Called on the engine's thread when the last piece is out, whatever came of it."""

    @property
    def priority(self) -> Priority:
        """Who goes first."""
        return self.generation.request.priority

    def refuse(self) -> None:
        """Give it up: the thread ends."""
        self.generation.cancel()
        self.generation.deliver(EngineNotReadyError(CLOSED))
        self.on_done()


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTask:
    """Something else that only the thread itself may do, such as loading its model."""

    work: Callable[[], None]
    """Raises nothing."""
    done: Future[None] = field(default_factory=Future[None])

    @property
    def priority(self) -> Priority:
        """As ghost text: after what was asked for before it, and never inside of it."""
        return Priority.GHOST

    def run(self) -> None:
        """Do it."""
        if self.done.set_running_or_notify_cancel():
            try:
                self.work()
            finally:
                self.done.set_result(None)

    def refuse(self) -> None:
        """Give it up: the thread ends."""
        self.done.cancel()
