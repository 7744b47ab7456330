"""Chooses one of the texts that are drawn for a job: what is best, depends on what was asked for."""

from dataclasses import replace
from typing import Final

from afterword.engine.interface import GenerationRequest
from afterword.writing.paragraph.backtracking import OnText
from afterword.writing.paragraph.bridge_scoring import likeliest_bridge, tells_too_much, told_ahead
from afterword.writing.paragraph.candidates import Candidates
from afterword.writing.places.insertion_point import Task
from afterword.writing.places.verse_line import measure
from afterword.writing.results import Continuation

ATTEMPTS: Final = 3
"""A draw that ends in mid-sentence or repeats the text is thrown away and another one made."""


async def draw_best(
    drawing: Candidates, request: GenerationRequest, on_text: OnText | None
) -> Continuation | None:
    """Return the best of what one request gives; None if nothing of it was fit to show."""
    match drawing.job.task:
        case Task.LINE:
            return await _draw_line(drawing, request)
        case Task.BRIDGE:
            return await _draw_bridge(drawing, request)
        case _:
            fit = [take for take in await drawing.draw(request, on_text) if take.text]
            return fit[0] if fit else None


def reseeded(request: GenerationRequest, step: int) -> GenerationRequest:
    """Return the request with a seed ``step`` further on, if it has one."""
    seed = request.sampling.seed
    if seed is None:
        return request
    return replace(request, sampling=replace(request.sampling, seed=seed + step))


async def _draw_bridge(drawing: Candidates, request: GenerationRequest) -> Continuation | None:
    """Draw several, and return the one that leads best to what follows."""
    place = drawing.job.place
    drawn = await drawing.draw(told_ahead(request, place))
    fit = [take for take in drawn if take.text and not tells_too_much(take, place)]
    if len(fit) < 2:
        return fit[0] if fit else None
    return await likeliest_bridge(drawing.worker, request, place, fit)


async def _draw_line(drawing: Candidates, request: GenerationRequest) -> Continuation | None:
    """Draw until a line fits the stanza; else return the nearest, with what it lacks."""
    measured = measure(drawing.job.place)
    fit = list[Continuation]()
    for batch in range(ATTEMPTS):
        again = reseeded(request, batch * request.takes)
        fit += [take for take in await drawing.draw(again) if take.text]
        if any(measured.fits(take.text) for take in fit) or request.takes == 1:
            break
    if not fit:
        return None
    best = min(fit, key=measured.cost)
    return replace(best, note=measured.lacks(best.text))
