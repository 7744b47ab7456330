"""How far the preparation of a model is: one message and, where it is known, a percentage."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationProgress:
    """One step forward, for a progress bar."""

    message: str
    """What is being done now, for the writer: ``unpacking the weights``."""
    percent: int | None = None
    """0-100 over the whole preparation; None where the end can't be known."""


ReportProgress = Callable[[PreparationProgress], None]
"""Called on the thread that prepares, often; whoever draws it decides how often to redraw."""


def ignore_progress(progress: PreparationProgress) -> None:
    """Take a report and do nothing with it."""
    del progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One part of a preparation, and the span of the whole that it takes."""

    report: ReportProgress
    message: str
    from_percent: int
    to_percent: int

    def advance(self, done: float, total: float) -> None:
        """Report ``done`` of ``total``, in any unit; an empty total counts as done."""
        share = min(done / total, 1.0) if total > 0 else 1.0
        percent = round(self.from_percent + share * (self.to_percent - self.from_percent))
        self.report(PreparationProgress(message=self.message, percent=percent))
