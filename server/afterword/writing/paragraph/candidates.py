"""Candidates for a continuation: whole texts of a batch, cut and laid out for the document."""

from dataclasses import replace
from typing import Final

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.prose.characters.language_detection import detect_language
from afterword.prose.fit.foreign_markup import PageMarkup
from afterword.prose.fit.loops import repeats_ngrams
from afterword.prose.fit.visible_faults import has_visible_fault
from afterword.writing.filters.forbidden_text import ForbiddenText
from afterword.writing.paragraph.backtracking import generate_texts
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.generated_text import GeneratedText
from afterword.writing.paragraph.laid_out_text import WITHOUT_PREAMBLE, TextLayout
from afterword.writing.paragraph.page_gain import has_gain, is_off_page, page_gain
from afterword.writing.paragraph.target_length import end_near, is_long_enough
from afterword.writing.results import Continuation
from afterword.writing.task import Task

LOOP_CHARS: Final = 240
"""Characters at the end of a text; if these go in circles, no more of it is needed."""
NEAR_CHARS: Final = 4_000
"""Characters before the place with which a text is compared: what a reader remembers."""


async def generate_candidates(
    worker: ModelWorker, plan: ContinuationPlan, request: GenerationRequest
) -> list[Continuation]:
    """Generate once, and return the takes of which something can go into the document.

    Args:
        worker: generates the text.
        plan: the plan of the continuation.
        request: the plan's own, or one that was made from it.

    Raises:
        EngineError: the model is not loaded, or failed.
    """
    layout = TextLayout(plan=plan, worker=worker, is_instructed=request.instruction is not None)
    before = plan.place.before

    def is_enough(text: str) -> bool:
        return (
            repeats_ngrams(text[-LOOP_CHARS:])
            or len(plan.own_part(text)) < len(text)
            or is_long_enough(
                text, before=before, target_words=plan.target_words, max_words=plan.max_words
            )
        )

    def finish(generated: GeneratedText) -> Continuation:
        if plan.task is Task.LINE:
            return layout.lay_out(generated)
        _, own = layout.own_part(generated)
        end = end_near(
            own,
            before=before,
            target_words=plan.target_words,
            max_words=plan.max_words,
        )
        return layout.lay_out(generated, end=end)

    texts = await generate_texts(
        worker, request, is_enough=is_enough, forbidden=forbidden_for(plan)
    )
    takes = list[Continuation]()
    for text in texts:
        take = finish(text)
        if take.text and has_gain(plan):
            take = replace(take, page_gain=await page_gain(worker, text))
        if take.text:
            takes.append(take)
    return [take for take in takes if is_kept(take, plan)] or takes


def is_kept(take: Continuation, plan: ContinuationPlan) -> bool:
    """Return whether a reader would not throw a take away at sight."""
    if is_off_page(take):
        return False
    page = plan.prompt.text[-NEAR_CHARS:]
    return not has_visible_fault(take.text, page, language=detect_language(page))


def forbidden_for(plan: ContinuationPlan) -> ForbiddenText:
    """Return what finds the text that no continuation at this place may hold."""
    place = plan.place
    return ForbiddenText(
        plan.forbidden_phrases,
        plan.settings.safety.level,
        before=place.before,
        after=place.after,
        markup=PageMarkup(place.before, place.after, language_id=plan.passage.language_id),
        page=None if plan.task in WITHOUT_PREAMBLE else plan.prompt.text,
    )
