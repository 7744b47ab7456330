"""A continuation that grows by sentences, each of them the best of a batch.

What was yielded stays: whatever would make a text be thrown away is looked at before its first
sentence is yielded, and where no later sentence fits, the text ends.
"""

import logging
from collections.abc import AsyncGenerator, Iterable
from typing import Final

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.paragraph.candidate_score import take_score
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.diverse_takes import reseeded
from afterword.writing.paragraph.next_sentence import SentenceWriter, WrittenText
from afterword.writing.paragraph.page_gain import is_off_page
from afterword.writing.paragraph.target_length import NEAR_SHARE
from afterword.writing.results import Continuation
from afterword.writing.task import Task

logger = logging.getLogger(__name__)

LEAST_SHARE: Final = 0.5
"""Share of the target words (0-1) before which a paragraph goes on though the model would end it: small
models do so after a sentence or two."""


async def grow_text(
    worker: ModelWorker, plan: ContinuationPlan, attempts: Iterable[GenerationRequest]
) -> AsyncGenerator[Continuation]:
    """Yield a continuation after each sentence, all of it so far.

    Each begins with the one before, but for white space at its end. Nothing is yielded if no attempt
    gave anything fit to show.

    Args:
        worker: generates the text.
        plan: the plan of the continuation.
        attempts: the requests to try for the first sentence, one after the other; the rest is
            written by the one that gave it.

    Raises:
        EngineError: the model is not loaded, or failed.
    """
    writer = SentenceWriter(worker, plan)
    first = await _first_sentence(writer, attempts)
    if first is None:
        return
    request, written = first
    yield written.continuation
    while not _is_whole(written, plan):
        # Another seed for each batch: with the same one, sentences would begin alike.
        request = reseeded(request, request.takes)
        longer = await writer.write(request, written)
        if longer is None:
            return
        written = longer
        yield written.continuation


async def _first_sentence(
    writer: SentenceWriter, attempts: Iterable[GenerationRequest]
) -> tuple[GenerationRequest, WrittenText] | None:
    """Return a first sentence with its request: one that belongs to the page, else the best."""
    found: tuple[GenerationRequest, WrittenText] | None = None
    for attempt, request in enumerate(attempts, start=1):
        written = await writer.write(request)
        if written is not None:
            if found is None or take_score(written.continuation) > take_score(
                found[1].continuation
            ):
                found = request, written
            # Without a temperature the same text would come again.
            if request.sampling.temperature == 0 or not is_off_page(written.continuation):
                return request, written
        logger.info("continuation attempt=%d gave nothing fit to show", attempt)
    return found


def _is_whole(written: WrittenText, plan: ContinuationPlan) -> bool:
    """Return whether a continuation is as long as it should be, or the model ended it."""
    words = count_words(written.continuation.text)
    least = LEAST_SHARE * plan.target_words if _may_go_on(plan) else 0
    if written.generated.is_ended_by_model and words >= least:
        return True
    return words >= NEAR_SHARE * plan.target_words


def _may_go_on(plan: ContinuationPlan) -> bool:
    """Return whether a text may go on where the model would begin a new paragraph."""
    return (
        plan.task in {Task.CONTINUE, Task.NEXT}
        and not plan.is_in_cell
        and not plan.layout.has_short_lines
    )
