"""Candidates for a continuation: generated texts, cut and laid out for the document."""

import time
from typing import Final

from afterword.engine.interface import GenerationRequest, Usage
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.prose.fit.foreign_markup import PageMarkup
from afterword.prose.fit.loops import repeats_ngrams
from afterword.prose.structure.hard_wraps import wrap
from afterword.writing.filters.forbidden_text import ForbiddenText
from afterword.writing.filters.model_preamble import may_be_announcement, without_announcement
from afterword.writing.filters.trimmed_text import trim_continuation
from afterword.writing.paragraph.backtracking import GeneratedText, OnPiece, generate_texts
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.growth import Growth, OnGrowth
from afterword.writing.paragraph.line_layout import current_column
from afterword.writing.paragraph.page_gain import has_gain, is_off_page, with_page_gains
from afterword.writing.paragraph.settled_text import settled_end
from afterword.writing.paragraph.target_length import end_near, is_long_enough
from afterword.writing.places.verse_line import trim_line
from afterword.writing.results import Continuation
from afterword.writing.task import Task

WITHOUT_PREAMBLE: Final = frozenset({Task.SPEAK, Task.LINE})
"""Tasks whose texts have no preamble: "Here is the rewritten will." may be a turn."""
LOOP_CHARS: Final = 240
"""Characters at the end of a text; if these go in circles, no more of it is needed."""
_NO_USAGE: Final = Usage(
    prompt_tokens=0, cached_tokens=0, generated_tokens=0, prefill_ms=0.0, decode_ms=0.0
)


async def generate_candidates(
    worker: ModelWorker,
    plan: ContinuationPlan,
    request: GenerationRequest,
    on_growth: OnGrowth | None = None,
) -> list[Continuation]:
    """Generate once, and return the takes of which something can go into the document.

    Args:
        worker: generates the text.
        plan: the plan of the continuation.
        request: the plan's own, or one that was made from it.
        on_growth: called as a single take grows.

    Raises:
        EngineError: the model is not loaded, or failed.
    """
    started_s = time.perf_counter()
    may_announce = request.instruction is not None and plan.task not in WITHOUT_PREAMBLE
    place = plan.place

    def is_enough(text: str) -> bool:
        return (
            repeats_ngrams(text[-LOOP_CHARS:])
            or len(plan.own_part(text)) < len(text)
            or is_long_enough(
                text, before=place.before, target_words=plan.target_words, max_words=plan.max_words
            )
        )

    def finish(generated: GeneratedText, *, settled_chars: int | None = None) -> Continuation:
        return _finished(
            generated,
            plan,
            may_announce=may_announce,
            settled_chars=settled_chars,
            model=worker.model_name,
            total_ms=(time.perf_counter() - started_s) * 1e3,
        )

    def watch(on_growth: OnGrowth) -> OnPiece:
        def show(generated: GeneratedText, certain: str) -> None:
            """Show the growing text, unless it may still be an announcement."""
            if may_announce and may_be_announcement(certain):
                return
            own = _own_text(certain, plan, may_announce=may_announce)

            def settled() -> Continuation | None:
                text = _own_text(generated.text, plan, may_announce=may_announce)
                end = settled_end(text, plan, certain_chars=len(own))
                continuation = finish(generated, settled_chars=end) if end else None
                return continuation if continuation and continuation.text else None

            text = plan.typography.fit(own, before=place.before)
            on_growth(Growth(text=text, generated=generated, settled=settled))

        return show

    texts = await generate_texts(
        worker,
        request,
        is_enough=is_enough,
        forbidden=ForbiddenText(
            plan.forbidden_phrases,
            plan.settings.safety.level,
            before=place.before,
            after=place.after,
            markup=PageMarkup(place.before, place.after, language_id=plan.passage.language_id),
            page=None if plan.task in WITHOUT_PREAMBLE else plan.prompt.text,
        ),
        on_piece=on_growth and watch(on_growth),
    )
    finished = [(finish(text), text) for text in texts]
    written = [pair for pair in finished if pair[0].text]
    if has_gain(plan):
        takes = await with_page_gains(worker, written)
    else:
        takes = [take for take, _ in written]
    return [take for take in takes if not is_off_page(take)] or takes


def _own_text(text: str, plan: ContinuationPlan, *, may_announce: bool) -> str:
    """Return the part of a generated text that belongs to the task, without an announcement."""
    part = plan.own_part(text)
    return without_announcement(part) if may_announce else part


def _finished(
    generated: GeneratedText,
    plan: ContinuationPlan,
    *,
    may_announce: bool,
    settled_chars: int | None,
    model: str,
    total_ms: float,
) -> Continuation:
    """Return a candidate; its text is empty if nothing can go into the document.

    ``settled_chars`` is the length of its settled part; with None the text is whole.
    """
    before = plan.place.before
    # A Thai clause at the end of the text is whole only with the space behind it.
    part = plan.own_part(generated.text + " " * generated.is_ended_by_model)
    own = without_announcement(part) if may_announce else part
    start, end = len(part) - len(own), len(own)
    if settled_chars is not None:
        end = settled_chars
    elif plan.task is not Task.LINE:
        end = end_near(own, before=before, target_words=plan.target_words, max_words=plan.max_words)
    usage = generated.usage or _NO_USAGE
    return Continuation(
        text=_lay_out(plan.typography.fit(own[:end], before=before), plan),
        insert_char_offset=plan.place.char_offset,
        confidence=generated.confidence(start + end, start=start),
        model=model,
        usage=usage,
        timings_ms={"total": total_ms, "prefill": usage.prefill_ms, "decode": usage.decode_ms},
    )


def _lay_out(text: str, plan: ContinuationPlan) -> str:
    """Return a text cut to whole sentences, spaced to fit, and wrapped as the paragraph is."""
    place, layout = plan.place, plan.layout
    if plan.task is Task.LINE:
        line = trim_line(text, place)
        return place.lead + line if line else ""
    kept = trim_continuation(
        text,
        before=place.before,
        after=place.after,
        max_words=plan.max_words,
        language_id=plan.passage.language_id,
    )
    if not kept or layout.column is None:
        return place.lead + kept + place.trail if kept else ""
    column = current_column(place.before)
    wrapped = wrap(kept, layout.column, start_column=column, prefix=layout.prefix)
    return place.lead + wrapped + place.trail
