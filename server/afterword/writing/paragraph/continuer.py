"""Continues a paragraph: from a passage to whole sentences that fit in at or after its cursor."""

import logging
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from afterword.engine.interface import GenerationRequest, Priority
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import EngineNotReadyError, NoUsableTextError
from afterword.settings.controls import ControlValues
from afterword.writing.effective_controls import NO_CONTROLS
from afterword.writing.paragraph.best_candidate import (
    ATTEMPTS,
    COMPARED_WHOLE,
    generate_best,
)
from afterword.writing.paragraph.candidate_score import take_score
from afterword.writing.paragraph.candidates import generate_candidates, is_kept
from afterword.writing.paragraph.continuation_plan import ContinuationPlan, plan_continuation
from afterword.writing.paragraph.diverse_takes import generate_different, reseeded
from afterword.writing.paragraph.growing_text import grow_text
from afterword.writing.paragraph.instructed_prompt import instructed, needs_instruction
from afterword.writing.paragraph.sentence_rest import finish_sentence
from afterword.writing.paragraph.take_batches import TAKES, BatchKey, TakeBatches
from afterword.writing.passage import Passage
from afterword.writing.results import Continuation
from afterword.writing.task import REST_OF_PARAGRAPH, Task, TaskTarget

if TYPE_CHECKING:
    from afterword.engine.scheduling.generation_stream import GenerationStream

logger = logging.getLogger(__name__)

OnText = Callable[[str], None]
"""A callback on the event loop for the text so far, which only grows."""

GENERATED_PER_TAKE: Final = 2
"""Takes generated for each that is wanted; the best of them are shown."""
MOST_IN_BATCH: Final = 8
"""Takes in one batch at most; a wider batch takes longer for each token."""


class Continuer:
    """Serves "Continue paragraph". Keeps the last batch, for editors that request takes one by one."""

    def __init__(
        self, worker: ModelWorker, *, follows_instructions: Callable[[], bool] = lambda: False
    ) -> None:
        """Generate with ``worker``; ``follows_instructions`` says whether its model does."""
        self._worker = worker
        self._follows_instructions = follows_instructions
        self._reading: GenerationStream | None = None
        self._batches = TakeBatches[Continuation](
            too_few="The model wrote only {count} different here."
        )

    def forget(self, uri: str) -> None:
        """Drop the kept batch of a document."""
        self._batches.forget(uri)

    def read_ahead(self, passage: Passage) -> None:
        """Read the text before a paragraph's end into the engine's cache, ahead of a request."""
        if self._reading is not None:
            self._reading.cancel()
        request = self._request(plan_continuation(passage, REST_OF_PARAGRAPH, NO_CONTROLS))
        try:
            self._reading = self._worker.generate(
                replace(request, max_tokens=0, takes=1, priority=Priority.IDLE)
            )
        except EngineNotReadyError:
            self._reading = None  # who asks for the paragraph is told

    async def continue_paragraph(
        self,
        passage: Passage,
        target: TaskTarget = REST_OF_PARAGRAPH,
        *,
        on_text: OnText | None = None,
        controls: ControlValues = NO_CONTROLS,
    ) -> Continuation:
        """Return a continuation of the cursor's paragraph. Cancelling stops the model.

        Args:
            passage: the document and the cursor.
            target: the task, and the speaker or subject that it needs.
            on_text: called with the text after each sentence.
            controls: override those of the document's head and of the settings.

        Raises:
            DocumentError: the task can't be done at this cursor.
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: nothing fit to show came out of several attempts.
        """
        text: Continuation | None = None
        async with aclosing(self.grow(passage, target, controls=controls)) as growing:
            async for text in growing:
                if on_text is not None:
                    on_text(text.text)
        if text is None:
            raise _no_usable_text()
        return text

    async def grow(
        self,
        passage: Passage,
        target: TaskTarget = REST_OF_PARAGRAPH,
        *,
        controls: ControlValues = NO_CONTROLS,
    ) -> AsyncGenerator[Continuation]:
        """Yield a continuation as it grows, each time all of it; the last is whole.

        Each begins with the one before: what was yielded is never taken back. There is at least one.
        Closing the generator stops the model. Raises what ``continue_paragraph`` raises.
        """
        rest = None
        if target.task is Task.NEXT:
            passage, rest = await finish_sentence(self._worker, passage, controls)
        if rest is not None:
            yield rest
        plan = plan_continuation(passage, target, controls)
        is_empty = True
        async with aclosing(self._texts(plan)) as growing:
            async for text in growing:
                is_empty = False
                yield text if rest is None else _joined(rest, text)
        if is_empty and rest is None:
            raise _no_usable_text()

    async def _texts(self, plan: ContinuationPlan) -> AsyncGenerator[Continuation]:
        """Yield a continuation as it grows; where it has to be compared whole, at once."""
        if plan.task not in COMPARED_WHOLE:
            async with aclosing(grow_text(self._worker, plan, self._attempts(plan))) as growing:
                async for text in growing:
                    yield text
            return
        for attempt, request in enumerate(self._attempts(plan), start=1):
            best = await generate_best(self._worker, plan, request)
            if best is not None:
                yield best
                return
            logger.info("continuation attempt=%d gave nothing fit to show", attempt)

    async def continue_in_takes(
        self, passage: Passage, count: int, *, controls: ControlValues = NO_CONTROLS
    ) -> list[Continuation]:
        """Return up to ``count`` different continuations, those first that a reader would keep.

        More are generated than requested. There may be fewer, but at least one; without a
        temperature there is only one.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: nothing fit to show came out of several attempts.
        """
        plan = plan_continuation(passage, REST_OF_PARAGRAPH, controls)
        request = self._request(plan)
        wanted = count * GENERATED_PER_TAKE if request.sampling.temperature > 0 else 1
        width = min(wanted, MOST_IN_BATCH)
        takes = await generate_different(
            partial(generate_candidates, self._worker, plan),
            replace(request, takes=width),
            count,
            most_batches=-(-wanted // width) + ATTEMPTS - 1,
            rank=take_score,
        )
        if not takes:
            raise _no_usable_text()
        # Two that a reader would keep are better than three.
        return [take for take in takes if is_kept(take, plan)] or takes[:1]

    async def take(
        self, number: int, passage: Passage, *, controls: ControlValues = NO_CONTROLS
    ) -> Continuation:
        """Return one of several continuations, by its number; see ``TakeBatches.take``.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: there are not so many different takes.
        """
        generate = partial(self.continue_in_takes, passage, TAKES, controls=controls)
        return await self._batches.take(number, BatchKey.at(passage, controls=controls), generate)

    def _attempts(self, plan: ContinuationPlan) -> Iterator[GenerationRequest]:
        """Yield the requests to be tried one after the other until a text is fit to show."""
        request = self._request(plan)
        for attempt in range(ATTEMPTS):
            if attempt and plan.task is not Task.DESCRIBE:
                # An instructed model may find the text complete; a base model goes on.
                request = plan.request
            yield reseeded(request, attempt * request.takes)

    def _request(self, plan: ContinuationPlan) -> GenerationRequest:
        """Return the request for this model: instructed only where a title page can't say it all."""
        needs_more = self._follows_instructions() and needs_instruction(plan)
        return instructed(plan) if needs_more else plan.request


def _joined(rest: Continuation, following: Continuation) -> Continuation:
    """Return a paragraph together with the rest of the sentence before it."""
    return replace(
        following,
        text=rest.text + following.text,
        insert_char_offset=rest.insert_char_offset,
    )


def _no_usable_text() -> NoUsableTextError:
    return NoUsableTextError(
        "The model wrote nothing fit to show here.",
        next_step="Try again, write a few more words, or move the cursor.",
    )
