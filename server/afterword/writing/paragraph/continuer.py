"""Continues a paragraph: from a passage to whole sentences that fit in at or after its cursor."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import NoUsableTextError
from afterword.settings.controls import ControlValues
from afterword.writing.effective_controls import NOTHING_ASKED
from afterword.writing.paragraph.backtracking import OnText
from afterword.writing.paragraph.best_candidate import ATTEMPTS, draw_best
from afterword.writing.paragraph.candidates import draw_candidates
from afterword.writing.paragraph.continuation_plan import ContinuationPlan, plan_continuation
from afterword.writing.paragraph.diverse_takes import draw_different, reseeded
from afterword.writing.paragraph.instructed_prompt import instructed, needs_instruction
from afterword.writing.paragraph.take_batches import TAKES, BatchKey, TakeBatches
from afterword.writing.passage import Passage
from afterword.writing.results import Continuation
from afterword.writing.task import REST_OF_PARAGRAPH, Task, TaskTarget

logger = logging.getLogger(__name__)

DRAWN_FOR_ONE: Final = 2
"""Takes drawn for each that is wanted: the best of them are shown."""
MOST_AT_ONCE: Final = 8
"""Takes of one batch at most; a wider one would cost more time for each token."""


class Continuer:
    """Serves "Continue paragraph". Keeps the last batch of takes, for editors that ask one by one."""

    def __init__(
        self, worker: ModelWorker, *, follows_instructions: Callable[[], bool] = lambda: False
    ) -> None:
        """Use ``worker`` for text; ``follows_instructions`` says whether its model does."""
        self._worker = worker
        self._follows_instructions = follows_instructions
        self._batches = TakeBatches[Continuation](
            too_few="The model wrote only {count} different here."
        )

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document."""
        self._batches.forget(uri)

    async def continue_paragraph(
        self,
        passage: Passage,
        target: TaskTarget = REST_OF_PARAGRAPH,
        *,
        on_text: OnText | None = None,
        controls: ControlValues = NOTHING_ASKED,
    ) -> Continuation:
        """Write on from the cursor's paragraph. Cancelling stops the model.

        Args:
            passage: the document and the cursor.
            target: the rest of the paragraph, the next one, a bridge to the one below, a turn, a
                line, or a description.
            on_text: called with the text as it grows, unless it is the best of several.
            controls: go before those of the document's head and of the settings.

        Raises:
            DocumentError: the task can't be done at this cursor.
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: nothing fit to show came out of several attempts.
        """
        plan = plan_continuation(passage, target, controls)
        request = self._request(plan)
        for attempt in range(ATTEMPTS):
            if attempt and target.task is not Task.DESCRIBE:
                # An instructed model may find the text complete; a base model goes on.
                request = plan.request
            again = reseeded(request, attempt * request.takes)
            best = await draw_best(self._worker, plan, again, on_text)
            if best is not None:
                return best
            logger.info("continuation attempt=%d gave nothing fit to show", attempt + 1)
        raise _no_usable_text()

    async def continue_in_takes(
        self, passage: Passage, count: int, *, controls: ControlValues = NOTHING_ASKED
    ) -> list[Continuation]:
        """Write on in up to ``count`` ways that differ, the likeliest first.

        More takes are drawn than are asked for. There are fewer, but at least one, where the model
        has nothing else to say; without a temperature it never has.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: nothing fit to show came out of several attempts.
        """
        plan = plan_continuation(passage, REST_OF_PARAGRAPH, controls)
        request = self._request(plan)
        wanted = count * DRAWN_FOR_ONE if request.sampling.temperature > 0 else 1
        width = min(wanted, MOST_AT_ONCE)
        takes = await draw_different(
            partial(draw_candidates, self._worker, plan),
            replace(request, takes=width),
            count,
            most_batches=-(-wanted // width) + ATTEMPTS - 1,
        )
        if not takes:
            raise _no_usable_text()
        return takes

    async def take(
        self, number: int, passage: Passage, *, controls: ControlValues = NOTHING_ASKED
    ) -> Continuation:
        """Return one of several takes, counted from 1, the likeliest first.

        The second request for the same take is served from a new batch.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: there are not so many different takes.
        """
        draw = partial(self.continue_in_takes, passage, TAKES, controls=controls)
        return await self._batches.take(number, BatchKey.at(passage, controls=controls), draw)

    def _request(self, plan: ContinuationPlan) -> GenerationRequest:
        """Return what to ask this model: plainly, where that says everything."""
        needs_more = self._follows_instructions() and needs_instruction(plan)
        return instructed(plan) if needs_more else plan.request


def _no_usable_text() -> NoUsableTextError:
    return NoUsableTextError(
        "The model wrote nothing fit to show here.",
        next_step="Try again, write a few more words, or move the cursor.",
    )
