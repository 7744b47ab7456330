"""The one continuation that is shown: which of those drawn is best depends on the task."""

from dataclasses import replace
from typing import Final

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.writing.paragraph.backtracking import OnText
from afterword.writing.paragraph.bridge_scoring import (
    anticipates,
    likeliest_bridge,
    with_synopsis_of_what_follows,
)
from afterword.writing.paragraph.candidates import draw_candidates
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.diverse_takes import reseeded
from afterword.writing.places.verse_line import measure
from afterword.writing.results import Continuation
from afterword.writing.task import Task

ATTEMPTS: Final = 3
"""Times that texts are drawn: one that ends in mid-sentence or repeats the text is thrown away."""


async def draw_best(
    worker: ModelWorker,
    plan: ContinuationPlan,
    request: GenerationRequest,
    on_text: OnText | None,
) -> Continuation | None:
    """Return the best of what one request gives; None if nothing of it could be shown."""
    match plan.task:
        case Task.LINE:
            return await _draw_line(worker, plan, request)
        case Task.BRIDGE:
            return await _draw_bridge(worker, plan, request)
        case _:
            return next(iter(await draw_candidates(worker, plan, request, on_text)), None)


async def _draw_bridge(
    worker: ModelWorker, plan: ContinuationPlan, request: GenerationRequest
) -> Continuation | None:
    """Draw several, and return the one that leads best to what follows."""
    place = plan.place
    drawn = await draw_candidates(worker, plan, with_synopsis_of_what_follows(request, place))
    bridges = [take for take in drawn if not anticipates(take, place)]
    if len(bridges) < 2:
        return bridges[0] if bridges else None
    return await likeliest_bridge(worker, request, place, bridges)


async def _draw_line(
    worker: ModelWorker, plan: ContinuationPlan, request: GenerationRequest
) -> Continuation | None:
    """Draw until a line fits the stanza; else return the nearest, with what it lacks."""
    verse = measure(plan.place)
    lines = list[Continuation]()
    for batch in range(ATTEMPTS):
        lines += await draw_candidates(worker, plan, reseeded(request, batch * request.takes))
        if any(verse.fits(line.text) for line in lines) or request.takes == 1:
            break
    if not lines:
        return None
    best = min(lines, key=verse.cost)
    return replace(best, note=verse.lacks(best.text))
