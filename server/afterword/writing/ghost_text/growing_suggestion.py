"""A suggestion that grows: what the model has written after one place in a document so far.

It outlives the request that began it: while the writer types what it says, its rest is served.
"""

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from afterword.engine.interface import Piece
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.errors import EngineError
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.ghost_text.confidence import ScoredText, pass_confident
from afterword.writing.ghost_text.suggestion_plan import SuggestionPlan
from afterword.writing.passage import Passage

if TYPE_CHECKING:
    from afterword.engine.interface import Usage

logger = logging.getLogger(__name__)


class GrowingSuggestion:
    """Text that grows while the engine works. Lives on the event loop."""

    def __init__(self, plan: SuggestionPlan, generation: GenerationStream, *, model: str) -> None:
        """Begin to collect what ``model`` writes for ``plan``."""
        self.plan = plan
        """Where it was begun, and what its words must promise."""
        self.model = model
        """The name that it is attributed to."""
        self.begun_s = time.perf_counter()
        self.pieces: list[ScoredText] = []
        self.text = ""
        """All pieces joined: what would stand right after the plan's ``passage.before``."""
        self.usage: Usage | None = None
        """Set when the engine has ended it."""
        self.has_failed = False
        self.is_complete = False
        self._generation = generation
        self._grown = asyncio.Event()
        self._task = asyncio.create_task(self._collect())

    def typed_chars(self, passage: Passage) -> int | None:
        """Return how many characters of it the writer has typed since; None if they wrote otherwise.

        It is also None under other settings than those it was begun with.
        """
        origin = self.plan.passage
        if passage.settings is not origin.settings:
            return None
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
        """Return when it has grown or is complete, or after the time if one is given."""
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
                if self._is_enough:
                    self._generation.cancel()
        except EngineError as error:
            logger.warning("a suggestion failed: %s", error)
            self.has_failed = True
        finally:
            self.is_complete = True
            self._grown.set()

    @property
    def _is_enough(self) -> bool:
        """Whether nothing that still comes could be shown."""
        if count_words(self.text) > self.plan.passage.settings.inline.max_words:
            return True
        return pass_confident(self.pieces, self.plan.show_policy).is_hopeless


def scored(piece: Piece) -> ScoredText:
    """Return a piece as the gate reads it."""
    return ScoredText(
        text=piece.text,
        log_probability=piece.log_probability,
        word_end_probability=piece.word_end_probability,
    )
