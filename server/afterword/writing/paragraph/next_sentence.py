"""The next sentence of a continuation: the best of a batch.

A batch of sentences takes little longer than one, and a small model writes one that fits more often
than it writes a paragraph that does. So a continuation is chosen sentence by sentence, and what has
gone wrong in one is never gone on from.
"""

import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import regex

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.filters.model_preamble import may_be_announcement
from afterword.writing.paragraph.backtracking import generate_sentences
from afterword.writing.paragraph.candidate_score import candidate_score
from afterword.writing.paragraph.candidates import forbidden_for, is_kept
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.generated_text import GeneratedText
from afterword.writing.paragraph.laid_out_text import TextLayout
from afterword.writing.paragraph.page_gain import has_gain, is_off_page, page_gain
from afterword.writing.paragraph.settled_text import LOOK_BACK_CHARS, settled_end
from afterword.writing.results import Continuation

logger = logging.getLogger(__name__)

ENOUGH_SHARE: Final = 2 / 3
"""Share of a batch's sentences (0-1) that are enough: when so many are whole, the best of them is taken.
The others are long ones, and the writer waits."""
_MAY_END: Final = regex.compile(
    r"[\p{Sentence_Terminal}…⋯」』\n\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
)
"""A character without which no sentence ends: looked for first, since each token asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """A continuation up to the end of a sentence."""

    generated: GeneratedText
    """The text as the model wrote it."""
    continuation: Continuation
    """The text as it goes into the document."""


class SentenceWriter:
    """Writes one continuation, sentence by sentence."""

    def __init__(self, worker: ModelWorker, plan: ContinuationPlan) -> None:
        """Write with ``worker`` what is planned."""
        self._worker = worker
        self._plan = plan
        self._forbidden = forbidden_for(plan)

    async def write(
        self, request: GenerationRequest, written: WrittenText | None = None
    ) -> WrittenText | None:
        """Return the continuation with its next sentence; None if none of the batch goes on from it.

        The first sentence may not belong to the page; then none of the batch does, as far as its gain
        was measured.

        Args:
            request: the request for the whole continuation; its takes are the sentences of the batch.
            written: the continuation so far.

        Raises:
            EngineError: the model is not loaded, or failed.
        """
        layout = TextLayout(
            plan=self._plan,
            worker=self._worker,
            is_instructed=request.instruction is not None,
        )
        begun = GeneratedText() if written is None else written.generated
        start = len(begun.text)
        texts = await generate_sentences(
            self._worker,
            request,
            begun,
            sentence_end=lambda text: self._sentence_end(text, layout, start=start),
            enough=math.ceil(request.takes * ENOUGH_SHARE),
            forbidden=self._forbidden,
        )
        texts.sort(key=lambda text: _score(text, start=start), reverse=True)
        found = self._fitting(texts, layout, written)
        if written is not None or not has_gain(self._plan):
            return next(found, None)
        return await self._first_on_page(found)

    def _sentence_end(self, text: GeneratedText, layout: TextLayout, *, start: int) -> int:
        """Return the offset in a text behind its sentence that begins at ``start``; 0 if it is open."""
        own_start, own = layout.own_part(text)
        own_stop = own_start + len(own)
        is_over = text.is_ended_by_model or own_stop < len(text.text)
        if not is_over and not _MAY_END.search(text.text, start):
            return 0
        if layout.may_announce and may_be_announcement(text.text) and not is_over:
            return 0
        before = self._plan.place.before
        certain = self._forbidden.without_partial_match(text.text, before=before)
        start = max(start, own_start)
        end = settled_end(
            text.text[start:own_stop],
            before=before[-LOOK_BACK_CHARS:] + text.text[own_start:start],
            after=self._plan.place.after,
            language_id=self._plan.passage.language_id,
            certain_chars=len(certain) - start,
            is_over=is_over,
        )
        return start + end if end else 0

    def _fitting(
        self, texts: Sequence[GeneratedText], layout: TextLayout, written: WrittenText | None
    ) -> Iterator[WrittenText]:
        """Yield those texts that go into the document as far as they go, and are not too long."""
        for text in texts:
            continuation = layout.lay_out(text)
            if not continuation.text or not is_kept(continuation, self._plan):
                continue
            if written is None:
                yield WrittenText(generated=text, continuation=continuation)
            elif self._goes_on(continuation, written.continuation):
                gain = written.continuation.page_gain
                yield WrittenText(
                    generated=text, continuation=replace(continuation, page_gain=gain)
                )

    def _goes_on(self, longer: Continuation, shorter: Continuation) -> bool:
        """Tell whether a text adds a sentence, takes nothing back, and ends nearer to the target."""
        if len(longer.text) <= len(shorter.text) or not longer.text.startswith(
            shorter.text.rstrip()
        ):
            return False
        target = self._plan.target_words
        lacking = target - count_words(shorter.text)
        return abs(target - count_words(longer.text)) <= lacking

    async def _first_on_page(self, texts: Iterator[WrittenText]) -> WrittenText | None:
        """Return the best first sentence that belongs to the page; else the best of all."""
        off_page: WrittenText | None = None
        for text in texts:
            gain = await page_gain(self._worker, text.generated)
            measured = replace(text, continuation=replace(text.continuation, page_gain=gain))
            if not is_off_page(measured.continuation):
                return measured
            off_page = off_page or measured
        return off_page


def _score(text: GeneratedText, *, start: int) -> float:
    """Return the score of the sentence that begins at an offset."""
    confidence = text.confidence(len(text.text), start=start)
    return candidate_score(text.text[start:], confidence, before=text.text[:start])
