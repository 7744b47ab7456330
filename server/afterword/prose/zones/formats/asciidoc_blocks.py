"""Delimited blocks of AsciiDoc, and the lines of attributes above a block."""

from typing import Final

import regex

from afterword.prose.zones.marked_lines import lines_with
from afterword.prose.zones.near_text import NearText
from afterword.prose.zones.zone_kinds import QuietZone

_DELIMITER: Final = regex.compile(
    r"(?P<mark>-{4,}|\.{4,}|\+{4,}|/{4,}|`{3,}(?=[^`]*$))(?P<info>.*)"
)
_OPEN_BLOCK: Final = regex.compile(r"(?m)^(?:--|={4,}|\*{4,}|_{4,}|!?\|===)[ \t]*$")
_OPEN_BLOCK_WINDOW: Final = 20_000
"""Characters before the cursor in which the start of a block of another kind is searched for."""
_CODE_STYLES: Final = (
    "source", "listing", "literal", "stem", "latexmath", "asciimath", "pass", "mermaid", "plantuml",
    "ditaa", "graphviz", "comment", "blockdiag", "seqdiag", "gnuplot", "vega", "svgbob", "d2", "a2s", "bpmn",
)  # fmt: skip
_CODE_STYLE: Final = regex.compile(
    rf"\[(?:{'|'.join(_CODE_STYLES)})(?=[\],.#%])[^\n]*\]|\[,[ \t]*\p{{L}}[^\n]*\]"
)
_ATTRIBUTE_LINE: Final = regex.compile(r"\[.*\][ \t]*")
_BLOCK_TITLE: Final = regex.compile(r"\.[^\s.].*")
_TYPED_ATTRIBUTES: Final = regex.compile(
    rf"\[(?:[\p{{L}}\p{{N}}_.#%,\"\[-]*|(?:{'|'.join(_CODE_STYLES)}|quote|verse|example|sidebar|abstract|partintro"
    r"|NOTE|TIP|IMPORTANT|WARNING|CAUTION|horizontal|qanda|glossary|bibliography|appendix|preface|dedication"
    r"|colophon|index|discrete|float|normal)[,.#%].*|[\[.#%][^\]]*\]{0,2}|[^\]]*\p{L}=.*)\Z"
)


def block_zone(before: str) -> QuietZone | None:
    """Return the zone of the delimited block, or of the styled paragraph, at the end of ``before``."""
    delimiter = _open_delimiter(before)
    if delimiter:
        return QuietZone.COMMENT if delimiter[0] == "/" else QuietZone.CODE_BLOCK
    if _is_in_styled_block(before):
        return QuietZone.CODE_BLOCK
    return None


def is_block_attributes(near: NearText) -> bool:
    """Tell whether the line is, or becomes, a line of attributes such as ``[source,python]``."""
    if not near.line.startswith("["):
        return False
    *above, _ = near.paragraph.split("\n")
    stands_first = all(
        _ATTRIBUTE_LINE.fullmatch(each) or _BLOCK_TITLE.fullmatch(each) for each in above if each
    )
    return stands_first and _TYPED_ATTRIBUTES.match(near.line.rstrip()) is not None


def _open_delimiter(before: str) -> str:
    """Return the delimiter of the verbatim block that is open at the end; empty if there is none.

    A block is closed by a line that is equal to the one that opened it.
    """
    opened = ""
    for start, end in lines_with(before, ("----", "....", "++++", "////", "```")):
        found = _DELIMITER.match(before, start, end)
        if not found or end == len(before) or (found["info"].strip() and found["mark"][0] != "`"):
            continue
        if opened:
            is_closed = found["mark"] == opened and not found["info"].strip()
            opened = "" if is_closed else opened
        elif not _underlines(before, start, found["mark"]):
            opened = found["mark"]
    return opened


def _underlines(before: str, start: int, mark: str) -> bool:
    """Tell whether a line of marks is the underline of a section's title, as in old documents."""
    if mark[0] not in "-+":
        return False
    above_start = before.rfind("\n", 0, start - 1) + 1 if start else 0
    title = before[above_start : max(0, start - 1)]
    stands_alone = above_start == 0 or before.endswith("\n\n", 0, above_start)
    return stands_alone and title[:1].isalnum() and abs(len(title) - len(mark)) <= 1


def _is_in_styled_block(before: str) -> bool:
    """Tell whether attributes make code of the paragraph, or of the block of another kind, at the end."""
    window = before[-_OPEN_BLOCK_WINDOW:]
    paragraph = window[window.rfind("\n\n") + 1 :].lstrip("\n")
    *lines, _ = paragraph.split("\n")
    is_code = False
    for line in map(str.rstrip, lines):
        if _DELIMITER.fullmatch(line) or _OPEN_BLOCK.fullmatch(line):
            is_code = False
        elif _CODE_STYLE.fullmatch(line):
            is_code = True
    if is_code:
        return True
    if "[" not in window:
        return False
    opened: dict[str, bool] = {}
    for found in _OPEN_BLOCK.finditer(window):
        mark = found.group().rstrip()
        if mark in opened:
            del opened[mark]
            continue
        above = window[: max(0, found.start() - 1)].rsplit("\n", 1)[-1]
        opened[mark] = _CODE_STYLE.fullmatch(above.rstrip()) is not None
    return any(opened.values())
