# pyright: basic
"""How well the model predicts the text itself: bits a byte and bits a character."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from afterword.engine.instructions.instructed_engine import InstructedEngine
from afterword.engine.interface import Engine
from afterword.prose.characters.graphemes import count_graphemes
from afterword.study.evaluating.measures.bootstrap import estimate
from afterword.study.evaluating.samples.documents import Writing
from afterword.study.evaluating.samples.typed_stretches import Stretch, choose_stretches

CONTEXT_CHARS: Final = 1500
"""What stands before; more of it changes little (by 2 % up to 6,000)."""
_CHARS_PER_PASSAGE: Final = 120
"""Tokens in one forward, as when serving."""

Score = Callable[[str, str], Sequence[float]]
"""From a context and the text behind it to the natural log probability of each of its tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """How well one passage was predicted."""

    document: str
    language: str
    bits: float
    size_bytes: int
    characters: int
    """As a reader counts them."""


def predict_passage(score: Score, stretch: Stretch) -> Predicted:
    """Measure one passage behind what stands before it in its document."""
    text, document = stretch.text, stretch.writing.document.text
    before = document[max(0, stretch.start - CONTEXT_CHARS) : stretch.start]
    # The space belongs to the first word's token; without it the model would be surprised.
    head = before.rstrip(" ")
    text = before[len(head) :] + text
    nats = -sum(score(head, text))
    return Predicted(
        document=stretch.writing.key,
        language=stretch.writing.language,
        bits=nats / math.log(2),
        size_bytes=len(text.encode()),
        characters=count_graphemes(text),
    )


def choose_passages(writings: Sequence[Writing], *, count: int, seed: int) -> list[Stretch]:
    """Choose passages to predict."""
    total_chars = count * _CHARS_PER_PASSAGE
    return choose_stretches(writings, total_chars=total_chars, seed=seed)[:count]


def describe_predicted(predicted: Sequence[Predicted]) -> dict[str, Any]:
    """Return bits a byte and a character by language and in all, with intervals."""
    languages = sorted({each.language for each in predicted})
    groups = {code: [each for each in predicted if each.language == code] for code in languages}
    return {name: _figures(group) for name, group in (groups | {"all": list(predicted)}).items()}


def _figures(predicted: Sequence[Predicted]) -> dict[str, Any]:
    def document(each: Predicted) -> str:
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
        TypeError: it is another kind of engine than the one for models on this machine.
    """
    from afterword.engine.decoding.local_engine import LocalEngine

    if isinstance(engine, InstructedEngine):
        engine = engine.plain
    if not isinstance(engine, LocalEngine):
        raise TypeError(f"{type(engine).__name__} can't tell the probability of a text")
    return engine.score
