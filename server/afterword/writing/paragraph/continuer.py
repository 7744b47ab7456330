"""Continues a paragraph: from a passage to whole sentences that fit in at or after its cursor."""

import logging
from collections.abc import Callable
from dataclasses import replace

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import NoUsableTextError
from afterword.settings import Settings
from afterword.settings.controls import ControlValues
from afterword.writing.effective_controls import NOTHING_ASKED, effective_controls
from afterword.writing.filters.blocked_words import BlockedWords
from afterword.writing.paragraph.backtracking import OnText
from afterword.writing.paragraph.best_candidate import ATTEMPTS, draw_best, reseeded
from afterword.writing.paragraph.candidates import Candidates
from afterword.writing.paragraph.continuation_plan import (
    ContinuationPlan,
    plan_continuation,
    request_for,
)
from afterword.writing.paragraph.diverse_takes import choose_different
from afterword.writing.paragraph.instructed_prompt import instructed, needs_instruction
from afterword.writing.passage import Passage
from afterword.writing.places.insertion_point import REST_OF_PARAGRAPH, Task, TaskTarget
from afterword.writing.results import Continuation

logger = logging.getLogger(__name__)

DRAWN_FOR_ONE = 2
"""Several takes are the best of so many times their number."""
MOST_AT_ONCE = 8
"""Drawn as one batch; a wider one would cost more time for each token."""


class Continuer:
    """Serves "Continue paragraph". Keeps nothing of a text between calls."""

    def __init__(
        self,
        worker: ModelWorker,
        settings: Settings,
        *,
        follows_instructions: Callable[[], bool] = lambda: False,
    ) -> None:
        """Use ``worker`` for text and ``settings`` until others are applied.

        ``follows_instructions`` tells whether the worker's model does.
        """
        self._worker = worker
        self._follows_instructions = follows_instructions
        self._settings = settings
        self._blocked_words = BlockedWords(settings.safety.level)

    def apply_settings(self, settings: Settings) -> None:
        """Use other settings from the next call on."""
        if settings.safety.level != self._settings.safety.level:
            self._blocked_words = BlockedWords(settings.safety.level)
        self._settings = settings

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
            on_text: hears the text grow, unless it is the best of several.
            controls: go before those of the document's head and of the settings.

        Raises:
            DocumentError: the task can't be done at this cursor.
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: nothing fit to show came out of several attempts.
        """
        drawing = self._drawing(passage, controls, target)
        plain = request_for(drawing.job)
        request = self._best_asked(plain, drawing.job)
        for attempt in range(ATTEMPTS):
            if attempt and target.task is not Task.DESCRIBE:
                request = (
                    plain  # who is told may find the text complete; who is asked plainly goes on
                )
            again = reseeded(request, attempt * request.takes)
            chosen = await draw_best(drawing, again, on_text)
            if chosen is not None:
                return chosen
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
        drawing = self._drawing(passage, controls, REST_OF_PARAGRAPH)
        request = self._best_asked(request_for(drawing.job), drawing.job)
        is_free = request.sampling.temperature > 0
        wanted = count * DRAWN_FOR_ONE if is_free else 1
        width = min(wanted, MOST_AT_ONCE)
        most_batches = -(-wanted // width) + ATTEMPTS - 1
        fit: list[Continuation] = []
        chosen: list[Continuation] = []
        for batch in range(most_batches if is_free else 1):
            again = reseeded(replace(request, takes=width), batch * width)
            fit += [take for take in await drawing.draw(again) if take.text]
            chosen = choose_different(
                fit, count, text=lambda take: take.text, score=lambda take: take.confidence
            )
            if len(chosen) == count:
                break
            logger.info("takes batch=%d gave %d of %d", batch + 1, len(chosen), count)
        if not chosen:
            raise _no_usable_text()
        return chosen

    def _best_asked(self, request: GenerationRequest, job: ContinuationPlan) -> GenerationRequest:
        """Return the request as this model is best asked: plainly, where that says everything."""
        if self._follows_instructions() and needs_instruction(job):
            return instructed(request, job)
        return request

    def _drawing(self, passage: Passage, controls: ControlValues, target: TaskTarget) -> Candidates:
        settings = effective_controls(passage, self._settings, controls).settings
        job = plan_continuation(passage, settings, target)
        return Candidates(self._worker, self._blocked_words, job)


def _no_usable_text() -> NoUsableTextError:
    return NoUsableTextError(
        "The model wrote nothing fit to show here.",
        next_step="Try again, write a few more words, or move the cursor.",
    )
