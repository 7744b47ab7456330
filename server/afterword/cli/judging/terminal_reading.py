"""Judging pairs in the terminal: two texts side by side, and a line of letters for each verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from afterword.study.judging.reading_session import ReadingSession, ShownPair
from afterword.study.judging.verdicts import Choice, Reason

HELP: Final = (
    "l left, r right, t equal, b both bad; with a reason 1 tense, 2 voice, 3 sense, 4 freshness, "
    "5 repetition: l3. u goes back, q ends; each verdict is kept at once."
)
_CHOICES: Final = {
    "l": Choice.LEFT,
    "r": Choice.RIGHT,
    "t": Choice.TIE,
    "b": Choice.BOTH_BAD,
}
_REASONS: Final = {str(number): reason for number, reason in enumerate(Reason, start=1)}
_NARROW_COLUMNS: Final = 70
"""The width below which the texts stand one below the other."""

Ask = Callable[[str], str]
"""Asks for a line, as ``input`` does; EOFError when there is no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedVerdict:
    """A verdict as it was typed."""

    choice: Choice
    reason: Reason | None = None


def read_typed_verdict(line: str) -> TypedVerdict | None:
    """Return the verdict in a line such as ``l3``, ``3 l`` or ``b``; None if it is none."""
    keys = [key for key in line.lower() if not key.isspace()]
    choices = [_CHOICES[key] for key in keys if key in _CHOICES]
    reasons = [_REASONS[key] for key in keys if key in _REASONS]
    if len(choices) != 1 or len(reasons) > 1 or len(keys) != len(choices) + len(reasons):
        return None
    return TypedVerdict(choice=choices[0], reason=reasons[0] if reasons else None)


def judge_in_terminal(session: ReadingSession, console: Console, ask: Ask) -> None:
    """Show pairs until all are judged, or the reader ends.

    Raises:
        DocumentError: a verdict can't be written; those before it are kept.
    """
    console.print(HELP, style="dim")
    shown = session.next_pair()
    while shown is not None:
        _show(shown, session, console)
        shown = _after_verdict(shown, session, console, ask)
    progress = session.progress()
    if progress.judged == progress.total:
        console.print(f"All {progress.total} pairs are judged; --report counts.")
    else:
        console.print(f"{progress.judged} of {progress.total} pairs are judged and kept.")


def _after_verdict(
    shown: ShownPair, session: ReadingSession, console: Console, ask: Ask
) -> ShownPair | None:
    """Ask until a line says something, and return the pair to show then; None to end."""
    while True:
        try:
            line = ask("> ").strip()
        except EOFError:
            return None
        if line.lower() in {"q", "quit"}:
            return None
        if line.lower() == "u" and shown.previous:
            return session.pair(shown.previous)
        typed = read_typed_verdict(line)
        if typed is not None:
            revision = session.pair(shown.key).revision
            session.judge(shown.key, typed.choice, reason=typed.reason, revision=revision)
            return session.next_pair()
        console.print("There is none before it." if line.lower() == "u" else HELP, style="dim")


def _show(shown: ShownPair, session: ReadingSession, console: Console) -> None:
    progress = session.progress()
    again = ", judged before" if shown.revision else ""
    console.rule(f"{shown.number} of {progress.total}{again}")
    console.print(Text(shown.opening, style="dim"))
    left, right = (Text(text or "(nothing)") for text in (shown.left, shown.right))
    if console.width < _NARROW_COLUMNS:
        console.print(Text("\nLeft", style="bold"), left, Text("\nRight", style="bold"), right)
        return
    table = Table("Left", "Right", expand=True, box=None, padding=(0, 2, 0, 0))
    for column in table.columns:
        column.ratio = 1
        column.overflow = "fold"
    table.add_row(left, right)
    console.print(table)
