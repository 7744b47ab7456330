"""Puts a sentence into other words, in several ways. Only for models that follow instructions."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from afterword.engine.interface import GenerationRequest, Instruction, Priority
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import NoUsableTextError
from afterword.settings import Settings
from afterword.settings.controls import ControlValues
from afterword.writing.effective_controls import NOTHING_ASKED, effective_controls
from afterword.writing.filters.forbidden_text import ForbiddenText
from afterword.writing.paragraph.backtracking import generate_texts
from afterword.writing.paragraph.continuation_plan import TOKENS_PER_WORD, sampling_of
from afterword.writing.paragraph.diverse_takes import draw_different
from afterword.writing.paragraph.instructed_prompt import head_without_opening, words_for
from afterword.writing.paragraph.take_batches import TAKES, BatchKey, TakeBatches
from afterword.writing.places.selected_text import SelectedText
from afterword.writing.prompt.prompt_plan import is_in_chinese, plan_prompt
from afterword.writing.rewrite.rewording_check import (
    context_of,
    fit_rewording,
    is_rewording,
    room_words,
)

DRAWN: Final = 6
"""Texts of one batch, of which half repeat the original, or say what another one says."""
BATCHES: Final = 3
"""Batches drawn at most, until there are enough texts that differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """A text to stand in a span's place, with LF line ends."""

    text: str
    confidence: float
    """Geometric mean of the tokens' probabilities, 0-1."""


class Rewriter:
    """Serves "Rewrite sentence". Keeps the last takes, in memory, for editors that ask one by one."""

    def __init__(self, worker: ModelWorker) -> None:
        """Use ``worker`` for text."""
        self._worker = worker
        self._batches = TakeBatches[Rewording](
            too_few="The model found only {count} different here."
        )

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document."""
        self._batches.forget(uri)

    async def take(
        self, number: int, span: SelectedText, *, controls: ControlValues = NOTHING_ASKED
    ) -> Rewording:
        """Return one of several takes, counted from 1, the likeliest first.

        The second request for the same take is served from a new batch.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: there are not so many different takes.
        """
        key = BatchKey.at(span.passage, controls=controls, end_char_offset=span.end_char_offset)
        return await self._batches.take(number, key, partial(self.rewrite, span, controls=controls))

    async def rewrite(
        self, span: SelectedText, *, controls: ControlValues = NOTHING_ASKED
    ) -> list[Rewording]:
        """Say a span in up to ``TAKES`` other ways that differ. Cancelling stops the model.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: nothing fit to show came out of several attempts.
        """
        settings = effective_controls(span.passage, controls).settings
        takes = await draw_different(
            partial(self._draw, span, settings),
            _request(span, settings),
            TAKES,
            most_batches=BATCHES,
        )
        if not takes:
            raise NoUsableTextError(
                "The model found no other words for this.",
                next_step="Try again, or select a little more or less.",
            )
        return takes

    async def _draw(
        self, span: SelectedText, settings: Settings, request: GenerationRequest
    ) -> list[Rewording]:
        """Generate once; return what of it may stand in the span's place."""
        texts = await generate_texts(
            self._worker,
            request,
            is_enough=partial(is_rewording, span=span),
            forbidden=ForbiddenText(
                (*settings.paragraph.banned_phrases, *span.passage.brief.avoid),
                settings.safety.level,
                before=span.before,
                after=span.after,
            ),
        )
        follows = settings.paragraph.follow_marks
        return [
            Rewording(text=text, confidence=each.confidence(len(each.text)))
            for each in texts
            if (text := fit_rewording(each.text, span, follows_marks=follows))
        ]


def _request(span: SelectedText, settings: Settings) -> GenerationRequest:
    paragraph = settings.paragraph
    prompt = plan_prompt(span.passage, span.before, budget_tokens=paragraph.context_tokens)
    # At the first sentence of a text, the sentence itself says the language.
    sample = prompt.text.strip() or span.text
    words = words_for(is_chinese=is_in_chinese(prompt.brief, sample))
    task = words.rewrite.format(context=context_of(span), text=span.text)
    head = head_without_opening(prompt.parts)
    return GenerationRequest(
        prompt="",
        instruction=Instruction(role=words.role, task=f"{head}\n\n{task}" if head else task),
        max_tokens=room_words(span) * TOKENS_PER_WORD,
        sampling=sampling_of(paragraph),
        takes=DRAWN if paragraph.temperature > 0 else 1,
        priority=Priority.PARAGRAPH,
        min_chars=1,
    )
