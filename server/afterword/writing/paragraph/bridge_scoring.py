"""Scores bridges by how probable they make the text that follows, and prompts for them with it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from afterword.brief.head.title_page import ENGLISH, RULE
from afterword.engine.interface import GenerationRequest, Priority
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.prose.characters.language_detection import detect_language
from afterword.prose.fit.shared_ngrams import share_ngram
from afterword.prose.structure.hard_wraps import unwrap
from afterword.prose.words.word_boundaries import cut_to_words
from afterword.writing.places.insertion_point import InsertionPoint
from afterword.writing.prompt.text_within_budget import cut_to_budget
from afterword.writing.results import Continuation

AHEAD_WORDS: Final = 40
"""Words of what follows that are read and scored: later ones depend on these more than on the bridge."""
CHARS_A_WORD: Final = 20
"""Characters in a word at most, which bounds the text that is searched for words."""
SCORED_BEHIND_TOKENS: Final = 400
"""Tokens before a bridge with which it is scored; earlier text says little about its end."""


def with_synopsis_of_what_follows(
    request: GenerationRequest, place: InsertionPoint
) -> GenerationRequest:
    """Return the request with what follows as a synopsis at its head, as on a title page.

    Not in Chinese: there the default model copies it, or runs in circles around it.
    """
    ahead = " ".join(_ahead(place).split())
    if detect_language(ahead) == "zh":
        return request
    synopsis = f"{ENGLISH.labels['synopsis']}{ENGLISH.colon}{ahead}\n\n"
    if request.instruction is not None:
        instruction = replace(request.instruction, task=synopsis + request.instruction.task)
        return replace(request, instruction=instruction)
    head = f"{synopsis}{RULE}\n\n"
    return replace(request, prompt=head + request.prompt)


def anticipates(take: Continuation, place: InsertionPoint) -> bool:
    """Return whether a bridge already says what follows it."""
    return share_ngram(take.text, _ahead(place))


async def most_probable_bridge(
    worker: ModelWorker,
    request: GenerationRequest,
    place: InsertionPoint,
    takes: Sequence[Continuation],
) -> Continuation:
    """Return the take after which the text that follows is most probable.

    Args:
        worker: scores the text.
        request: one for this place, without the synopsis of what follows.
        place: where the takes go in.
        takes: at least one.

    Raises:
        EngineError: the model failed.
    """
    near = cut_to_budget(request.prompt, budget_tokens=SCORED_BEHIND_TOKENS) + request.forced_prefix
    scores = [await _log_probability_ahead(worker, near, place, take) for take in takes]
    return takes[scores.index(max(scores))]


async def _log_probability_ahead(
    worker: ModelWorker, near: str, place: InsertionPoint, take: Continuation
) -> float:
    """Return the natural log of the probability of what follows one take."""
    written = take.text.removeprefix(place.lead).removesuffix(place.trail)
    gap = place.trail + place.after[: len(place.after) - len(place.after.lstrip())]
    scoring = GenerationRequest(
        prompt=f"{near}{unwrap(written)}{gap}".rstrip(" \t"),
        scored_text=_ahead(place),
        max_tokens=0,
        priority=Priority.PARAGRAPH,
    )
    generation = worker.generate(scoring)
    try:
        return sum([piece.log_probability async for piece in generation.pieces()])
    finally:
        generation.cancel()


def _ahead(place: InsertionPoint) -> str:
    """Return the first words of the paragraph that follows, without its hard line breaks."""
    below = place.after.lstrip().partition("\n\n")[0]
    return cut_to_words(unwrap(below[: AHEAD_WORDS * CHARS_A_WORD]), AHEAD_WORDS)
