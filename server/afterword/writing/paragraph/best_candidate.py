"""The best whole text for a task whose texts have to be whole to be compared: a bridge, a line of verse."""

from dataclasses import replace
from typing import Final

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.writing.paragraph.bridge_scoring import (
    anticipates,
    most_probable_bridge,
    with_synopsis_of_what_follows,
)
from afterword.writing.paragraph.candidates import generate_candidates
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.diverse_takes import reseeded
from afterword.writing.places.verse_line import measure
from afterword.writing.results import Continuation
from afterword.writing.task import Task

ATTEMPTS: Final = 3
"""Times that texts are generated at most: one that ends in mid-sentence or repeats is discarded."""
COMPARED_WHOLE: Final = frozenset({Task.BRIDGE, Task.LINE})
"""The tasks whose texts can't be chosen by their first sentence."""


async def generate_best(
    worker: ModelWorker, plan: ContinuationPlan, request: GenerationRequest
) -> Continuation | None:
    """Return the best candidate of one request; None if it yields none."""
    if plan.task is Task.LINE:
        return await _generate_line(worker, plan, request)
    return await _generate_bridge(worker, plan, request)


async def _generate_bridge(
    worker: ModelWorker, plan: ContinuationPlan, request: GenerationRequest
) -> Continuation | None:
    """Generate several bridges, and return the one that leads best to what follows."""
    place = plan.place
    prompted = with_synopsis_of_what_follows(request, place)
    takes = await generate_candidates(worker, plan, prompted)
    bridges = [take for take in takes if not anticipates(take, place)]
    if len(bridges) < 2:
        return bridges[0] if bridges else None
    return await most_probable_bridge(worker, request, place, bridges)


async def _generate_line(
    worker: ModelWorker, plan: ContinuationPlan, request: GenerationRequest
) -> Continuation | None:
    """Generate until a line fits the stanza; else return the nearest, with a note on what it lacks."""
    verse = measure(plan.place)
    lines = list[Continuation]()
    for batch in range(ATTEMPTS):
        lines += await generate_candidates(worker, plan, reseeded(request, batch * request.takes))
        if any(verse.fits(line.text) for line in lines) or request.takes == 1:
            break
    if not lines:
        return None
    best = min(lines, key=verse.cost)
    return replace(best, note=verse.lacks(best.text))
