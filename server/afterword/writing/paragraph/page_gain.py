"""How much a page speaks for what goes on from it: its gain, which shows what does not belong to it.

The gain of an opening is the natural log of how much more probable its first words are behind the page
than at the head of any text. What belongs to the page gains from it; a greeting, a headline, a quiz or a
footer does not, in any language (mutual information as an objective: Li et al. 2016).
"""

import logging
from typing import Final

from afterword.engine.interface import GenerationRequest, Priority
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import EngineError
from afterword.prose.structure.sentences import ends_sentence
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.generated_text import GeneratedText
from afterword.writing.results import Continuation
from afterword.writing.task import Task

logger = logging.getLogger(__name__)

OPENING_TOKENS: Final = 4
"""Tokens of an opening that are compared: the first words show what kind of text begins, and later ones
gain from these."""
LEAST_GAIN: Final = 1.0
"""Gain (natural log) below which an opening does not belong to the page. Of 184 openings sampled behind
stories and essays one has less; of 30 greetings, headlines, quizzes and footers 26."""
LEAST_PAGE_WORDS: Final = 12
"""Words on the page, at least: from fewer nothing can gain much."""
_PAGE_CHARS: Final = 2_000
"""Characters before the place in which these words are counted."""


def has_gain(plan: ContinuationPlan) -> bool:
    """Return whether gains are measured: where a sentence begins, behind enough text."""
    near = plan.prompt.text[-_PAGE_CHARS:]
    return (
        plan.task in {Task.CONTINUE, Task.NEXT}
        and ends_sentence(near)
        and count_words(near) >= LEAST_PAGE_WORDS
    )


async def page_gain(worker: ModelWorker, generated: GeneratedText) -> float | None:
    """Return the gain; None if the model failed: the take is there all the same."""
    opening, behind_page = generated.opening(OPENING_TOKENS)
    if not opening.strip():
        return 0.0
    scoring = GenerationRequest(
        prompt="", scored_text=opening.strip(), max_tokens=0, priority=Priority.PARAGRAPH
    )
    generation = None
    try:
        generation = worker.generate(scoring)
        by_itself = sum([piece.log_probability async for piece in generation.pieces()])
    except EngineError as error:
        logger.warning("a take is not compared with its page: %s", error)
        return None
    finally:
        if generation is not None:
            generation.cancel()
    return behind_page - by_itself


def is_off_page(take: Continuation) -> bool:
    """Return whether a take does not belong to the page, as far as its gain says."""
    return take.page_gain is not None and take.page_gain < LEAST_GAIN
