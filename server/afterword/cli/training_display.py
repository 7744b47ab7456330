"""What a training shows in the terminal while it runs; Ctrl-C stops it after the step."""

import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from afterword.study.training.training_outcome import TrainingProgress

INTERRUPTED: Final = 130
"""The exit code of a command that was stopped by Ctrl-C."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingDisplay:
    """What a training calls after each step."""

    report: "Callable[[TrainingProgress], None]"
    """Shows how far it is."""
    should_stop: Callable[[], bool]
    """Returns whether Ctrl-C was pressed."""


@contextmanager
def training_display(title: str, *, documents: int) -> Generator[TrainingDisplay]:
    """Show a progress bar with the losses and the time left; it disappears afterwards.

    Args:
        title: what goes on, with the name of what is trained.
        documents: the number of documents that are read.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with (
        _stop_on_interrupt() as stopped,
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
    ):
        # Printed only now that our handler is set: who reads this line may press Ctrl-C.
        progress.console.print(f"Reading {documents} documents")
        task = progress.add_task(title, total=None)

        def show(step: "TrainingProgress") -> None:
            held_out = "" if step.held_out is None else f", held out {step.held_out:.2f}"
            progress.update(
                task,
                description=f"{title}: loss {step.loss:.2f}{held_out}",
                total=step.steps,
                completed=step.step,
            )

        yield TrainingDisplay(report=show, should_stop=stopped.is_set)


@contextmanager
def _stop_on_interrupt() -> Generator[Event]:
    """Yield an event that the first Ctrl-C sets; the second one interrupts as usual.

    A step that is cut off half-way would leave weights and optimiser in disagreement.
    """
    stopped = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        stopped.set()
        signal.signal(number, signal.default_int_handler)
        print("Stopping after this step …", file=sys.stderr)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)
