"""The progress bar on stderr while a model is prepared or loaded; it disappears afterwards."""

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from afterword.engine.interface import EnginePhase, EngineStatus


def progress_bar() -> Progress:
    """Return a bar with task, percentage and elapsed time; use it in ``with``."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def show_progress(progress: Progress, task: TaskID, status: EngineStatus) -> None:
    """Show how far an engine is, until it is loaded."""
    if status.phase in {EnginePhase.PREPARING, EnginePhase.LOADING}:
        total = None if status.percent is None else 100
        progress.update(
            task, description=status.message, total=total, completed=status.percent or 0
        )
