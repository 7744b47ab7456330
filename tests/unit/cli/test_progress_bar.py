"""The bar on a terminal while a model is prepared and loaded."""

from io import StringIO

from rich.console import Console

from afterword.cli.progress_bar import progress_bar, show_progress
from afterword.engine.interface import EnginePhase, EngineStatus


def drawn_after(*statuses: EngineStatus) -> str:
    """Return the line that a terminal shows after ``statuses``."""
    progress = progress_bar()
    task = progress.add_task("Preparing", total=100)
    for status in statuses:
        show_progress(progress, task, status)
    terminal = Console(file=StringIO(), width=80)
    with terminal.capture() as capture:
        terminal.print(progress.get_renderable())
    return capture.get()


UNPACKING = EngineStatus(phase=EnginePhase.PREPARING, message="Unpacking it", percent=98)
LOADING = EngineStatus(phase=EnginePhase.LOADING, message="Loading it")


def test_shows_how_far_the_preparation_is() -> None:
    line = drawn_after(UNPACKING)
    assert "Unpacking it" in line
    assert "98%" in line


def test_loading_of_unknown_length_shows_no_percentage_after_one_was_shown() -> None:
    line = drawn_after(UNPACKING, LOADING)
    assert "Loading it" in line
    assert "%" not in line


def test_a_percentage_comes_back_after_a_step_of_unknown_length() -> None:
    assert "98%" in drawn_after(LOADING, UNPACKING)
