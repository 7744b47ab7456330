"""Quotes, brackets and emphasis marks that come in pairs, and those that are still open."""

from typing import Final

import regex

from afterword.prose.paragraphs import paragraph_around

_CLOSER_OF: Final = {
    "(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "【": "】", "《": "》", "〈": "〉",
    "「": "」", "『": "』", "〔": "〕", "｛": "｝", "‹": "›",
    "“": "”", "‘": "’", "„": "“”", "‚": "‘’", "«": "»", "»": "«", "”": "”", "’": "’",
}  # fmt: skip
"""The marks that may close each opening one. German closes ``„`` with ``“``, Swedish ``”`` with ``”``."""

_DIRECTED: Final = frozenset("([{（［【《〈「『〔｛‹“‘„‚«")
"""Marks that open wherever nothing is open that they close."""

_MARK: Final = regex.compile(
    r"\*{1,3}|_{1,3}|~~|[()\[\]{}（）［］【】《》〈〉「」『』〔〕｛｝‹›“”‘’„‚«»\"']"
)
_ENDS_WITH_MARK: Final = regex.compile(rf"(?:{_MARK.pattern})\Z")
_ELIDED: Final = regex.compile(
    r"(?i)['’](?:t(?:is|was|were|will)|em|cause|bout|n|til|round|cos|\p{Nd}0s)\b"
)
_MAX_PARAGRAPH: Final = 8_000
_MAX_DEPTH: Final = 12
"""Nobody nests deeper; keeps the time linear in a text of brackets only."""


def open_pairs(text: str) -> str:
    """Return the marks that are still open in the last paragraph of ``text``, outermost first.

    For ``She said, “I never (`` that is ``“(``. Apostrophes, list marks, smileys and closing marks
    that nothing opened are passed over.
    """
    return "".join(mark for mark, _ in _open_marks(_last_paragraph(text)))


def opens_here(before: str) -> bool:
    """Tell whether ``before`` ends with a mark that opens: text then follows without a space."""
    if not _ENDS_WITH_MARK.search(before):
        return before.endswith(("¿", "¡"))
    paragraph = _last_paragraph(before)
    open_marks = _open_marks(paragraph)
    return bool(open_marks) and open_marks[-1][1] == len(paragraph)


def _last_paragraph(text: str) -> str:
    start, end = paragraph_around(text, len(text))
    return text[max(start, end - _MAX_PARAGRAPH) : end]


def _open_marks(paragraph: str) -> list[tuple[str, int]]:
    """Return the open marks, each with the offset behind it."""
    open_marks: list[tuple[str, int]] = []
    for found in _MARK.finditer(paragraph):
        mark, start, end = found.group(), found.start(), found.end()
        before, after = paragraph[start - 1 : start], paragraph[end : end + 1]
        if mark in "'’" and (_is_inside_word(before, after) or _ELIDED.match(paragraph, start)):
            continue
        depth = _depth_closed_by(mark, open_marks)
        if depth is not None and _can_close(mark, before, after):
            del open_marks[depth:]
        elif _can_open(mark, before, after):
            open_marks.append((mark, end))
    return open_marks


def _depth_closed_by(mark: str, open_marks: list[tuple[str, int]]) -> int | None:
    """Return the index of the innermost open mark that ``mark`` closes."""
    outermost = max(0, len(open_marks) - _MAX_DEPTH)
    for depth in range(len(open_marks) - 1, outermost - 1, -1):
        opener, _ = open_marks[depth]
        if mark in _CLOSER_OF.get(opener, opener):
            return depth
    return None


def _can_open(mark: str, before: str, after: str) -> bool:
    if mark in _DIRECTED:
        return not (mark == "(" and before in (":", ";", "-", "="))
    if mark not in _CLOSER_OF and mark[0] not in "\"'*_~":
        return False
    stands_free = not before or before.isspace() or not (before.isalnum() or before in ".,!?;:)")
    return stands_free and not after.isspace()


def _can_close(mark: str, before: str, after: str) -> bool:
    if mark[0] in "*_~":
        return before != "" and not before.isspace() and not (mark[0] == "_" and after.isalnum())
    if mark == '"':
        return not (before.isspace() and after != "" and not after.isspace())
    return True


def _is_inside_word(before: str, after: str) -> bool:
    return before.isalnum() and after.isalnum()
