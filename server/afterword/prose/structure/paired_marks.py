"""Paired marks: quotes, brackets and emphasis marks, and which of them are still open."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import is_cjk
from afterword.prose.structure.paragraphs import paragraph_around
from afterword.prose.structure.quotations import is_apostrophe, is_gershayim

_CLOSER_OF: Final = {
    "(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "【": "】", "《": "》", "〈": "〉",
    "「": "」", "『": "』", "〔": "〕", "｛": "｝", "‹": "›",
    "“": "”", "‘": "’", "„": "“”", "‚": "‘’", "«": "»", "»": "«»", "›": "‹›", "”": "”", "’": "’",
}  # fmt: skip
"""The closing marks of each opening one. Which one a page uses is the matter of ``quotations``."""

_ALWAYS_OPENING: Final = frozenset("([{（［【《〈「『〔｛‹“‘„‚«")
"""Marks that open a pair wherever they close none."""

_MARK: Final = regex.compile(
    r"\*{1,3}|_{1,3}|~~|[()\[\]{}（）［］【】《》〈〉「」『』〔〕｛｝‹›“”‘’„‚«»\"']"
)
_ENDS_WITH_MARK: Final = regex.compile(rf"(?:{_MARK.pattern})\Z")
_ALWAYS_CLOSING: Final = frozenset(")]}）］】》〉」』〕｝›”»")
_DIRECTED_BY_PLACE: Final = frozenset("“‘«‹")
"""Marks that open a pair in most languages and close one in German or Danish."""
_EMPHASIS: Final = frozenset("*_~")
"""The characters that emphasis marks are made of."""
_EITHER_WAY: Final = frozenset(('"', "*", "**", "***", "_", "__", "___", "~~"))
_LIST_NUMBER: Final = regex.compile(r"(?m)^[ \t]*(?:\p{N}{1,3}|\p{L})\Z")
_MAX_PARAGRAPH_CHARS: Final = 8_000
"""Characters at the end of a paragraph that are looked at."""
_MAX_DEPTH: Final = 12
"""Open marks that are searched for a mark's opener. Nobody nests deeper, and the bound keeps the time
linear in a text of brackets only."""


def open_pairs(text: str) -> str:
    """Return the marks that are still open in the last paragraph of ``text``, outermost first.

    For ``She said, “I never (`` the result is ``“(``. Apostrophes, list markers, smileys and closing
    marks without an opening one are ignored.
    """
    return "".join(open_marks(text))


def open_marks(text: str) -> list[str]:
    """Return the same marks one by one; emphasis marks may have several characters."""
    return [mark for mark, _ in _open_marks(last_paragraph(text))]


def opens_here(before: str) -> bool:
    """Tell whether ``before`` ends with an opening mark, after which text follows without a space."""
    if not _ENDS_WITH_MARK.search(before):
        return before.endswith(("¿", "¡"))
    paragraph = last_paragraph(before)
    open_marks = _open_marks(paragraph)
    return bool(open_marks) and open_marks[-1][1] == len(paragraph)


def opened_by(before: str, text: str) -> str:
    """Return the marks that ``text`` opens after ``before`` and leaves open, outermost first."""
    return open_pairs(before + text)[len(open_pairs(before)) :]


def is_closed_in(mark: str, text: str) -> bool:
    """Tell whether ``text`` contains a mark that may close ``mark``."""
    closers = _CLOSER_OF.get(mark)
    return mark in text if closers is None else any(closer in text for closer in closers)


def unopened_close(before: str, text: str) -> int | None:
    """Return the offset in ``text`` of the first closing mark without an opening one.

    Apostrophes and single quotes are ignored, because they look the same; so are the closing marks
    of smileys and list numbers. Only the first line of ``text`` is looked at.
    """
    paragraph = last_paragraph(before + text.partition("\n")[0])
    cursor = len(paragraph) - len(text.partition("\n")[0])
    return next((at - cursor for at in _scan(paragraph)[1] if at >= cursor), None)


def last_paragraph(text: str) -> str:
    """Return the paragraph in which ``text`` ends, or the end of a very long one."""
    start, end = paragraph_around(text, len(text))
    return text[max(start, end - _MAX_PARAGRAPH_CHARS) : end]


def _open_marks(paragraph: str) -> list[tuple[str, int]]:
    """Return the open marks, each with the offset after it."""
    return _scan(paragraph)[0]


def _scan(paragraph: str) -> tuple[list[tuple[str, int]], list[int]]:
    """Return the open marks, each with the offset after it, and the offsets of the stray closers."""
    open_marks: list[tuple[str, int]] = []
    strays: list[int] = []
    for found in _MARK.finditer(paragraph):
        mark, start, end = found.group(), found.start(), found.end()
        before, after = paragraph[start - 1 : start], paragraph[end : end + 1]
        if mark in "'’":
            openers = [opener for opener, _ in open_marks[-_MAX_DEPTH:]]
            if is_apostrophe(paragraph, start, openers):
                continue
        if mark == '"' and is_gershayim(paragraph, start):
            continue
        depth = _depth_closed_by(mark, open_marks)
        if depth is not None and _can_close(mark, open_marks[depth][0], before, after):
            _close(mark, open_marks, depth)
        elif _can_open(mark, before, after):
            open_marks.append((mark, end))
        elif _is_stray(mark, before, after) and not _LIST_NUMBER.search(paragraph, 0, start):
            strays.append(start)
    return open_marks, strays


def _depth_closed_by(mark: str, open_marks: list[tuple[str, int]]) -> int | None:
    """Return the index of the innermost open mark that ``mark`` closes."""
    outermost = max(0, len(open_marks) - _MAX_DEPTH)
    for depth in range(len(open_marks) - 1, outermost - 1, -1):
        opener, _ = open_marks[depth]
        is_emphasis = mark[0] == opener[0] and mark[0] in _EMPHASIS
        if is_emphasis or mark in _CLOSER_OF.get(opener, opener):
            return depth
    return None


def _close(mark: str, open_marks: list[tuple[str, int]], depth: int) -> None:
    """Take away what ``mark`` closes: the mark at ``depth`` and all in it.

    A run of emphasis marks may close a part of a longer one, or several shorter ones (CommonMark 6.2).
    """
    opener, end = open_marks[depth]
    del open_marks[depth:]
    if mark[0] not in _EMPHASIS:
        return
    left = len(mark) - len(opener)
    if left < 0:
        open_marks.append((opener[left:], end))
    elif left:
        outer = _depth_closed_by(mark[:left], open_marks)
        if outer is not None:
            _close(mark[:left], open_marks, outer)


def _can_open(mark: str, before: str, after: str) -> bool:
    if mark in _ALWAYS_OPENING:
        return not (mark == "(" and before in (":", ";", "-", "=")) and not (
            mark in _DIRECTED_BY_PLACE and _stands_behind_text(before, after)
        )
    if mark not in _CLOSER_OF and mark[0] not in _EMPHASIS.union("\"'"):
        return False
    stands_free = not before or before.isspace() or not (before.isalnum() or before in ".,!?;:)")
    return stands_free and not after.isspace()


def _can_close(mark: str, opener: str, before: str, after: str) -> bool:
    if mark[0] in _EMPHASIS:
        return before != "" and not before.isspace() and not (mark[0] == "_" and after.isalnum())
    if mark == opener:  # one form for both sides
        return not (before.isspace() and after != "" and not after.isspace())
    return True


def _stands_behind_text(before: str, after: str) -> bool:
    """Tell whether a mark stands where only a closing one does; German closes with ``“``."""
    is_behind = before in tuple(".,!?…") or (before.isalnum() and not is_cjk(before))
    return is_behind and (not after or after.isspace() or after in ".,;:!?…")


def _is_stray(mark: str, before: str, after: str) -> bool:
    """Tell whether a mark that opens and closes no pair is an error."""
    if mark in _ALWAYS_CLOSING:
        return not (mark == ")" and before in tuple(":;-=8"))
    if mark in _DIRECTED_BY_PLACE:
        return _stands_behind_text(before, after)
    is_behind_word = before.isalpha() or before in tuple(".,!?…")
    return mark in _EITHER_WAY and is_behind_word and not after.isalnum()
