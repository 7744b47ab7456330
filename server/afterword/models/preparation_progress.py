"""The progress of a model's preparation: a message and, where it is known, a percentage."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationProgress:
    """A progress report, for a progress bar."""

    message: str
    """The current step, for the writer: ``unpacking the weights``."""
    percent: int | None = None
    """The percentage of the whole preparation, 0-100; None where it is unknown."""


ReportProgress = Callable[[PreparationProgress], None]
"""A callback for progress reports. It is called often, on the thread that prepares the model."""


def ignore_progress(progress: PreparationProgress) -> None:
    """Do nothing with a report."""
    del progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One part of a preparation, and the range of the whole percentage that it covers."""

    report: ReportProgress
    message: str
    from_percent: int
    to_percent: int

    def advance(self, done: float, total: float) -> None:
        """Report ``done`` of ``total``, in any unit; an empty total counts as done."""
        share = min(done / total, 1.0) if total > 0 else 1.0
        percent = round(self.from_percent + share * (self.to_percent - self.from_percent))
        self.report(PreparationProgress(message=self.message, percent=percent))
