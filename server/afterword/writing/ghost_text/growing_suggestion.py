"""A draft: what the model writes after one place in a document, as far as it has come.

It outlives the request that began it: while the writer types what it says, its rest is served.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from afterword.engine.interface import Piece
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.errors import EngineError
from afterword.writing.ghost_text.confidence import ScoredText, ShowPolicy
from afterword.writing.passage import Passage

if TYPE_CHECKING:
    from afterword.engine.interface import Usage

logger = logging.getLogger(__name__)


class GrowingSuggestion:
    """Text that grows while the engine works. Lives on the event loop."""

    def __init__(
        self,
        passage: Passage,
        generation: GenerationStream,
        *,
        show_policy: ShowPolicy,
        is_enough: Callable[["GrowingSuggestion"], bool],
    ) -> None:
        """Begin to collect; ``is_enough`` is asked after each piece whether to stop the engine."""
        self.passage = passage
        """Where it was begun."""
        self.show_policy = show_policy
        """What its words must promise."""
        self.begun_s = time.perf_counter()
        self.pieces: list[ScoredText] = []
        self.text = ""
        """All pieces joined: what would stand right after ``passage.before``."""
        self.usage: Usage | None = None
        """Set when the engine has ended it."""
        self.has_failed = False
        self.is_complete = False
        self._generation = generation
        self._is_enough = is_enough
        self._grown = asyncio.Event()
        self._task = asyncio.create_task(self._collect())

    def typed_chars(self, passage: Passage) -> int | None:
        """Return how much of the draft the writer has typed since; None if they wrote otherwise."""
        origin = self.passage
        if passage.language_id != origin.language_id or passage.after != origin.after:
            return None
        if not passage.before.startswith(origin.before):
            return None
        typed = passage.before[len(origin.before) :]
        if typed.startswith(" ") and not self.text.startswith(" "):
            typed = typed[1:]  # the space that was shown with it
        return len(typed) if self.text.startswith(typed) else None

    @property
    def tokens(self) -> int:
        """How many tokens the engine has generated for it so far."""
        return self.usage.generated_tokens if self.usage else len(self.pieces)

    @property
    def timings_ms(self) -> dict[str, float]:
        """``prefill`` and ``decode``; empty until the engine has ended it."""
        if self.usage is None:
            return {}
        return {"prefill": self.usage.prefill_ms, "decode": self.usage.decode_ms}

    async def wait_for_more(self, timeout_s: float | None = None) -> None:
        """Return when the draft has grown or is complete, or after the time if one is given."""
        if self.is_complete:
            return
        self._grown.clear()
        try:
            await asyncio.wait_for(self._grown.wait(), timeout_s)
        except TimeoutError:
            return

    def cancel(self) -> None:
        """Stop the engine; what has come stays."""
        self._generation.cancel()

    async def _collect(self) -> None:
        try:
            async for piece in self._generation.pieces():
                if piece.text or piece.log_probability:
                    self.text += piece.text
                    self.pieces.append(scored(piece))
                self.usage = piece.usage
                self._grown.set()
                if self._is_enough(self):
                    self._generation.cancel()
        except EngineError as error:
            logger.warning("a draft failed: %s", error)
            self.has_failed = True
        finally:
            self.is_complete = True
            self._grown.set()


def scored(piece: Piece) -> ScoredText:
    """Return a piece as the gate reads it."""
    return ScoredText(
        text=piece.text,
        log_probability=piece.log_probability,
        word_end_probability=piece.word_end_probability,
    )
