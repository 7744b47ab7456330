"""The interface of a policy: it returns what would be shown at a cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from afterword.writing.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAnswer:
    """The answer of a policy at one cursor."""

    text: str = ""
    """The text to insert, unchanged; empty if nothing is shown."""
    confidence: float = 0.0
    """The joint probability of the shown words, 0-1."""
    took_ms: float = 0.0
    is_reused: bool = False
    """Whether the model generated nothing, because the writer types what was shown before."""


class Policy(Protocol):
    """A way to choose what is shown. It has one model, and is asked for one place at a time."""

    @property
    def name(self) -> str:
        """The policy's name in results."""
        ...

    async def offer(self, passage: Passage) -> PolicyAnswer:
        """Return what is shown at this cursor, as an editor would get it.

        Raises:
            EngineError: the model failed.
        """
        ...

    async def sweep(self, passage: Passage, thresholds: Sequence[float]) -> list[str]:
        """Return what would be shown at each confidence threshold, from one generation of the model.

        Raises:
            EngineError: the model failed.
        """
        ...

    def forget(self, uri: str) -> None:
        """Drop what is cached about a document."""
        ...
