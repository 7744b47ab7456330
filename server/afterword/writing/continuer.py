"""Continues a paragraph: from a passage to whole sentences that fit in at or after its cursor."""

import logging
import time
from dataclasses import replace

from afterword.engine.protocol import GenerationRequest, Usage
from afterword.engine.worker import EngineWorker
from afterword.errors import NothingToSayError
from afterword.prose.repetition import goes_in_circles
from afterword.prose.wrapping import wrap
from afterword.settings import Settings
from afterword.writing.background import avoided_at
from afterword.writing.banned_phrases import phrases_of
from afterword.writing.bridging import likeliest_bridge, tells_too_much, told_ahead
from afterword.writing.continuation_job import ContinuationJob, plan_job, request_for
from afterword.writing.drawing import Drawn, OnText, draw_texts
from afterword.writing.guard import Guard
from afterword.writing.layout import current_column
from afterword.writing.next_line import measure, trim_line
from afterword.writing.outcome import Continuation
from afterword.writing.passage import Passage
from afterword.writing.placing import Task
from afterword.writing.ranking import choose_different
from afterword.writing.rhythm import end_near, is_long_enough
from afterword.writing.trimming import trim_continuation
from afterword.writing.unfit import Unfit

logger = logging.getLogger(__name__)

CIRCLE_CHARS = 240
"""Of the end of a text: where it goes in circles, no more of it is needed."""
ATTEMPTS = 3
"""A draw that ends in mid-sentence or repeats the text is thrown away and another one made."""
DRAWN_FOR_ONE = 2
"""Several takes are the best of so many times their number."""
MOST_AT_ONCE = 8
"""Drawn as one batch; a wider one would cost more time for each token."""


class Continuer:
    """Serves "Continue paragraph". Keeps nothing of a text between calls."""

    def __init__(self, worker: EngineWorker, settings: Settings) -> None:
        """Use ``worker`` for text and ``settings`` until others are applied."""
        self._worker = worker
        self._settings = settings
        self._guard = Guard(settings.safety.level)

    def apply_settings(self, settings: Settings) -> None:
        """Use other settings from the next call on."""
        if settings.safety.level != self._settings.safety.level:
            self._guard = Guard(settings.safety.level)
        self._settings = settings

    async def continue_paragraph(
        self,
        passage: Passage,
        *,
        task: Task = Task.CONTINUE,
        speaker: str = "",
        on_text: OnText | None = None,
        seed: int | None = None,
    ) -> Continuation:
        """Write on from the cursor's paragraph. Cancelling stops the model.

        Args:
            passage: the document and the cursor.
            task: the rest of the paragraph, the next one, a bridge to the one below, a turn, a line.
            speaker: whose turn; by default the likeliest speaker's.
            on_text: hears the text grow, unless it is the best of several.
            seed: overrides the setting; None there and here draws freely.

        Raises:
            DocumentError: the task can't be done at this cursor.
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NothingToSayError: nothing fit to show came out of several attempts.
        """
        job = plan_job(passage, self._settings.paragraph, task, speaker=speaker)
        request = request_for(job, self._settings, seed=seed)
        for attempt in range(ATTEMPTS):
            chosen = await self._choose(job, _reseeded(request, attempt * request.takes), on_text)
            if chosen is not None:
                return chosen
            logger.info("continuation attempt=%d gave nothing fit to show", attempt + 1)
        raise _nothing_to_say()

    async def continue_in_takes(
        self, passage: Passage, count: int, *, seed: int | None = None
    ) -> list[Continuation]:
        """Write on in up to ``count`` ways that differ, the likeliest first.

        More takes are drawn than are asked for. There are fewer, but at least one, where the model
        has nothing else to say; without a temperature it never has.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NothingToSayError: nothing fit to show came out of several attempts.
        """
        job = plan_job(passage, self._settings.paragraph)
        request = request_for(job, self._settings, seed=seed)
        is_free = request.sampling.temperature > 0
        wanted = count * DRAWN_FOR_ONE if is_free else 1
        width = min(wanted, MOST_AT_ONCE)
        most_batches = -(-wanted // width) + ATTEMPTS - 1
        fit: list[Continuation] = []
        chosen: list[Continuation] = []
        for batch in range(most_batches if is_free else 1):
            batch_request = _reseeded(replace(request, takes=width), batch * width)
            fit += [take for take in await self._draw(job, batch_request) if take.text]
            chosen = choose_different(
                fit, count, text=lambda take: take.text, score=lambda take: take.confidence
            )
            if len(chosen) == count:
                break
            logger.info("takes batch=%d gave %d of %d", batch + 1, len(chosen), count)
        if not chosen:
            raise _nothing_to_say()
        return chosen

    async def _choose(
        self, job: ContinuationJob, request: GenerationRequest, on_text: OnText | None
    ) -> Continuation | None:
        """Return the best of what one request gives; None if nothing of it was fit to show."""
        if job.task is Task.LINE:
            return await self._choose_line(job, request)
        if job.task is not Task.BRIDGE:
            fit = [take for take in await self._draw(job, request, on_text) if take.text]
            return fit[0] if fit else None
        drawn = await self._draw(job, told_ahead(request, job.place))
        fit = [take for take in drawn if take.text and not tells_too_much(take, job.place)]
        if len(fit) < 2:
            return fit[0] if fit else None
        return await likeliest_bridge(self._worker, request, job.place, fit)

    async def _choose_line(
        self, job: ContinuationJob, request: GenerationRequest
    ) -> Continuation | None:
        """Draw until a line fits the stanza; else return the nearest, with what it lacks."""
        measured = measure(job.place)
        fit = list[Continuation]()
        for batch in range(ATTEMPTS):
            fit += [
                take
                for take in await self._draw(job, _reseeded(request, batch * request.takes))
                if take.text
            ]
            if any(measured.fits(take.text) for take in fit) or request.takes == 1:
                break
        if not fit:
            return None
        best = min(fit, key=measured.cost)
        return replace(best, note=measured.lacks(best.text))

    async def _draw(
        self, job: ContinuationJob, request: GenerationRequest, on_text: OnText | None = None
    ) -> list[Continuation]:
        """Generate once; the text of a take is empty if nothing of it was fit to show."""
        started_s = time.perf_counter()
        before = job.place.before
        avoid = avoided_at(job.passage, self._settings)
        drawn = await draw_texts(
            self._worker,
            request,
            is_enough=lambda text: (
                goes_in_circles(text[-CIRCLE_CHARS:])
                or len(job.own_part(text)) < len(text)
                or is_long_enough(
                    text, before=before, aim_words=job.aim_words, max_words=job.max_words
                )
            ),
            unfit=Unfit(
                phrases_of((*self._settings.paragraph.banned_phrases, *avoid)),
                self._guard,
                before=before,
                after=job.place.after,
            ),
            on_text=on_text and (lambda text: on_text(job.marks.fit(text, before=before))),
        )
        total_ms = (time.perf_counter() - started_s) * 1e3
        return [self._finish(job, each, total_ms=total_ms) for each in drawn]

    def _finish(self, job: ContinuationJob, drawn: Drawn, *, total_ms: float) -> Continuation:
        before, own = job.place.before, job.own_part(drawn.text)
        end = len(own)
        if job.task is not Task.LINE:
            end = end_near(own, before=before, aim_words=job.aim_words, max_words=job.max_words)
        usage = drawn.usage or _NO_USAGE
        return Continuation(
            text=_lay_out(job.marks.fit(own[:end], before=before), job),
            insert_char_offset=job.place.char_offset,
            confidence=drawn.confidence(end),
            model=self._worker.model_name,
            usage=usage,
            timings_ms={
                "total": total_ms,
                "prefill": usage.prefill_ms,
                "decode": usage.decode_ms,
            },
        )


_NO_USAGE = Usage(
    prompt_tokens=0, cached_tokens=0, generated_tokens=0, prefill_ms=0.0, decode_ms=0.0
)


def _lay_out(text: str, job: ContinuationJob) -> str:
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


def _reseeded(request: GenerationRequest, step: int) -> GenerationRequest:
    """Return the request with a seed ``step`` further on, if it has one."""
    seed = request.sampling.seed
    if seed is None:
        return request
    return replace(request, sampling=replace(request.sampling, seed=seed + step))


def _nothing_to_say() -> NothingToSayError:
    return NothingToSayError(
        "The model wrote nothing fit to show here.",
        next_step="Try again, write a few more words, or move the cursor.",
    )
