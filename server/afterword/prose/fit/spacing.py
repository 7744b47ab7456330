"""Spacing: the spaces between a suggestion and the text before and after the cursor."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import (
    CJK_CLASS,
    CJK_PUNCTUATION_CLASS,
    SPACED_CLASS,
    SPACELESS_CLASS,
    is_cjk,
    is_cjk_punctuation,
    is_spaceless,
    is_word_char,
)
from afterword.prose.characters.language_detection import detect_language
from afterword.prose.structure.paired_marks import is_closed_in, open_pairs, opens_here

_WINDOW_CHARS: Final = 2_000
"""Characters before the cursor that are looked at."""
_NO_SPACE_BEFORE: Final = regex.compile(r"[,)\]}،؛]|\.(?![.\p{Nd}])")
_SPACED_IN_FRENCH: Final = regex.compile(r"[!?;:»]")
_FRENCH_SPACING: Final = regex.compile(
    r"\p{L}[ \u00a0\u202f][!?;:»](?:\s|\Z)|(?<![^\s(])«[ \u00a0\u202f]\p{L}"
)
_FINISHED: Final = regex.compile(r"[.,;:!?…)\]}”“»«،؛؟۔।*_\"]\Z")
_KOREAN_PARTICLE: Final = regex.compile(r"[)\]}”’»*_\"]\p{Hangul}")
"""Hangul behind a closing mark, to which a particle is attached: ``"가자"라고``."""
_INITIAL: Final = regex.compile(r"(?<![\p{L}\p{M}])\p{L}\.\Z")
_ADDRESS_TAIL: Final = regex.compile(r"\S*(?:://|@|\\)\S*\Z")
_CONTRACTION: Final = regex.compile(r"['’]\p{L}{1,2}\b")
_OPENING: Final = regex.compile(r"[\p{Ps}\p{Pi}¿¡]|[\"'*_]+(?=\w)")
_SHARED_MARKS: Final = "“”‘’…—"
_ASCII_MARKS: Final = regex.compile(r"[,.:;?!)\]\"'*_~“”‘’…—-]*[,.:;?!)\]\"'*_~][”’…—]*\Z")
"""Marks of Latin text at the end of a text, which Chinese is typed with too."""
_FIRST_LETTER: Final = regex.compile(r"[^\w\n]{0,4}\p{Nd}{0,8}(\w)")
"""The first letter after marks and a number: in ``3个人``, the number is part of the Chinese."""
_MARK_AND_SPACE: Final = regex.compile(rf"(?V1)\w[,.:;?!)\"*]+([ ]?){CJK_CLASS}")
_SPACE_AFTER_MARK: Final = regex.compile(
    rf"(?V1)(?<=[,.:;?!)\"*”’…{CJK_PUNCTUATION_CLASS}])[ ]+(?={CJK_CLASS})"
)
_SPACELESS_LETTER: Final = regex.compile(rf"(?V1){SPACELESS_CLASS}")
_SPACED_WORD: Final = regex.compile(rf"(?V1)[{SPACED_CLASS}&&\p{{L}}]+")
_PARAGRAPH_CHARS: Final = 200
"""Characters before the cursor by which the script of the text is judged."""
_PARAGRAPH_CHARS_AHEAD: Final = 20
"""The same after it."""
_SPACELESS_LETTERS_A_WORD: Final = 2
"""Characters of Chinese or Thai that say as much as a word of a script with spaces."""
_INCISE: Final = regex.compile(r"(?:\A|\s)[—–―]([ \u00a0]?)[\p{L}¿¡]")
_OPENING_DASH: Final = regex.compile(r"(?:\A|\s)[—–―]\Z")
_PLAIN_GAP: Final = regex.compile(r"(?<![^\s(])« \p{L}")
_BINDING: Final = regex.compile(r"[-‐‑—–/'’\p{Ps}¿¡@#]\Z")


def fit_spacing(before: str, text: str, after: str) -> str:
    """Return ``text`` with the spaces that it needs between ``before`` and ``after``.

    A letter right after a letter is the rest of a word (token healing makes such texts), so no
    space is added there. Between Chinese or Japanese characters, and before closing punctuation,
    there is no space. A space at the end stays only where the text after the cursor on the same
    line needs it. If ``text`` is only white space, the result is empty.
    """
    if not text.strip():
        return ""
    near = before[-_WINDOW_CHARS:]
    is_new_line = not near or near.endswith("\n")  # where a tab may indent the paragraph
    body = text.lstrip(" ") if is_new_line else text.lstrip(" \t")
    had_space = text[0] in " \t"
    lead = " " if _wants_space_before(near, body, had_space=had_space) else ""
    body = body.rstrip()
    trail = " " if _wants_space_after(near, body, after) else ""
    return f"{lead}{body}{trail}"


def has_french_spacing(before: str) -> bool:
    """Tell whether ``before`` has French spacing: a space before ``!``, ``?``, ``;`` and ``:``."""
    return _FRENCH_SPACING.search(before[-_WINDOW_CHARS:]) is not None


def without_spaces_after_marks(text: str, before: str) -> str:
    """Return ``text`` without spaces between marks and Chinese characters, if ``before`` has none."""
    if not _is_mostly_spaceless(before, text) or _spaces_marks(before):
        return text
    return _SPACE_AFTER_MARK.sub("", text)


def _wants_space_before(before: str, body: str, *, had_space: bool) -> bool:
    left, right = before[-1:], body[:1]
    if not left or left.isspace() or right.isspace():
        return False
    if opens_here(before) or _is_unspaced(before, body) or _closes_quotation(before, body):
        return left == "«" and had_space and _PLAIN_GAP.search(before) is not None
    if _OPENING_DASH.search(before[-2:]):
        return _has_spaced_dashes(before, had_space=had_space)
    if had_space:
        return not _is_attached(before, body)
    if not _FINISHED.search(before) or not (is_word_char(right) or _OPENING.match(body)):
        return False
    return not (
        _is_one_token(before, right)
        or _KOREAN_PARTICLE.match(left + right)
        or _is_mostly_spaceless(before, body)
    )


def _is_attached(before: str, body: str) -> bool:
    """Tell whether ``body`` begins with punctuation that must not follow a space.

    A mark that closes a quotation does so too: see ``_closes_quotation``.
    """
    if _NO_SPACE_BEFORE.match(body):
        return True
    return bool(_SPACED_IN_FRENCH.match(body)) and not _FRENCH_SPACING.search(before)


def _closes_quotation(before: str, body: str) -> bool:
    """Tell whether ``body`` begins with the mark that closes a quotation, not one with French gaps."""
    if body[0] not in '”“’‘»«›‹"' or is_word_char(body[1:2]):
        return False
    opener = open_pairs(before)[-1:]
    return opener not in ("", "«", "‹") and is_closed_in(opener, body[0])


def _is_one_token(before: str, right: str) -> bool:
    """Tell whether a mark at the end of ``before`` is inside a number, an initial or an address."""
    mark, ahead = before[-1], before[-2:-1]
    if mark in ".,:" and ahead.isdecimal() and right.isdecimal():
        return True
    if mark == "." and right.isalpha() and _INITIAL.search(before):
        return True
    if mark in "*_" and not ahead.strip():
        return True
    return _ADDRESS_TAIL.search(before[-200:]) is not None


def _wants_space_after(before: str, body: str, after: str) -> bool:
    right = after[:1]
    if not right or right.isspace() or is_cjk(right) or is_cjk(body[-1:]):
        return False
    if is_spaceless(right) and is_spaceless(body[-1:]):
        return False
    if _is_unspaced(before + body, after) or _BINDING.search(body) or _CONTRACTION.match(after):
        return False
    if opens_here(before + body):
        return False
    return is_word_char(right) or _OPENING.match(after) is not None


def _is_unspaced(left: str, right: str) -> bool:
    """Tell whether no space stands between ``left`` and ``right``, as in Chinese and Japanese.

    Curly quotes, dashes and ellipses occur in both kinds of scripts: their neighbours decide. Where
    Latin marks are typed between Chinese characters, the text near and the page's habit do.
    """
    if is_cjk_punctuation(left[-1:]) or is_cjk_punctuation(right[:1]):
        return True
    if _ASCII_MARKS.search(left[-8:]):
        return _is_unspaced_after_mark(left, right)
    left_char = left[-8:].rstrip(_SHARED_MARKS)[-1:]
    right_char = right[:8].lstrip(_SHARED_MARKS)[:1]
    return _is_wide(left_char) and (_is_wide(right_char) or right[:1] in _SHARED_MARKS)


def _is_unspaced_after_mark(left: str, right: str) -> bool:
    """Tell whether ``right``, after a mark of Latin text, is the next part of a Chinese sentence."""
    first = _FIRST_LETTER.match(right)
    is_decimal = right[:1].isdecimal() and left[-2:-1].isdecimal()
    if first is None or is_decimal or not is_cjk(first[1]) or not _is_mostly_spaceless(left, right):
        return False
    return not _spaces_marks(left)


def _spaces_marks(before: str) -> bool:
    """Tell whether most marks of Latin text in ``before`` have a space before Chinese characters."""
    spaces = _MARK_AND_SPACE.findall(before[-_WINDOW_CHARS:])
    return 2 * sum(map(bool, spaces)) > len(spaces)


def _is_mostly_spaceless(left: str, right: str) -> bool:
    """Tell whether the text at the joint is mostly in scripts without spaces between words."""
    near = left[-_PARAGRAPH_CHARS:].rpartition("\n\n")[2]
    return any(
        len(_SPACELESS_LETTER.findall(part))
        > _SPACELESS_LETTERS_A_WORD * len(_SPACED_WORD.findall(part))
        for part in (near, near + right[:_PARAGRAPH_CHARS_AHEAD])
    )


def _has_spaced_dashes(before: str, *, had_space: bool) -> bool:
    """Tell whether a space follows the dash that a turn or a tag begins with, as on this page."""
    spaces = _INCISE.findall(before[:-1])
    if spaces:
        return 2 * sum(map(bool, spaces)) > len(spaces)
    return had_space and detect_language(before) != "es"


def _is_wide(char: str) -> bool:
    return is_cjk(char) or is_cjk_punctuation(char)
