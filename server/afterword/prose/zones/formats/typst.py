"""Quiet zones of Typst: code, raw text, math, comments, labels and references."""

from typing import Final

import regex

from afterword.prose.zones.formats.typst_modes import TypstModes
from afterword.prose.zones.near_text import near_text
from afterword.prose.zones.zone_kinds import QuietZone

_SCAN_WINDOW: Final = 10_000
"""Characters before the cursor in which the start of the code around it is searched for."""

_LABEL: Final = regex.compile(r"<[\p{L}\p{N}_:.\-]*\Z|(?<![\p{L}\p{N}])@[\p{L}\p{N}_:.\-]*\Z")
_COMMENT_START: Final = regex.compile(r"(?<![^\s\[(])/\*")


def typst_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    if _is_in_raw_block(before):
        return QuietZone.CODE_BLOCK
    if _is_in_comment(before):
        return QuietZone.COMMENT
    if zone := TypstModes(before[_scan_start(before) :]).zone:
        return zone
    near = near_text(before, after)
    if near.paragraph.count("`") % 2 and "`" in near.rest:
        return QuietZone.INLINE_CODE
    return QuietZone.LINK_TARGET if _LABEL.search(near.line) else None


def _scan_start(before: str) -> int:
    """Return the start of the last block that begins at the margin; nothing is open there.

    Code over several blocks is indented, and where content over several blocks is not, it is prose.
    """
    place = len(before)
    oldest = max(0, len(before) - _SCAN_WINDOW)
    while (place := before.rfind("\n\n", oldest, place)) >= 0:
        if before[place + 2 : place + 3] not in {"", " ", "\t", "\n", ")", "]", "}"}:
            return place + 2
    return oldest


def _is_in_raw_block(before: str) -> bool:
    """Tell whether raw text between three backticks or more is open."""
    place = before.find("```") if "`" in before else -1
    while place >= 0:
        end = place
        while before.startswith("`", end):
            end += 1
        closed = before.find(before[place:end], end)
        if closed < 0:
            return True
        place = before.find("```", closed + end - place)
    return False


def _is_in_comment(before: str) -> bool:
    """Tell whether a comment that may hold blank lines is open."""
    if "/" not in before:
        return False
    opened = before.rfind("/*")
    return (
        opened >= 0 and "*/" not in before[opened:] and bool(_COMMENT_START.match(before, opened))
    )
