"""Left context: whether a suggestion may begin right after the text before the cursor."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import is_cjk, is_cjk_punctuation
from afterword.prose.fit.spacing import has_french_spacing
from afterword.prose.structure.paired_marks import opens_here
from afterword.prose.words.typed_word import breaks_into_name, doubles_word, extends_number

_ATTACHED_MARK: Final = regex.compile(
    r"\s*(?:[,;:!?%)\]}،؛؟۔।॥、，。；：！？\p{Pe}\p{Pf}]|\.(?!\.))(?!(?<=[’'])\p{L})"
)
"""Marks that attach to the word on their left. After a space that is typed already they are wrong."""

_CLAUSE_MARKS: Final = ",;:،؛、，；："
_SECOND_MARK: Final = regex.compile(rf"\s*[{_CLAUSE_MARKS}.!?؟۔।…。！？](?!\.)")
_FIRST_LETTER: Final = regex.compile(r"[\p{P}\p{S}]*(\p{L}[\p{L}\p{M}\p{N}]*)")
_EMOJI_PART: Final = regex.compile(r"[\p{M}\u200d\p{Emoji_Modifier}]")
_EMOJI_END: Final = regex.compile(
    r"[\p{Extended_Pictographic}\p{Regional_Indicator}\ufe0f\u200d]\Z"
)
_SEARCHED_CHARS: Final = 8_000
"""Characters before the cursor in which a name in Latin letters is searched for."""


def fits_left_context(before: str, text: str) -> bool:
    """Tell whether ``text`` may stand right after ``before``; its meaning is not looked at.

    It may not if it begins with a mark that belongs to the left of the space before it, repeats
    the mark or the word before the cursor, adds digits to a number, puts a new name after a partly typed
    one, changes an emoji, or is in Latin letters right after Chinese or Japanese ones.
    """
    if extends_number(before, text) or breaks_into_name(before, text):
        return False
    if doubles_word(before, text) or _repeats_mark(before, text):
        return False
    if (
        before[-1:].isspace()
        and _ATTACHED_MARK.match(text)
        and not _opens_or_is_spaced(before, text)
    ):
        return False
    if _EMOJI_END.search(before[-1:]) and _EMOJI_PART.match(text):
        return False
    return not _switches_to_latin(before, text)


def _opens_or_is_spaced(before: str, text: str) -> bool:
    """Tell whether the mark opens a pair (German ``»Ja«``) or takes a space before it (French)."""
    first = text.lstrip()[:1]
    return opens_here(before + first) or (first in "!?;:»" and has_french_spacing(before))


def _repeats_mark(before: str, text: str) -> bool:
    """Tell whether a comma, colon or semicolon at the end of ``before`` is followed by a mark."""
    return before.rstrip()[-1:] in tuple(_CLAUSE_MARKS) and _SECOND_MARK.match(text) is not None


def _switches_to_latin(before: str, text: str) -> bool:
    """Tell whether letters of a script with case begin right after Chinese or Japanese ones.

    A name that the document contains already is allowed.
    """
    if not (is_cjk(before[-1:]) or is_cjk_punctuation(before[-1:])):
        return False
    found = _FIRST_LETTER.match(text.lstrip())
    if not found or is_cjk(found[1][0]) or found[1][0].lower() == found[1][0].upper():
        return False
    return found[1] not in before[-_SEARCHED_CHARS:]
