"""Quiet zones of Typst: code, raw text, math, comments, labels and references."""

from collections.abc import Sequence
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
    raw_blocks = _raw_blocks(before)
    if raw_blocks and raw_blocks[-1][1] is None:
        return QuietZone.CODE_BLOCK
    if _is_in_comment(before):
        return QuietZone.COMMENT
    if zone := TypstModes(before[_scan_start(before, raw_blocks) :]).zone:
        return zone
    near = near_text(before, after)
    if near.paragraph.count("`") % 2 and "`" in near.rest:
        return QuietZone.INLINE_CODE
    return QuietZone.LINK_TARGET if _LABEL.search(near.line) else None


def _scan_start(before: str, raw_blocks: Sequence[tuple[int, int | None]]) -> int:
    """Return the start of the last block that begins at the margin; nothing is open there.

    Code over several blocks is indented, and where content over several blocks is not, it is prose. A
    blank line in a raw block begins nothing.
    """
    place = len(before)
    oldest = max(0, len(before) - _SCAN_WINDOW)
    raw = list(raw_blocks)
    while (place := before.rfind("\n\n", oldest, place)) >= 0:
        while raw and raw[-1][0] > place:
            raw.pop()
        if raw and (raw[-1][1] or 0) > place:
            place = raw[-1][0]
        elif before[place + 2 : place + 3] not in {"", " ", "\t", "\n", ")", "]", "}"}:
            return place + 2
    return max([oldest, *(end for start, end in raw if end and start < oldest)])


def _raw_blocks(before: str) -> list[tuple[int, int | None]]:
    """Return the bounds of raw text between three backticks or more; the end of an open one is None."""
    blocks = list[tuple[int, int | None]]()
    place = before.find("```") if "`" in before else -1
    while place >= 0:
        end = place
        while before.startswith("`", end):
            end += 1
        closed = before.find(before[place:end], end)
        if closed < 0:
            return [*blocks, (place, None)]
        blocks.append((place, closed + end - place))
        place = before.find("```", closed + end - place)
    return blocks


def _is_in_comment(before: str) -> bool:
    """Tell whether a comment that may hold blank lines is open."""
    if "/" not in before:
        return False
    opened = before.rfind("/*")
    return (
        opened >= 0 and "*/" not in before[opened:] and bool(_COMMENT_START.match(before, opened))
    )
