"""Verbatim recall: how often the model continues a text word for word, which it then knows by heart.

A text that stands in the model's training data is predicted far better than the writer's own will be,
and so is what is measured on it (Carlini et al. 2023).
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.prose.words.word_boundaries import count_words, cut_to_words
from afterword.study.evaluating.runs.policy_runs import OnProgress
from afterword.study.evaluating.samples.cursor_samples import (
    CursorSample,
    PlaceKind,
    choose_places_of_kind,
)
from afterword.study.evaluating.samples.writings import Writing

RECALLED_WORDS: Final = 8
"""Words that must be the same, or 16 characters of a script without spaces. So many in a row are
hardly ever the same by chance."""
RECALL_PLACES: Final = 100
"""Places of the texts that are tried."""
KNOWN_SHARE: Final = 0.02
"""Share of places from which on the texts count as known: of texts newer than the model, none of a
hundred are recalled."""
_CONTEXT_CHARS: Final = 1_000
"""Characters before a place that the model reads."""
_TOKENS_PER_WORD: Final = 3
"""Tokens for each word, or pair of characters."""


async def measure_recall(
    worker: ModelWorker,
    writings: Sequence[Writing],
    *,
    count: int,
    seed: int,
    on_progress: OnProgress,
) -> dict[str, Any]:
    """Return by language how many places were tried, and how many of them were recalled.

    Args:
        worker: continues greedily; its model is ready.
        writings: the texts.
        count: the number of places.
        seed: the same seed gives the same places.
        on_progress: called with the progress.

    Raises:
        EngineError: the model failed.
    """
    kinds = (PlaceKind.WORD_START, PlaceKind.CHARACTER)
    by_kind = {kind: _writings_of(writings, kind) for kind in kinds}
    total_bytes = sum(each.size_bytes for each in writings) or 1
    places = [
        place
        for kind, of_kind in by_kind.items()
        for place in choose_places_of_kind(
            of_kind,
            kind,
            count=round(count * sum(each.size_bytes for each in of_kind) / total_bytes),
            seed=seed,
        )
        if count_words(place.rest_of_paragraph) > RECALLED_WORDS
    ]
    tried, recalled = Counter[str](), Counter[str]()
    for index, place in enumerate(places):
        on_progress("trying whether the texts are known", index, len(places))
        tried[place.writing.language] += 1
        recalled[place.writing.language] += await _is_recalled(worker, place)
    return {
        language: {"places": places, "recalled": recalled[language]}
        for language, places in sorted(tried.items())
    }


def known_languages(recall: dict[str, Any]) -> list[str]:
    """Return the languages whose texts the model knows by heart."""
    return [
        language
        for language, each in recall.items()
        if each["recalled"] >= max(1, KNOWN_SHARE * each["places"])
    ]


def _writings_of(writings: Sequence[Writing], kind: PlaceKind) -> list[Writing]:
    by_character = kind is PlaceKind.CHARACTER
    return [each for each in writings if each.is_spaceless_language == by_character]


async def _is_recalled(worker: ModelWorker, place: CursorSample) -> bool:
    before = place.writing.document.text[: place.char_offset][-_CONTEXT_CHARS:]
    prompt = before.rstrip(" ")
    request = GenerationRequest(
        prompt=prompt,
        forced_prefix=before[len(prompt) :][:1],
        max_tokens=RECALLED_WORDS * _TOKENS_PER_WORD,
        stop=("\n",),
    )
    text = ""
    async for piece in worker.generate(request).pieces():
        text += piece.text
    written = cut_to_words(place.rest_of_paragraph.strip(), RECALLED_WORDS)
    return text.lstrip().startswith(written)
