"""Further suggestions at one place, for a writer who asked by hand."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from afterword.engine.interface import Sampling
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import EngineError
from afterword.writing.ghost_text.confidence import SHOW_ALL, ScoredText, pass_confident
from afterword.writing.ghost_text.growing_suggestion import scored
from afterword.writing.ghost_text.presentation import fit
from afterword.writing.ghost_text.suggestion_plan import SuggestionPlan
from afterword.writing.results import Suggestion, Suppressed

logger = logging.getLogger(__name__)

SAMPLING: Final = Sampling(temperature=1.0, min_p=0.1, seed=1)
"""Freely drawn, but never far-fetched."""
DRAWN_FOR_ONE: Final = 2
"""Texts drawn for each that is wanted: half of them can't be shown, or say what another one says."""


async def draw_alternatives(
    worker: ModelWorker,
    plan: SuggestionPlan,
    *,
    count: int,
    first: Suggestion,
    is_wanted: Callable[[], bool],
) -> list[Suggestion]:
    """Return ``first`` and different suggestions, drawn as one batch, up to ``count`` together.

    Args:
        worker: writes.
        plan: of a suggestion at this cursor.
        count: how many are wanted.
        first: the one that is there; it stays if nothing else comes.
        is_wanted: asked after each piece; once it says no, nothing more is drawn.
    """
    begun_s = time.perf_counter()
    request = replace(plan.request, sampling=SAMPLING, takes=DRAWN_FOR_ONE * count)
    takes: list[list[ScoredText]] = [[] for _ in range(request.takes)]
    try:
        generation = worker.generate(request)
        try:
            async for piece in generation.pieces():
                takes[piece.take].append(scored(piece))
                if not is_wanted():
                    break
        finally:
            generation.cancel()
    except EngineError as error:
        logger.warning("no further suggestions: %s", error)
        return [first]
    found = [first]
    timings_ms = {"total": (time.perf_counter() - begun_s) * 1e3}
    for pieces in takes:
        gated = pass_confident(pieces, SHOW_ALL)
        outcome = fit(gated, plan.passage, plan.prompt.brief, author=worker.model_name)
        if isinstance(outcome, Suppressed) or len(found) == count:
            continue
        if all(outcome.text != known.text for known in found):
            found.append(replace(outcome, tokens=len(pieces), timings_ms=timings_ms))
    return found
