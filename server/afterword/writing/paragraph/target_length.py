"""The target length of a continuation: the usual length of the paragraphs before it.

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
"""Paragraphs before the cursor that are measured: the rhythm of this scene, not of the book."""
FEWEST_PARAGRAPHS: Final = 3
"""Paragraphs needed to speak of a usual length."""
LOOK_BACK_CHARS: Final = 20_000
"""Characters before the cursor in which those paragraphs are looked for."""
LEAST_WORDS: Final = 20
"""Words in a target at least, as after short turns of dialogue."""
LONG_ENOUGH_DIVISOR: Final = 3
"""Divisor of the usual length: a paragraph that is long enough already gets a third more."""
NEAR_SHARE: Final = 0.75
"""Share of the target words from which on a sentence end is near enough to stop at."""
_BORDER_CHARS: Final = 2000
"""Characters before a continuation in which a quotation may have been opened."""


def words_to_write(before: str, *, max_words: int) -> int:
    """Return the target in words: what the paragraph lacks of the usual length; at least 1."""
    window = before[-LOOK_BACK_CHARS:]
    start, _ = paragraph_around(window, len(window))
    paragraphs = islice(_paragraphs_before(window, start), PARAGRAPHS)
    lengths = [count_words(paragraph) for paragraph in paragraphs]
    if len(lengths) < FEWEST_PARAGRAPHS:
        return max_words
    usual = round(median(lengths))
    lacking = usual - count_words(window[start:])
    return min(max_words, max(lacking, usual // LONG_ENOUGH_DIVISOR, LEAST_WORDS))


def is_long_enough(text: str, *, before: str, target_words: int, max_words: int) -> bool:
    """Return whether a text has a good place to end, so that no more is needed."""
    words = count_words(text)
    if words < target_words:
        return False
    ends = good_ends(text, before)
    is_near = any(count_words(text[:end]) >= NEAR_SHARE * target_words for end in ends)
    return is_near or (bool(ends) and words > max_words)


def end_near(text: str, *, before: str, target_words: int, max_words: int) -> int:
    """Return the offset of the sentence end nearest to the target; the text's end if it has none."""
    ends = good_ends(text, before)
    if not ends:
        return len(text)
    lengths = {end: count_words(text[:end]) for end in ends}
    fitting = [end for end in ends if lengths[end] <= max_words] or ends[:1]
    return min(fitting, key=lambda end: (abs(lengths[end] - target_words), -end))


def good_ends(text: str, before: str) -> list[int]:
    """Return the sentence ends of ``text`` that leave no quote or bracket open."""
    near = before[-_BORDER_CHARS:]
    ends = sentence_ends(text, before=near)
    were_open = len(open_pairs(near))
    return [end for end in ends if len(open_pairs(near + text[:end])) <= were_open]


def _paragraphs_before(window: str, start: int) -> Iterator[str]:
    """Yield the paragraphs before ``start`` that end with a sentence, the last one first."""
    for _ in range(2 * PARAGRAPHS):
        end = len(window[:start].rstrip())
        if not end:
            return
        start, end = paragraph_around(window, end)
        if ends_sentence(window[start:end]):
            yield window[start:end]
