"""The score by which sentences and whole takes are compared: what a reader would sooner keep.

It was fitted to how probable a model with five times as many weights finds the sentences of the default
one. What did not help is not in it; see decision 56.
"""

import math
from typing import Final

from afterword.prose.words.word_boundaries import count_words
from afterword.writing.results import Continuation

GAIN_WEIGHT: Final = 0.05
"""Weight of the gain of the first words over the page (``page_gain``), beside the mean log probability of
a token. Probability alone prefers what could stand anywhere."""
WORD_WEIGHT: Final = 0.03
"""What each word adds: short sentences are as probable as long ones, and say less."""
MOST_WORDS: Final = 16
"""Words that are counted at most: an ordinary sentence."""


def candidate_score(text: str, *, confidence: float, page_gain: float | None) -> float:
    """Return the score; more is better.

    Args:
        text: the sentence, or the take.
        confidence: the geometric mean of its tokens' probabilities, 0-1.
        page_gain: the gain of its first words over the page; None if it was not measured.
    """
    score = math.log(max(confidence, 1e-6)) + GAIN_WEIGHT * (page_gain or 0.0)
    return score + WORD_WEIGHT * min(count_words(text), MOST_WORDS)


def take_score(take: Continuation) -> float:
    """Return the score of a whole take, or of a first sentence."""
    return candidate_score(take.text, confidence=take.confidence, page_gain=take.page_gain)
