"""Quiet zones of Norg, the markup of Neorg: ranged tags, spans and links."""

from typing import Final

import regex

from afterword.prose.zones.dollar_math import is_in_dollar_math
from afterword.prose.zones.inline_spans import is_in_span
from afterword.prose.zones.marked_lines import lines_with
from afterword.prose.zones.near_text import NearText, near_text
from afterword.prose.zones.zone_kinds import QuietZone

_RANGED_TAG: Final = regex.compile(r"[ \t]*@(?P<name>\p{L}[\p{L}\p{N}_.-]*)?")
_TAG_LINE: Final = regex.compile(
    r"[ \t]*(?:[#+.@]\p{L}|[#@+]\Z|\.\p{L}[\p{L}\p{N}_-]*\Z|\|\p{L}[\p{L}\p{N}_.-]*\Z)"
)
_RULE: Final = regex.compile(r"[ \t]*([-=_])\1{1,}[ \t]*\Z")
_LINK: Final = regex.compile(r"\{(?:[:*#^$?/@!]|\p{L}+:)?[^{}\n]*\Z")
_CODE: Final = (
    regex.compile(r"(?<![\p{L}\p{N}`])`(?![\s`])"),
    regex.compile(r"(?<!\s)`(?![\p{L}\p{N}`])"),
)
_COMMENT: Final = (
    regex.compile(r"(?<![\p{L}\p{N}%])%(?![\s%])"),
    regex.compile(r"(?<!\s)%(?![\p{L}\p{N}%])"),
)


def norg_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    near = near_text(before, after)
    if _is_in_ranged_tag(before):
        return QuietZone.CODE_BLOCK
    if _TAG_LINE.match(near.line):
        return QuietZone.METADATA
    if _RULE.match(near.line + near.line_rest):
        return QuietZone.RULE
    return _span_zone(near)


def _span_zone(near: NearText) -> QuietZone | None:
    """Return the zone inside a paragraph."""
    if is_in_span(near, *_CODE):
        return QuietZone.INLINE_CODE
    if is_in_span(near, *_COMMENT):
        return QuietZone.COMMENT
    if _LINK.search(near.line):
        return QuietZone.LINK_TARGET
    is_math = "$" in near.paragraph and is_in_dollar_math(near.paragraph, near.rest, prices=True)
    return QuietZone.MATH if is_math else None


def _is_in_ranged_tag(before: str) -> bool:
    """Tell whether the last line that begins with ``@`` begins a block, and does not end one."""
    is_open = False
    for start, end in lines_with(before, ("@",)):
        found = _RANGED_TAG.match(before, start, end)
        if found and found["name"]:
            is_open = found["name"] != "end"
    return is_open
