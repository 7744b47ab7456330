"""Quiet zones of Org: blocks, drawers, keywords, spans and links."""

from dataclasses import replace
from typing import Final

import regex

from afterword.prose.zones.formats.latex_environments import quiet_environment
from afterword.prose.zones.formats.latex_spans import is_command, is_in_latex_math
from afterword.prose.zones.inline_spans import is_in_span
from afterword.prose.zones.marked_lines import lines_with
from afterword.prose.zones.near_text import NearText, near_text
from afterword.prose.zones.zone_kinds import QuietZone

_DRAWER_WINDOW: Final = 20_000
"""Characters on each side of the cursor in which the ends of a drawer are searched for."""

_HEADLINE: Final = regex.compile(r"\*+[ \t]")
_COMMENTED: Final = regex.compile(r"\*+[ \t]+(?:\p{Lu}+[ \t]+)?COMMENT(?:[ \t]|\Z)")
_TAGS: Final = regex.compile(r"\*+[ \t].*[ \t]:[\p{L}\p{N}_@#%:]*\Z")
_BLOCK: Final = regex.compile(
    r"[ \t]*#\+(?:(?P<kind>begin|end)_(?P<name>\S+)|(?P<dynamic>begin|end):)", regex.IGNORECASE
)
_CODE_NAMES: Final = frozenset({"src", "example", "export", "comment", "latex", "html", "ascii"})
"""Names of the blocks that hold no prose; the last three are those of old documents."""
_DRAWER: Final = regex.compile(r"(?m)^[ \t]*:(?P<name>[\w-]+):[ \t]*$")

_KEYWORD: Final = regex.compile(r"[ \t]*#\+\S*|%%\(")
_COMMENT: Final = regex.compile(r"[ \t]*#(?:[ \t]|\Z)")
_FIXED_WIDTH: Final = regex.compile(r"[ \t]*:(?:[ \t]|[\w-]*:?\Z)")
_PLANNING: Final = regex.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):")
_TIMESTAMP: Final = regex.compile(r"[<\[]\d{4}-[^<>\[\]\n]*\Z|<%%\([^>\n]*\Z")
_RULE: Final = regex.compile(r"[ \t]*(?:\|-[-+|]*|-{4,})[ \t]*\Z")

_SPANS: Final = tuple(
    (
        regex.compile(rf"(?<![^\s\-(\[{{'\"—–]){mark}(?![\s{mark}]){no_number}"),
        regex.compile(rf"(?<!\s){mark}(?![\p{{L}}\p{{N}}{mark}])"),
    )
    for mark, no_number in (("=", ""), ("~", r"(?!\p{Nd})"))
)
"""Verbatim and code. A tilde before a number is taken for "about"."""
_CLOSED_SPAN: Final = regex.compile(
    r"(?<![^\s\-(\[{'\"])([=~])(?!\s)[^\n]*?(?<!\s)\1(?![\p{L}\p{N}])"
)
_LINK: Final = regex.compile(
    r"\[\[[^\[\]\n]*\Z|\[fn:[\p{L}\p{N}_-]*\Z|\[cite(?:/[^\[\]\n:]*)?(?::[^\[\]\n]*)?\Z"
    r"|<<<?[^<>\n]*\Z"
)
_CALL: Final = regex.compile(
    r"(?<![\p{L}\p{N}])(?:src_[\w-]*(?:\[[^\]\n]*(?:\](?:\{[^}\n]*)?)?|\{[^}\n]*)?"
    r"|call_[\w-]*(?:\[[^\]\n]*\])?(?:\([^)\n]*)?)\Z|\{\{\{[^}\n]*\Z"
)
_SNIPPET: Final = regex.compile(r"@@[\w-]*(?::(?:(?!@@).)*)?\Z")


def org_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    near = near_text(before, after)
    section_start = _section_start(before)
    return (
        _block_zone(before, section_start)
        or _line_zone(near.line, near.line_rest)
        or _drawer_zone(before[section_start:][-_DRAWER_WINDOW:], after[:_DRAWER_WINDOW])
        or _span_zone(near)
        or quiet_environment(before)
    )


def _section_start(before: str) -> int:
    """Return the offset of the last headline; 0 if there is none. A headline ends every block."""
    place = len(before)
    while (place := before.rfind("\n*", 0, place)) >= 0:
        if _HEADLINE.match(before, place + 1):
            return place + 1
    return 0


def _block_zone(before: str, section_start: int) -> QuietZone | None:
    if _COMMENTED.match(before, section_start):
        return QuietZone.COMMENT
    section = before[section_start:]
    opened = ""
    for start, end in lines_with(section, ("#+",)):
        found = _BLOCK.match(section, start, end)
        if not found:
            continue
        name = (found["name"] or ":").lower()
        kind = (found["kind"] or found["dynamic"]).lower()
        if kind == "end" and name == opened:
            opened = ""
        elif kind == "begin" and not opened and (name in _CODE_NAMES or name == ":"):
            opened = name
    if opened == "comment":
        return QuietZone.COMMENT
    return QuietZone.CODE_BLOCK if opened else None


def _line_zone(line: str, line_rest: str) -> QuietZone | None:
    """Return the zone of the whole line, if its form makes it one."""
    if _KEYWORD.match(line) or _PLANNING.match(line) or _TAGS.match(line):
        return QuietZone.METADATA
    if _COMMENT.match(line):
        return QuietZone.COMMENT
    if _FIXED_WIDTH.match(line):
        return QuietZone.CODE_BLOCK
    return QuietZone.RULE if line.strip() and _RULE.match(line + line_rest) else None


def _drawer_zone(section: str, after: str) -> QuietZone | None:
    """Return the zone of a drawer; one that is not closed reaches to the next blank line."""
    drawers = list(_DRAWER.finditer(section)) if ":" in section else []
    if not drawers or drawers[-1]["name"].upper() == "END":
        return None
    if "\n\n" not in section[drawers[-1].end() :]:
        return QuietZone.METADATA
    closing = _DRAWER.search(after.partition("\n*")[0])
    return QuietZone.METADATA if closing and closing["name"].upper() == "END" else None


def _span_zone(near: NearText) -> QuietZone | None:
    """Return the zone inside a paragraph."""
    if any(is_in_span(near, opening, closing) for opening, closing in _SPANS):
        return QuietZone.INLINE_CODE
    if _LINK.search(near.line):
        return QuietZone.LINK_TARGET
    if _TIMESTAMP.search(near.line):
        return QuietZone.METADATA
    if _CALL.search(near.line) or _SNIPPET.search(near.line) or is_command(near):
        return QuietZone.COMMAND
    without_code = replace(near, paragraph=_CLOSED_SPAN.sub("", near.paragraph))
    return QuietZone.MATH if is_in_latex_math(without_code, prices=True) else None
