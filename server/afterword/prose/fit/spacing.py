"""Spacing: the spaces between a suggestion and the text before and after the cursor."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import is_cjk, is_cjk_punctuation, is_word_char
from afterword.prose.structure.paired_marks import open_pairs, opens_here

_WINDOW_CHARS: Final = 2_000
"""Characters before the cursor that are looked at."""
_NO_SPACE_BEFORE: Final = regex.compile(r"[,)\]}،؛]|\.(?![.\p{Nd}])")
_SPACED_IN_FRENCH: Final = regex.compile(r"[!?;:»]")
_FRENCH_SPACING: Final = regex.compile(r"\p{L}[ \u00a0\u202f][!?;:»](?:\s|\Z)")
_FINISHED: Final = regex.compile(r"[.,;:!?…)\]}”“»«،؛؟۔।*_\"]\Z")
_INITIAL: Final = regex.compile(r"(?<![\p{L}\p{M}])\p{L}\.\Z")
_ADDRESS_TAIL: Final = regex.compile(r"\S*(?:://|@|\\)\S*\Z")
_CONTRACTION: Final = regex.compile(r"['’]\p{L}{1,2}\b")
_OPENING: Final = regex.compile(r"[\p{Ps}\p{Pi}¿¡]|[\"'*_]+(?=\w)")
_SHARED_MARKS: Final = "“”‘’…—"
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


def _wants_space_before(before: str, body: str, *, had_space: bool) -> bool:
    left, right = before[-1:], body[:1]
    if not left or left.isspace() or right.isspace() or opens_here(before):
        return False
    if _is_unspaced(before, body):
        return False
    if had_space:
        return not _is_attached(before, body)
    if not _FINISHED.search(before) or not (is_word_char(right) or _OPENING.match(body)):
        return False
    return not _is_one_token(before, right)


def _is_attached(before: str, body: str) -> bool:
    """Tell whether ``body`` begins with punctuation that must not follow a space."""
    if _NO_SPACE_BEFORE.match(body):
        return True
    if body[0] in "”’»" and open_pairs(before)[-1:] in ("“", "‘", "”", "„"):
        return True
    return bool(_SPACED_IN_FRENCH.match(body)) and not _FRENCH_SPACING.search(before)


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
    if _is_unspaced(body, after) or _BINDING.search(body) or _CONTRACTION.match(after):
        return False
    if opens_here(before + body):
        return False
    return is_word_char(right) or _OPENING.match(after) is not None


def _is_unspaced(left: str, right: str) -> bool:
    """Tell whether no space stands between ``left`` and ``right``, as in Chinese and Japanese.

    Curly quotes, dashes and ellipses occur in both kinds of scripts: their neighbours decide.
    """
    if is_cjk_punctuation(left[-1:]) or is_cjk_punctuation(right[:1]):
        return True
    left_char = left[-8:].rstrip(_SHARED_MARKS)[-1:]
    right_char = right[:8].lstrip(_SHARED_MARKS)[:1]
    return _is_wide(left_char) and (_is_wide(right_char) or right[:1] in _SHARED_MARKS)


def _is_wide(char: str) -> bool:
    return is_cjk(char) or is_cjk_punctuation(char)
