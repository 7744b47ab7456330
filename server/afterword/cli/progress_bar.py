"""The progress bar on stderr while a model is prepared or loaded; it disappears afterwards."""

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn


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
