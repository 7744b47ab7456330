"""What is wrong with something the writer wrote for us, where, and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a file, in code points from its start."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A text that mends a fault in place of what the fault covers."""

    title: str
    """What it does, in the imperative."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that can't be taken as it is written."""

    message: str
    """For the writer, in one line."""
    span: Span
    fix: Fix | None = None
    """None where what was meant can't be told."""
