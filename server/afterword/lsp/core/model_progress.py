"""Shows how far a model is prepared and loaded, and shows the error if that fails."""

from collections.abc import Callable
from typing import Final, assert_never

from afterword.engine.interface import EnginePhase, EngineStatus
from afterword.lsp.core.progress_bars import Bar

THE_MODEL: Final = "the model"
PARAGRAPH_MODEL: Final = "the model for paragraphs"


class ModelProgress:
    """Turns engine statuses into one bar a phase, and a failure into a message."""

    def __init__(
        self,
        open_bar: Callable[[str], Bar],
        *,
        show_error: Callable[[str], None],
        note: Callable[[str], None],
        what: str = THE_MODEL,
    ) -> None:
        """Show one model.

        Args:
            open_bar: takes a title.
            show_error: puts a message before the writer.
            note: writes one into the editor's log.
            what: which model this is.
        """
        self._what = what
        self._open_bar = open_bar
        self._show_error = show_error
        self._note = note
        self._phase = EnginePhase.STOPPED
        self._bar: Bar | None = None

    def show(self, status: EngineStatus) -> None:
        """Show a new status. Must run on the event loop."""
        if status.phase is not self._phase:
            self.close()
            self._phase = status.phase
        match status.phase:
            case EnginePhase.PREPARING:
                # Without a percentage at the start, clients ignore later ones.
                self._move_bar("preparing", status.message, status.percent or 0)
            case EnginePhase.LOADING:
                self._move_bar("loading", status.message, status.percent)
            case EnginePhase.FAILED:
                self._show_error(f"Afterword can't write: {status.message}")
            case EnginePhase.READY:
                self._note(f"Afterword is ready: {status.message}")
            case EnginePhase.STOPPED:
                self._note(f"Afterword unloaded {self._what}. {status.message}".rstrip())
            case _ as never:
                assert_never(never)

    def close(self) -> None:
        """End the bar, if there is one."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _move_bar(self, doing: str, message: str, percent: int | None) -> None:
        if self._bar is None:
            self._bar = self._open_bar(f"Afterword: {doing} {self._what}")
        self._bar.report(message, percent)
