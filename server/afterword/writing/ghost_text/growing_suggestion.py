"""A suggestion that grows while the model generates it.

It outlives the request that began it: while the writer types its text, its rest is served.
"""

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from afterword.engine.interface import Piece
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.errors import EngineError
from afterword.prose.structure.quotations import without_quote_forms
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.ghost_text.confidence import ScoredPiece, confident_prefix
from afterword.writing.ghost_text.suggestion_plan import SuggestionPlan
from afterword.writing.passage import Passage

if TYPE_CHECKING:
    from afterword.engine.interface import Usage

logger = logging.getLogger(__name__)


class GrowingSuggestion:
    """The text that the engine has generated for a plan so far. Lives on the event loop."""

    def __init__(self, plan: SuggestionPlan, generation: GenerationStream, *, model: str) -> None:
        """Begin to collect the text that ``model`` generates for ``plan``."""
        self.plan = plan
        """The plan that it was begun for."""
        self.model = model
        """The name of the model that generates it."""
        self.begun_s = time.perf_counter()
        self.pieces: list[ScoredPiece] = []
        self.text = ""
        """All pieces joined, to follow the plan's ``passage.before``."""
        self.usage: Usage | None = None
        """Set when the engine has finished."""
        self.has_failed = False
        self.is_complete = False
        self._generation = generation
        self._grown = asyncio.Event()
        self._task = asyncio.create_task(self._collect())

    def typed_chars(self, passage: Passage) -> int | None:
        """Return how many of its characters the writer has typed; None if they typed something else.

        It is also None under other settings than those it was begun with.
        """
        origin = self.plan.passage
        if passage.settings is not origin.settings and passage.settings != origin.settings:
            return None
        if passage.language_id != origin.language_id or passage.after != origin.after:
            return None
        if not passage.before.startswith(origin.before):
            return None
        typed = passage.before[len(origin.before) :]
        if typed.startswith(" ") and not self.text.startswith(" "):
            typed = typed[1:]  # the space that was shown with it
        is_beginning = without_quote_forms(self.text).startswith(without_quote_forms(typed))
        return len(typed) if is_beginning else None

    @property
    def tokens(self) -> int:
        """Tokens that the engine has generated for it so far."""
        return self.usage.generated_tokens if self.usage else len(self.pieces)

    @property
    def timings_ms(self) -> dict[str, float]:
        """The times of ``prefill`` and ``decode``; empty until the engine has finished."""
        if self.usage is None:
            return {}
        return {"prefill": self.usage.prefill_ms, "decode": self.usage.decode_ms}

    async def wait_for_more(self, timeout_s: float | None = None) -> None:
        """Return when it has grown or is complete, or after ``timeout_s``."""
        if self.is_complete:
            return
        self._grown.clear()
        try:
            await asyncio.wait_for(self._grown.wait(), timeout_s)
        except TimeoutError:
            return

    def cancel(self) -> None:
        """Stop the engine; the text so far stays."""
        self._generation.cancel()

    async def _collect(self) -> None:
        try:
            async for piece in self._generation.pieces():
                if _says_something(piece):
                    self.text += piece.text
                    self.pieces.append(scored_piece(piece))
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
        """Whether no further text could be shown."""
        if count_words(self.text) > self.plan.passage.settings.inline.max_words:
            return True
        return confident_prefix(self.pieces, self.plan.show_policy).is_hopeless


def _says_something(piece: Piece) -> bool:
    """Return whether a piece has text, or a probability that counts.

    One without text may say that the typed word is whole: with certainty, its own logarithm is zero.
    """
    says_word_end = piece.word_end_probability > 0 and piece.finish_reason is None
    return bool(piece.text or piece.log_probability or says_word_end)


def scored_piece(piece: Piece) -> ScoredPiece:
    """Return the engine's piece as one whose confidence can be judged."""
    return ScoredPiece(
        text=piece.text,
        log_probability=piece.log_probability,
        word_end_probability=piece.word_end_probability,
    )
