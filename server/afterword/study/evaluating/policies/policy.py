"""The seam between what is measured and how: a policy says what would be shown at a cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from afterword.writing.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAnswer:
    """What a policy shows at one cursor."""

    text: str = ""
    """To be inserted as it is; empty if nothing is shown."""
    confidence: float = 0.0
    """Joint probability of the shown words, 0-1."""
    took_ms: float = 0.0
    is_reused: bool = False
    """The model wrote nothing for it: the writer is typing what was shown before."""


class Policy(Protocol):
    """One way to choose what is shown. Holds one model; asked for one place at a time."""

    @property
    def name(self) -> str:
        """What it is called in results."""
        ...

    async def offer(self, passage: Passage) -> PolicyAnswer:
        """Return what is shown at this cursor, as an editor would get it.

        Raises:
            EngineError: the model failed.
        """
        ...

    async def sweep(self, passage: Passage, thresholds: Sequence[float]) -> list[str]:
        """Return what would be shown at each lowest confidence, from one text of the model.

        Raises:
            EngineError: the model failed.
        """
        ...

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document."""
        ...
