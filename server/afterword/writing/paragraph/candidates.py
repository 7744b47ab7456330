"""Draws texts for one paragraph's job, and makes of each what goes into the document."""

import time
from dataclasses import dataclass

from afterword.engine.interface import GenerationRequest, Usage
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.prose.fit.loops import repeats_ngrams
from afterword.prose.structure.hard_wraps import wrap
from afterword.writing.filters.banned_phrases import phrases_of
from afterword.writing.filters.blocked_words import BlockedWords
from afterword.writing.filters.forbidden_text import ForbiddenText
from afterword.writing.filters.model_preamble import may_be_announcement, without_announcement
from afterword.writing.filters.trimmed_text import trim_continuation
from afterword.writing.paragraph.backtracking import Drawn, OnText, draw_texts
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.line_layout import current_column
from afterword.writing.paragraph.target_length import end_near, is_long_enough
from afterword.writing.places.insertion_point import Task
from afterword.writing.places.verse_line import trim_line
from afterword.writing.prompt.prompt_context import avoided_at
from afterword.writing.results import Continuation

SHORT = frozenset({Task.SPEAK, Task.LINE})
"""A turn or a line of verse is never announced; "Here is the rewritten will." may be one."""
CIRCLE_CHARS = 240
"""Of the end of a text: where it goes in circles, no more of it is needed."""
_NO_USAGE = Usage(
    prompt_tokens=0, cached_tokens=0, generated_tokens=0, prefill_ms=0.0, decode_ms=0.0
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What draws for one job."""

    worker: ModelWorker
    blocked_words: BlockedWords
    job: ContinuationPlan

    async def draw(
        self, request: GenerationRequest, on_text: OnText | None = None
    ) -> list[Continuation]:
        """Generate once; the text of a take is empty if nothing of it was fit to show.

        Raises:
            EngineError: the model is not loaded, or failed.
        """
        started_s = time.perf_counter()
        may_announce = request.instruction is not None and self.job.task not in SHORT
        drawn = await draw_texts(
            self.worker,
            request,
            is_enough=self._is_enough,
            forbidden=self._forbidden_text(),
            on_text=on_text and self._teller(on_text, may_announce=may_announce),
        )
        total_ms = (time.perf_counter() - started_s) * 1e3
        return [self._finish(each, total_ms=total_ms, may_announce=may_announce) for each in drawn]

    def _teller(self, on_text: OnText, *, may_announce: bool) -> OnText:
        """Return what tells of a text as it will look, and of none that may be taken back."""

        def tell(text: str) -> None:
            if may_announce and may_be_announcement(text):
                return
            own = without_announcement(text) if may_announce else text
            on_text(self.job.marks.fit(own, before=self.job.place.before))

        return tell

    def _is_enough(self, text: str) -> bool:
        job = self.job
        return (
            repeats_ngrams(text[-CIRCLE_CHARS:])
            or len(job.own_part(text)) < len(text)
            or is_long_enough(
                text, before=job.place.before, aim_words=job.aim_words, max_words=job.max_words
            )
        )

    def _forbidden_text(self) -> ForbiddenText:
        job = self.job
        banned = job.settings.paragraph.banned_phrases
        return ForbiddenText(
            phrases_of((*banned, *avoided_at(job.passage, job.settings))),
            self.blocked_words,
            before=job.place.before,
            after=job.place.after,
        )

    def _finish(self, drawn: Drawn, *, total_ms: float, may_announce: bool) -> Continuation:
        job, before = self.job, self.job.place.before
        part = job.own_part(drawn.text)
        own = without_announcement(part) if may_announce else part
        start = len(part) - len(own)
        end = len(own)
        if job.task is not Task.LINE:
            end = end_near(own, before=before, aim_words=job.aim_words, max_words=job.max_words)
        usage = drawn.usage or _NO_USAGE
        return Continuation(
            text=_lay_out(job.marks.fit(own[:end], before=before), job),
            insert_char_offset=job.place.char_offset,
            confidence=drawn.confidence(start + end, start=start),
            model=self.worker.model_name,
            usage=usage,
            timings_ms={
                "total": total_ms,
                "prefill": usage.prefill_ms,
                "decode": usage.decode_ms,
            },
        )


def _lay_out(text: str, job: ContinuationPlan) -> str:
    """Cut to whole sentences, fit the spacing, wrap where the paragraph is wrapped."""
    place, layout = job.place, job.layout
    if job.task is Task.LINE:
        line = trim_line(text, place)
        return place.lead + line if line else ""
    kept = trim_continuation(text, before=place.before, after=place.after, max_words=job.max_words)
    if not kept or layout.column is None:
        return place.lead + kept + place.trail if kept else ""
    column = current_column(place.before)
    wrapped = wrap(kept, layout.column, start_column=column, prefix=layout.prefix)
    return place.lead + wrapped + place.trail
