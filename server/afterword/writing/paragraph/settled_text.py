"""The part of a growing text that stays whatever is written behind it: its settled sentences.

Pure text: knows nothing of models, and nothing of the guards that look at a text as it grows.
"""

from typing import Final

import regex

from afterword.prose.structure.emphasis import unclosed_emphasis
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.target_length import good_ends

CHARS_TO_BE_SURE: Final = 40
"""Characters behind a doubtful end that decide: behind a quotation they may say who spoke, behind a
number or an initial they may go on with a date or a name."""
_LOOK_BACK_CHARS: Final = 2_000
"""Characters before the place in which emphasis may have been opened."""
_HAS_WORD: Final = regex.compile(r"[\p{L}\p{N}]")
_DOUBTFUL_END: Final = regex.compile(
    r"(?:[\p{Pf}\p{Pe}\"'][*_]*|(?<![\p{L}\p{M}\p{N}])(?:\p{L}\p{M}*|\p{Nd}+)\.)\Z"
)


def settled_end(text: str, plan: ContinuationPlan, *, certain_chars: int) -> int:
    """Return the offset behind the last settled sentence of ``text``; 0 if none is settled.

    A sentence is settled when the next one has begun, no quotation, bracket or emphasis is open behind
    it, and the continuation is no longer than it should be: a text ends at the sentence end that is
    nearest to its target length, so none before the target is ever cut.

    Args:
        text: the generated text so far.
        plan: the plan of the continuation.
        certain_chars: how much of the text can't become forbidden any more.
    """
    place = plan.place
    near, rest = place.before[-_LOOK_BACK_CHARS:], place.after.partition("\n\n")[0]
    for end in reversed(good_ends(text, place.before)):
        if end > certain_chars or count_words(text[:end]) > plan.target_words:
            continue
        if not _HAS_WORD.search(text, end):
            continue
        if _DOUBTFUL_END.search(text, 0, end) and len(text) - end < CHARS_TO_BE_SURE:
            continue
        if not unclosed_emphasis(f"{near}{text[:end]}{rest}", plan.passage.language_id):
            return end
    return 0
