"""A continuation that is shown while it is written: each sentence as soon as it is settled.

What was yielded stays, so whatever would make a text be thrown away is looked at before its first
sentence is yielded, and a later sentence that doesn't fit ends the text before it.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from afterword.engine.interface import GenerationRequest, Priority
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.writing.paragraph.best_candidate import generate_best
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.growth import Growth
from afterword.writing.paragraph.page_gain import has_gain, is_off_page, is_too_little, page_gain
from afterword.writing.results import Continuation

logger = logging.getLogger(__name__)


async def grow_text(
    worker: ModelWorker, plan: ContinuationPlan, attempts: Iterable[GenerationRequest]
) -> AsyncGenerator[Continuation]:
    """Yield the first text that belongs to the page as it grows; the last attempt's in any case.

    Each text begins with the one before, but for white space at its end. Where the best of several
    texts is chosen at the end, it comes at once. Nothing is yielded if no attempt gave anything fit
    to show.

    Args:
        worker: generates the text.
        plan: the plan of the continuation.
        attempts: the requests to try, one after the other.

    Raises:
        EngineError: the model is not loaded, or failed.
    """
    requests = list(attempts)
    for attempt, request in enumerate(requests, start=1):
        # Without a temperature the same text would come again.
        is_last = attempt == len(requests) or request.sampling.temperature == 0
        shown = None
        async with aclosing(_grow_once(worker, plan, request, is_last=is_last)) as growing:
            async for shown in growing:
                yield shown
        if shown is not None:
            return
        logger.info("continuation attempt=%d gave nothing fit to show", attempt)


async def _grow_once(
    worker: ModelWorker, plan: ContinuationPlan, request: GenerationRequest, *, is_last: bool
) -> AsyncGenerator[Continuation]:
    """Yield one text as it grows; nothing if it doesn't belong to the page, unless it is the last."""
    growths: asyncio.Queue[Growth | None] = asyncio.Queue()

    async def write() -> Continuation | None:
        try:
            return await generate_best(worker, plan, request, growths.put_nowait)
        finally:
            growths.put_nowait(None)

    writing = asyncio.create_task(write())
    shown = ""
    try:
        while (growth := await growths.get()) is not None:
            settled = growth.settled()
            if settled is None or not _goes_on(settled.text, shown):
                continue
            if not shown and not is_last and await _begins_off_page(worker, plan, growth):
                return
            shown = settled.text
            yield settled
        whole = await writing
        if whole is None or not _goes_on(whole.text, shown):
            return
        if shown or is_last or not is_off_page(whole):
            yield whole
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)


def _goes_on(text: str, shown: str) -> bool:
    """Return whether a text has more than what is shown, and takes nothing of that back."""
    return len(text) > len(shown) and text.startswith(shown.rstrip())


async def _begins_off_page(worker: ModelWorker, plan: ContinuationPlan, growth: Growth) -> bool:
    """Return whether a text that has just begun does not belong to the page."""
    if not has_gain(plan):
        return False
    # The text itself is being generated meanwhile, and gives way for these few tokens.
    gain = await page_gain(worker, growth.generated, priority=Priority.GHOST)
    return is_too_little(gain)
