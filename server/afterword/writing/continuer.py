"""Continues a paragraph: from a passage to whole sentences that fit in at or after its cursor."""

import logging
import math
import time
from collections.abc import Callable

from afterword.brief.budget import cut_to_budget
from afterword.engine.protocol import GenerationRequest, Priority, Sampling, Usage
from afterword.engine.worker import EngineWorker
from afterword.errors import NothingToSayError
from afterword.prose.sentences import sentence_ends
from afterword.prose.words import count_words
from afterword.prose.wrapping import unwrap, wrap
from afterword.settings import Settings
from afterword.writing.healing import heal
from afterword.writing.layout import Layout, current_column, read_layout
from afterword.writing.outcome import Continuation
from afterword.writing.passage import Passage
from afterword.writing.placing import Place, find_place
from afterword.writing.trimming import trim_continuation

logger = logging.getLogger(__name__)

ATTEMPTS = 3
"""A draw that ends in mid-sentence or repeats the text is thrown away and another one made."""
TOKENS_PER_WORD = 2
SENTENCE_ROOM_TOKENS = 48
"""Beyond the longest continuation, so that its last sentence can end."""
MIN_CHARS = 24
"""A paragraph is continued by more than a word."""

OnText = Callable[[str], None]
"""Called on the event loop with the text so far, which may still lose its unfinished end."""


class Continuer:
    """Serves "Continue paragraph". Holds no state between calls."""

    def __init__(self, worker: EngineWorker, settings: Settings) -> None:
        """Use ``worker`` for text and ``settings`` until others are applied."""
        self._worker = worker
        self._settings = settings

    def apply_settings(self, settings: Settings) -> None:
        """Use other settings from the next call on."""
        self._settings = settings

    async def continue_paragraph(
        self, passage: Passage, *, on_text: OnText | None = None, seed: int | None = None
    ) -> Continuation:
        """Write on from the cursor's paragraph. Cancelling the task stops the model.

        Args:
            passage: the document and the cursor.
            on_text: hears the text grow.
            seed: overrides the setting; None there and here draws freely.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NothingToSayError: nothing fit to show came out of several attempts.
        """
        place = find_place(passage)
        layout = read_layout(place.before, place.after)
        seed = self._settings.paragraph.seed if seed is None else seed
        for attempt in range(ATTEMPTS):
            request = self._request(place, layout, None if seed is None else seed + attempt)
            continuation = await self._attempt(request, place, layout, on_text)
            if continuation.text:
                return continuation
            logger.info("continuation attempt=%d gave nothing fit to show", attempt + 1)
        raise NothingToSayError(
            "The model wrote nothing fit to show here.",
            next_step="Try again, write a few more words, or move the cursor.",
        )

    def _request(self, place: Place, layout: Layout, seed: int | None) -> GenerationRequest:
        paragraph = self._settings.paragraph
        healed = heal(place.before)
        prompt = cut_to_budget(healed.prompt, budget_tokens=paragraph.context_tokens)
        return GenerationRequest(
            prompt=unwrap(prompt),
            forced=healed.forced,
            max_tokens=paragraph.max_words * TOKENS_PER_WORD + SENTENCE_ROOM_TOKENS,
            sampling=Sampling(
                temperature=paragraph.temperature,
                top_p=paragraph.top_p,
                min_p=paragraph.min_p,
                repetition_penalty=paragraph.repetition_penalty,
                seed=seed,
            ),
            priority=Priority.PARAGRAPH,
            min_chars=MIN_CHARS,
            stop=("\n\n",) if layout.has_short_lines else ("\n",),
        )

    async def _attempt(
        self, request: GenerationRequest, place: Place, layout: Layout, on_text: OnText | None
    ) -> Continuation:
        """Generate once; the text is empty if nothing of it was fit to show."""
        started_s = time.perf_counter()
        generation = self._worker.generate(request)
        text, log_probabilities, usage = "", list[float](), None
        try:
            async for piece in generation.pieces():
                text += piece.text
                usage = piece.usage
                if piece.log_probability:
                    log_probabilities.append(piece.log_probability)
                if on_text is not None and piece.text:
                    on_text(text)
                if self._is_long_enough(text, place.before):
                    generation.cancel()
        finally:
            generation.cancel()
        timings_ms = {"total": (time.perf_counter() - started_s) * 1e3}
        if usage is not None:
            timings_ms |= {"prefill": usage.prefill_ms, "decode": usage.decode_ms}
        return Continuation(
            text=self._lay_out(text, place, layout),
            insert_char_offset=place.char_offset,
            confidence=_geometric_mean(log_probabilities),
            model=self._worker.model_name,
            usage=usage or _NO_USAGE,
            timings_ms=timings_ms,
        )

    def _is_long_enough(self, text: str, before: str) -> bool:
        if count_words(text) < self._settings.paragraph.max_words:
            return False
        return bool(sentence_ends(text, before=before[-200:]))

    def _lay_out(self, text: str, place: Place, layout: Layout) -> str:
        """Cut to whole sentences, fit the spacing, wrap where the paragraph is wrapped."""
        max_words = self._settings.paragraph.max_words
        kept = trim_continuation(text, before=place.before, after=place.after, max_words=max_words)
        if not kept or layout.column is None:
            return place.lead + kept if kept else ""
        return place.lead + wrap(
            kept, layout.column, start_column=current_column(place.before), prefix=layout.prefix
        )


_NO_USAGE = Usage(
    prompt_tokens=0, cached_tokens=0, generated_tokens=0, prefill_ms=0.0, decode_ms=0.0
)


def _geometric_mean(log_probabilities: list[float]) -> float:
    if not log_probabilities:
        return 0.0
    return math.exp(sum(log_probabilities) / len(log_probabilities))
