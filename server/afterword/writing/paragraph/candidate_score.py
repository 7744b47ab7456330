"""The score by which sentences and whole takes are compared: what a reader would sooner keep.

It was fitted to how probable a model with five times as many weights finds the sentences of the default
one. What did not help is not in it; see decision 61.
"""

import math
from typing import Final

from afterword.prose.fit.loops import repeated_pairs
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.results import Continuation

WORD_WEIGHT: Final = 0.03
"""What each word adds to the mean log probability of a token: short sentences are as probable as long
ones, and say less."""
MOST_WORDS: Final = 16
"""Words that are counted at most: an ordinary sentence."""
REPEATED_WEIGHT: Final = 6.0
"""What is taken off for repeated pairs of words or characters, as a share of all: what goes in circles is
probable, in Chinese above all."""
_LEAST_CONFIDENCE: Final = 1e-6
"""The confidence that stands for zero, whose logarithm there is not."""


def candidate_score(text: str, confidence: float, *, before: str = "") -> float:
    """Return the score of a sentence, or of a take; more is better.

    Args:
        text: the text.
        confidence: the geometric mean of its tokens' probabilities, 0-1.
        before: the sentences before it that were written with it.
    """
    words = min(count_words(text), MOST_WORDS)
    probability = math.log(max(confidence, _LEAST_CONFIDENCE))
    return probability + WORD_WEIGHT * words - REPEATED_WEIGHT * repeated_pairs(before + text)


def take_score(take: Continuation) -> float:
    """Return the score of a whole take, or of a first sentence."""
    return candidate_score(take.text, take.confidence)
