"""Right context: whether a suggestion fits the text to the right of the cursor.

Decided from the text alone, without a model.
"""

from typing import Final

import regex

from afterword.prose.characters.character_classes import is_spaceless, is_word_char
from afterword.prose.fit.overlap import cut_overlap
from afterword.prose.structure.paired_marks import (
    is_closed_in,
    opened_by,
    opens_here,
    unopened_close,
)
from afterword.prose.structure.sentences import ends_sentence
from afterword.prose.words.typed_word import doubles_word

_ATTACHED_MARK: Final = regex.compile(r"[,;:.!?%)\]}،؛؟۔।॥、，。；：！？…\p{Pe}\p{Pf}]|['’]\p{L}")
_MARK: Final = regex.compile(r"[,;:.!?،؛؟۔।॥、，。；：！？…]")
_ENDS_WITH_MARK: Final = regex.compile(r"[,;:!?،؛؟۔।॥、，。；：！？…—–-]\Z")
_QUOTED_END: Final = regex.compile(r"[!?…,！？，][”’\"'»«“」』]+\s*\Z")
"""A quotation that a tag may follow: ``“Stop!” she said``."""
_CLOSERS: Final = regex.compile(r"[”’\"'»«“」』]+")
_FIRST_LETTER: Final = regex.compile(r"[\s\p{P}\p{S}]*(\p{L})")
_JOINING_END: Final = regex.compile(r"(?:\w[-‐‑]|[\p{Ps}¿¡])\Z")
_WINDOW_CHARS: Final = 2_000
"""Characters before the cursor that are looked at."""


def fits_right_context(before: str, text: str, after: str) -> bool:
    """Tell whether ``text`` fits between ``before`` and ``after``, as far as the rules here know.

    Only the rest of the cursor's line counts; where that is blank, everything fits. Spaces are
    taken as they are: call ``fit_spacing`` first.
    """
    right = after.partition("\n")[0]
    if not right.strip():
        return True
    near = before[-_WINDOW_CHARS:]
    return not (
        _misplaces_space(near, text, right)
        or _repeats_right(text, right)
        or _breaks_sentence(near, text, right)
        or _unbalances(near, text, right)
    )


def _misplaces_space(before: str, text: str, right: str) -> bool:
    """Tell whether a space between ``text`` and ``right`` is missing or superfluous."""
    last, first = text[-1:], right[0]
    if last.isspace():
        return first.isspace() or _ATTACHED_MARK.match(right) is not None
    if _JOINING_END.search(text) or opens_here(before + text):
        return first.isspace() or _MARK.match(first) is not None
    is_letter_after_letter = is_word_char(last) and is_word_char(first)
    return is_letter_after_letter and not (is_spaceless(last) or is_spaceless(first))


def _repeats_right(text: str, right: str) -> bool:
    """Tell whether ``right`` repeats the end of ``text``, or puts a second mark after its mark."""
    if doubles_word(text, right) or cut_overlap(text, right) != text:
        return True
    return bool(_ENDS_WITH_MARK.search(text) and _MARK.match(right.lstrip()))


def _breaks_sentence(before: str, text: str, right: str) -> bool:
    """Tell whether ``text`` ends a sentence that ``right`` goes on with."""
    if not ends_sentence(before + text):
        return False
    first = _FIRST_LETTER.match(right)
    if _MARK.match(right.lstrip()):
        return True
    if not first or first[1].isupper() or _QUOTED_END.search(text + _closers_at_start(right)):
        return False
    # Letters without case leave it open; then the text on both sides of the cursor was one sentence.
    return first[1].islower() or not (ends_sentence(before) or not before.strip())


def _closers_at_start(right: str) -> str:
    found = _CLOSERS.match(right)
    return found.group() if found else ""


def _unbalances(before: str, text: str, right: str) -> bool:
    """Tell whether ``text`` closes what ``right`` closes, or opens what ``right`` leaves open."""
    if unopened_close(before + text, right) is not None:
        return unopened_close(before, right) is None
    return not all(is_closed_in(mark, right) for mark in opened_by(before, text))
