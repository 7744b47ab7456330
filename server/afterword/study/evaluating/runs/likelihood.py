# pyright: basic
"""The likelihood of the texts under the model, in bits per byte and bits per character."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from afterword.engine.instructions.instructed_engine import InstructedEngine
from afterword.engine.interface import Engine
from afterword.prose.characters.graphemes import count_graphemes
from afterword.study.evaluating.measures.bootstrap import estimate, grouped
from afterword.study.evaluating.samples.typed_stretches import Stretch, choose_stretches
from afterword.study.evaluating.samples.writings import Writing

CONTEXT_CHARS: Final = 1500
"""The number of characters before a passage that the model reads; 6,000 change the result by 2 %."""
_CHARS_PER_PASSAGE: Final = 120
"""The mean number of characters of a passage."""

Score = Callable[[str, str], Sequence[float]]
"""A function from a context and the text after it to the natural log probability of each token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageLikelihood:
    """The likelihood of one passage."""

    document: str
    language: str
    bits: float
    size_bytes: int
    characters: int
    """The number of characters as a reader counts them (graphemes)."""


def predict_passage(score: Score, stretch: Stretch) -> PassageLikelihood:
    """Measure the likelihood of one passage after the text before it in its document."""
    text, document = stretch.text, stretch.writing.document.text
    before = document[max(0, stretch.start - CONTEXT_CHARS) : stretch.start]
    # The space belongs to the first word's token; without it that token would be unlikely.
    head = before.rstrip(" ")
    text = before[len(head) :] + text
    nats = -sum(score(head, text))
    return PassageLikelihood(
        document=stretch.writing.key,
        language=stretch.writing.language,
        bits=nats / math.log(2),
        size_bytes=len(text.encode()),
        characters=count_graphemes(text),
    )


def choose_passages(writings: Sequence[Writing], *, count: int, seed: int) -> list[Stretch]:
    """Choose the passages whose likelihood is measured."""
    total_chars = count * _CHARS_PER_PASSAGE
    return choose_stretches(writings, total_chars=total_chars, seed=seed)[:count]


def describe_predicted(predicted: Sequence[PassageLikelihood]) -> dict[str, Any]:
    """Return bits per byte and per character with their intervals, by language, and for all."""
    groups = grouped(predicted, lambda each: each.language) | {"all": list(predicted)}
    return {name: _figures(group) for name, group in groups.items()}


def _figures(predicted: Sequence[PassageLikelihood]) -> dict[str, Any]:
    def document(each: PassageLikelihood) -> str:
        return each.document

    per_byte = estimate(predicted, lambda each: (each.bits, each.size_bytes), cluster=document)
    per_character = estimate(predicted, lambda each: (each.bits, each.characters), cluster=document)
    return {
        "bits_per_byte": per_byte.describe(),
        "bits_per_character": per_character.describe(),
    }


def local_scorer(engine: Engine) -> Score:
    """Return a function that scores text with an engine's model, while nothing else uses it.

    Raises:
        TypeError: the engine is not a ``LocalEngine``.
    """
    from afterword.engine.decoding.local_engine import LocalEngine

    if isinstance(engine, InstructedEngine):
        engine = engine.plain
    if not isinstance(engine, LocalEngine):
        raise TypeError(f"{type(engine).__name__} can't score a text")
    return engine.score
