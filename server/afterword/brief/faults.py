"""Faults in what a writer wrote for us: what is wrong, where, and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a file, in code points from its start."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A text that mends a fault when it replaces what the fault covers."""

    title: str
    """What it does, in the imperative."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is not valid as it is written."""

    message: str
    """The message for the writer, in one line."""
    span: Span
    fix: Fix | None = None
    """None where nobody knows what was meant."""
