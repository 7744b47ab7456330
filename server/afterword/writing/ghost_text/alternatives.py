"""Further suggestions at one place, for a request by hand."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from afterword.engine.interface import Sampling
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import EngineError
from afterword.prose.fit.web_debris import debris_start
from afterword.writing.ghost_text.confidence import SHOW_ALL, ScoredPiece, confident_prefix
from afterword.writing.ghost_text.growing_suggestion import scored_piece
from afterword.writing.ghost_text.presentation import fit
from afterword.writing.ghost_text.suggestion_plan import SuggestionPlan
from afterword.writing.results import Suggestion, Suppressed

logger = logging.getLogger(__name__)

SAMPLING: Final = Sampling(temperature=1.0, min_p=0.1, seed=1)
"""The sampling of alternatives: varied, but without improbable tokens."""
MIN_CHARS: Final = 8
"""Characters before which none ends: a line break, which may be likeliest, is nothing to show."""
GENERATED_PER_TAKE: Final = 2
"""Takes generated for each that is wanted: half of them can't be shown, or repeat another."""


async def generate_alternatives(
    worker: ModelWorker,
    plan: SuggestionPlan,
    *,
    count: int,
    found: Sequence[Suggestion],
    is_wanted: Callable[[], bool],
) -> list[Suggestion]:
    """Return what was found and different suggestions of one batch, up to ``count`` in all.

    Args:
        worker: generates the text.
        plan: the plan of a suggestion at this cursor.
        count: how many are wanted.
        found: the suggestions that are there already; maybe none.
        is_wanted: checked after each piece; generation stops once it is false.
    """
    started_s = time.perf_counter()
    request = replace(
        plan.request,
        draft_text="",
        sampling=SAMPLING,
        takes=GENERATED_PER_TAKE * count,
        min_chars=MIN_CHARS,
    )
    takes: list[list[ScoredPiece]] = [[] for _ in range(request.takes)]
    try:
        generation = worker.generate(request)
        try:
            async for piece in generation.pieces():
                takes[piece.take].append(scored_piece(piece))
                if not is_wanted():
                    break
        finally:
            generation.cancel()
    except EngineError as error:
        logger.warning("no further suggestions: %s", error)
        return list(found)
    shown = list(found)
    timings_ms = {"total": (time.perf_counter() - started_s) * 1e3}
    for pieces in takes:
        prefix = confident_prefix(pieces, SHOW_ALL)
        outcome = fit(prefix, plan.passage, plan.prompt.brief, author=worker.model_name)
        if isinstance(outcome, Suppressed) or len(shown) == count:
            continue
        if debris_start(outcome.text, plan.passage.before, plan.passage.after) is not None:
            continue
        if all(outcome.text != known.text for known in shown):
            shown.append(replace(outcome, tokens=len(pieces), timings_ms=timings_ms))
    return shown
