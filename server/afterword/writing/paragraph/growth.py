"""A growing text, as those who watch it see it."""

from collections.abc import Callable
from dataclasses import dataclass

from afterword.writing.paragraph.backtracking import GeneratedText
from afterword.writing.results import Continuation


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """The state of one text while it is being generated."""

    text: str
    """The text so far as it will look; it may still lose its unfinished end."""
    generated: GeneratedText
    """The text as the engine yields it."""
    settled: Callable[[], Continuation | None]
    """Returns what can be inserted already and is never taken back; None if that is nothing yet."""


OnGrowth = Callable[[Growth], None]
"""A callback on the event loop, called with each token."""
