"""Puts a sentence into other words, in several ways. Only for models that follow instructions."""

import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from afterword.engine.interface import GenerationRequest, Instruction
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import NoUsableTextError
from afterword.settings import Settings
from afterword.settings.controls import ControlValues
from afterword.writing.effective_controls import NOTHING_ASKED, effective_controls
from afterword.writing.filters.banned_phrases import phrases_of
from afterword.writing.filters.blocked_words import BlockedWords
from afterword.writing.filters.forbidden_text import ForbiddenText
from afterword.writing.paragraph.backtracking import Drawn, draw_texts
from afterword.writing.paragraph.best_candidate import reseeded
from afterword.writing.paragraph.continuation_plan import (
    TOKENS_PER_WORD,
    plan_continuation,
    request_for,
)
from afterword.writing.paragraph.diverse_takes import choose_different
from afterword.writing.paragraph.instructed_prompt import told_parts, words_for
from afterword.writing.paragraph.take_batches import TAKES, BatchKey, TakeBatches
from afterword.writing.places.selected_text import SelectedText
from afterword.writing.prompt.prompt_context import avoided_at, prompt_context_of
from afterword.writing.prompt.prompt_plan import is_in_chinese, plan_prompt
from afterword.writing.rewrite.rewording_check import (
    context_of,
    fit_rewording,
    is_rewording,
    room_words,
)

logger = logging.getLogger(__name__)

DRAWN: Final = 6
"""Of which half say the original again, or say what another one says."""
BATCHES: Final = 3
"""So often is drawn until there are enough that differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """A text to stand in a span's place, with LF line ends."""

    text: str
    confidence: float
    """Geometric mean of the tokens' probabilities, 0-1."""


class Rewriter:
    """Serves "Rewrite sentence". Keeps the last takes, in memory, for editors that ask one by one."""

    def __init__(self, worker: ModelWorker, settings: Settings) -> None:
        """Use ``worker`` for text and ``settings`` until others are applied."""
        self._worker = worker
        self._settings = settings
        self._blocked_words = BlockedWords(settings.safety.level)
        self._in_turn = TakeBatches[Rewording](
            too_few="The model found only {count} different here."
        )

    def apply_settings(self, settings: Settings) -> None:
        """Use other settings from the next call on."""
        if settings.safety.level != self._settings.safety.level:
            self._blocked_words = BlockedWords(settings.safety.level)
        self._settings = settings
        self._in_turn.forget()

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document."""
        self._in_turn.forget(uri)

    async def take(
        self, number: int, span: SelectedText, *, controls: ControlValues = NOTHING_ASKED
    ) -> Rewording:
        """Return one of several takes, counted from 1, the likeliest first.

        Who asks for the same one again has seen it, and gets it from a new batch.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: there are not so many different takes.
        """
        asked = BatchKey.at(span.passage, controls=controls, end_char_offset=span.end_char_offset)
        return await self._in_turn.take(
            number, asked, partial(self.rewrite, span, controls=controls)
        )

    async def rewrite(
        self, span: SelectedText, *, controls: ControlValues = NOTHING_ASKED
    ) -> list[Rewording]:
        """Say a span in up to ``TAKES`` other ways that differ. Cancelling stops the model.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: nothing fit to show came out of several attempts.
        """
        settings = effective_controls(span.passage, self._settings, controls).settings
        request = self._request(span, settings)
        fit: list[Rewording] = []
        chosen: list[Rewording] = []
        for batch in range(BATCHES if request.takes > 1 else 1):
            fit += await self._draw(span, reseeded(request, batch * request.takes), settings)
            chosen = choose_different(
                fit, TAKES, text=lambda take: take.text, score=lambda take: take.confidence
            )
            if len(chosen) == TAKES:
                break
            logger.info("rewriting batch=%d gave %d of %d", batch + 1, len(chosen), TAKES)
        if not chosen:
            raise NoUsableTextError(
                "The model found no other words for this.",
                next_step="Try again, or select a little more or less.",
            )
        return chosen

    def _request(self, span: SelectedText, settings: Settings) -> GenerationRequest:
        job = plan_continuation(span.passage, settings)
        request = request_for(job)
        plan = plan_prompt(
            span.before,
            budget_tokens=settings.paragraph.context_tokens,
            prompt_context=prompt_context_of(span.passage, settings),
        )
        # Of the first sentence of a text, that itself says the language.
        words = words_for(is_chinese=is_in_chinese(plan.brief, plan.text.strip() or span.text))
        asked = words.rewrite.format(context=context_of(span), text=span.text)
        told = told_parts(plan.parts)
        return replace(
            request,
            prompt="",
            forced_prefix="",
            instruction=Instruction(role=words.role, task=f"{told}\n\n{asked}" if told else asked),
            max_tokens=room_words(span) * TOKENS_PER_WORD,
            takes=DRAWN if request.sampling.temperature > 0 else 1,
            stop=(),
            min_chars=1,
        )

    async def _draw(
        self, span: SelectedText, request: GenerationRequest, settings: Settings
    ) -> list[Rewording]:
        """Generate once; return what of it may stand in the span's place."""
        drawn = await draw_texts(
            self._worker,
            request,
            is_enough=lambda text: is_rewording(text, span),
            forbidden=ForbiddenText(
                phrases_of(
                    (*settings.paragraph.banned_phrases, *avoided_at(span.passage, settings))
                ),
                self._blocked_words,
                before=span.before,
                after=span.after,
            ),
        )
        return [
            Rewording(text=text, confidence=each.confidence(len(each.text)))
            for each in drawn
            if (text := self._fit(span, each))
        ]

    def _fit(self, span: SelectedText, drawn: Drawn) -> str:
        follows = self._settings.paragraph.follow_marks
        return fit_rewording(drawn.text, span, follows_marks=follows)
