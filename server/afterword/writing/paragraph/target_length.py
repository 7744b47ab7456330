"""How long a continuation is to be: as long as the paragraphs before it are, to a sentence end.

Pure text. Lengths are in words, as ``prose.words`` counts them.
"""

from collections.abc import Iterator
from itertools import islice
from statistics import median
from typing import Final

from afterword.prose.structure.paired_marks import open_pairs
from afterword.prose.structure.paragraphs import paragraph_around
from afterword.prose.structure.sentences import ends_sentence, sentence_ends
from afterword.prose.words.word_boundaries import count_words

PARAGRAPHS: Final = 12
"""How many are looked at: the rhythm of this scene, not of the book."""
FEWEST_PARAGRAPHS: Final = 3
"""Fewer have no rhythm."""
LOOK_BACK_CHARS: Final = 20_000
LEAST_WORDS: Final = 20
"""Between short turns of dialogue, and where the paragraph is long enough already."""
LEAST_SHARE: Final = 3
"""Where the paragraph is long enough already, a third of another one is written."""
NEAR: Final = 0.75
"""A sentence end at this share of the words aimed at is near enough to stop there."""
_BORDER_CHARS: Final = 2000


def words_to_write(before: str, *, max_words: int) -> int:
    """Return how many words to aim at: what the paragraph lacks of the usual length; at least 1."""
    window = before[-LOOK_BACK_CHARS:]
    start, _ = paragraph_around(window, len(window))
    paragraphs = islice(_paragraphs_before(window, start), PARAGRAPHS)
    lengths = [count_words(paragraph) for paragraph in paragraphs]
    if len(lengths) < FEWEST_PARAGRAPHS:
        return max_words
    usual = round(median(lengths))
    lacking = usual - count_words(window[start:])
    return min(max_words, max(lacking, usual // LEAST_SHARE, LEAST_WORDS))


def is_long_enough(text: str, *, before: str, aim_words: int, max_words: int) -> bool:
    """Tell whether a good place to end has been written, so that no more is needed."""
    words = count_words(text)
    if words < aim_words:
        return False
    ends = _good_ends(text, before)
    is_near = any(count_words(text[:end]) >= NEAR * aim_words for end in ends)
    return is_near or (bool(ends) and words > max_words)


def end_near(text: str, *, before: str, aim_words: int, max_words: int) -> int:
    """Return the offset of the sentence end nearest to the aim; the text's end if it has none."""
    ends = _good_ends(text, before)
    if not ends:
        return len(text)
    lengths = {end: count_words(text[:end]) for end in ends}
    fitting = [end for end in ends if lengths[end] <= max_words] or ends[:1]
    return min(fitting, key=lambda end: (abs(lengths[end] - aim_words), -end))


def _good_ends(text: str, before: str) -> list[int]:
    """Return the sentence ends of ``text`` that leave no quote or bracket open."""
    near = before[-_BORDER_CHARS:]
    ends = sentence_ends(text, before=near)
    were_open = len(open_pairs(near))
    return [end for end in ends if len(open_pairs(near + text[:end])) <= were_open]


def _paragraphs_before(window: str, start: int) -> Iterator[str]:
    """Yield the paragraphs before ``start`` that hold whole sentences, the last one first."""
    for _ in range(2 * PARAGRAPHS):
        end = len(window[:start].rstrip())
        if not end:
            return
        start, end = paragraph_around(window, end)
        if ends_sentence(window[start:end]):
            yield window[start:end]
