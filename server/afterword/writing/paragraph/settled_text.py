"""The first sentence of a growing text that stays whatever is written behind it.

Pure text: knows nothing of models, and nothing of the guards that look at a text as it grows.
"""

from typing import Final

import regex

from afterword.prose.structure.emphasis import unclosed_emphasis
from afterword.writing.paragraph.target_length import good_ends

CHARS_TO_BE_SURE: Final = 40
"""Characters behind a doubtful end that decide: behind a quotation they may say who spoke, behind a
number or an initial they may go on with a date or a name."""
LOOK_BACK_CHARS: Final = 2_000
"""Characters before a text in which a quotation or emphasis may have been opened, and behind it in which
that may be closed."""
_HAS_WORD: Final = regex.compile(r"[\p{L}\p{N}]")
_DOUBTFUL_END: Final = regex.compile(
    r"(?:[\p{Pf}\p{Pe}\"'][*_]*|(?<![\p{L}\p{M}\p{N}])(?:\p{L}\p{M}*|\p{Nd}+)\.)\Z"
)


def settled_end(
    text: str, *, before: str, after: str, language_id: str, certain_chars: int, is_over: bool
) -> int:
    """Return the offset behind the first sentence of ``text`` if it is settled; else 0.

    It is settled when the next one has begun, or the text is over, and no quotation, bracket or
    emphasis is open behind it.

    Args:
        text: what was generated behind the sentence before.
        before: the text before it; its last ``LOOK_BACK_CHARS`` are enough.
        after: the text after the place.
        language_id: the LSP language id of the document, which says what emphasises.
        certain_chars: how much of the text can't become forbidden any more.
        is_over: whether nothing will follow; then what is left of the text is a sentence too.
    """
    near, rest = before[-LOOK_BACK_CHARS:], after[:LOOK_BACK_CHARS].partition("\n\n")[0]
    for end in good_ends(text, before):
        is_followed = end <= certain_chars and _HAS_WORD.search(text, end) is not None
        is_doubtful = _DOUBTFUL_END.search(text, 0, end) and len(text) - end < CHARS_TO_BE_SURE
        if not is_over and (not is_followed or is_doubtful):
            return 0
        if is_followed and is_doubtful:
            continue
        if not unclosed_emphasis(f"{near}{text[:end]}{rest}", language_id):
            return end
    return len(text) if is_over and _HAS_WORD.search(text) else 0
