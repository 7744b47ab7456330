"""Puts a sentence into other words, in several ways. Only for models that follow instructions."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from afterword.engine.interface import GenerationRequest, Instruction, Priority
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import NoUsableTextError
from afterword.prose.fit.foreign_markup import PageMarkup
from afterword.settings import Settings
from afterword.settings.controls import ControlValues
from afterword.writing.effective_controls import NO_CONTROLS, EffectiveControls, effective_controls
from afterword.writing.filters.forbidden_text import ForbiddenText
from afterword.writing.paragraph.backtracking import generate_texts
from afterword.writing.paragraph.continuation_plan import TOKENS_PER_WORD
from afterword.writing.paragraph.diverse_takes import generate_different
from afterword.writing.paragraph.instructed_prompt import head_without_opening, words_for
from afterword.writing.paragraph.take_batches import TAKES, BatchKey, TakeBatches
from afterword.writing.places.selected_text import SelectedText
from afterword.writing.prompt.prompt_plan import is_in_chinese, plan_prompt
from afterword.writing.rewrite.rewording_check import (
    context_of,
    fit_rewording,
    is_rewording,
    max_answer_words,
)

TAKES_IN_BATCH: Final = 6
"""Takes in a batch, of which half repeat the original or another take."""
MOST_BATCHES: Final = 3
"""Batches generated at most, until there are enough takes that differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """A replacement for the selected text, with LF line ends."""

    text: str
    confidence: float
    """Geometric mean of the tokens' probabilities, 0-1."""


class Rewriter:
    """Serves "Rewrite sentence". Keeps the last batch, for editors that request takes one by one."""

    def __init__(self, worker: ModelWorker) -> None:
        """Generate with ``worker``."""
        self._worker = worker
        self._batches = TakeBatches[Rewording](
            too_few="The model found only {count} different here."
        )

    def forget(self, uri: str) -> None:
        """Drop the kept batch of a document."""
        self._batches.forget(uri)

    async def take(
        self, number: int, selected: SelectedText, *, controls: ControlValues = NO_CONTROLS
    ) -> Rewording:
        """Return one of several rewordings, by its number; see ``TakeBatches.take``.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: there are not so many different takes.
        """
        passage, end = selected.passage, selected.end_char_offset
        key = BatchKey.at(passage, controls=controls, end_char_offset=end)
        generate = partial(self.rewrite, selected, controls=controls)
        return await self._batches.take(number, key, generate)

    async def rewrite(
        self, selected: SelectedText, *, controls: ControlValues = NO_CONTROLS
    ) -> list[Rewording]:
        """Return up to ``TAKES`` different rewordings. Cancelling stops the model.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: nothing fit to show came out of several attempts.
        """
        effective = effective_controls(selected.passage, controls)
        takes = await generate_different(
            partial(self._generate, selected, effective.settings),
            _request(selected, effective),
            TAKES,
            most_batches=MOST_BATCHES,
        )
        if not takes:
            raise NoUsableTextError(
                "The model found no other words for this.",
                next_step="Try again, or select a little more or less.",
            )
        return takes

    async def _generate(
        self, selected: SelectedText, settings: Settings, request: GenerationRequest
    ) -> list[Rewording]:
        """Generate once; return the takes that can replace the selected text."""
        texts = await generate_texts(
            self._worker,
            request,
            is_enough=partial(is_rewording, selected=selected),
            forbidden=ForbiddenText(
                (*settings.paragraph.banned_phrases, *selected.passage.brief.avoid),
                settings.safety.level,
                before=selected.before,
                after=selected.after,
                markup=PageMarkup(
                    selected.before,
                    selected.text + selected.after,
                    language_id=selected.passage.language_id,
                ),
            ),
        )
        follows = settings.paragraph.follow_marks
        return [
            Rewording(text=text, confidence=each.confidence(len(each.text)))
            for each in texts
            if (text := fit_rewording(each.text, selected, follows_marks=follows))
        ]


def _request(selected: SelectedText, controls: EffectiveControls) -> GenerationRequest:
    paragraph = controls.settings.paragraph
    prompt = plan_prompt(selected.passage, selected.before, budget_tokens=paragraph.context_tokens)
    # At the first sentence of a text, the sentence itself says the language.
    sample = prompt.text.strip() or selected.text
    words = words_for(is_chinese=is_in_chinese(prompt.brief, sample))
    task = words.rewrite.format(context=context_of(selected), text=selected.text)
    head = head_without_opening(prompt.parts)
    return GenerationRequest(
        prompt="",
        instruction=Instruction(role=words.role, task=f"{head}\n\n{task}" if head else task),
        max_tokens=max_answer_words(selected) * TOKENS_PER_WORD,
        sampling=controls.sampling,
        takes=TAKES_IN_BATCH if paragraph.temperature > 0 else 1,
        priority=Priority.PARAGRAPH,
        min_chars=1,
    )
