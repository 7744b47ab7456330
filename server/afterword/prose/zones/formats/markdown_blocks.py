"""Blocks of Markdown that are not prose: raw HTML, paired short codes, divs, the code of MDX."""

from typing import Final

import regex

from afterword.prose.zones.near_text import NearText
from afterword.prose.zones.zone_kinds import QuietZone

_WINDOW: Final = 20_000
"""Characters before the cursor in which the start of a block is searched for."""

_RAW_HTML: Final = regex.compile(
    r"(?m)^[ \t>]*+(?:<[^<>\n]*+>[ \t]*+)*?<(?P<name>pre|script|style|textarea|svg|math)(?=[\s>])",
    regex.IGNORECASE,
)
_SHORT_CODE: Final = regex.compile(
    r"\{(?:%-?|\{[<%])[ \t]*(?P<closes>end|/)?[ \t]*"
    r"(?P<name>highlight|raw|comment|code|codeblock|mermaid|math|katex|chart|rawhtml|prism)\b(?![^{}\n]*/>)"
)
_DIV_LINE: Final = regex.compile(r"[ \t>]*:{3,}")
_PREFORMATTED: Final = regex.compile(r"(?m)^[ \t]*(?:\{\{\{|\{\{\$)(?!.*\}\})|^[ \t]*\}\}[}$]")
_MODULE_LINE: Final = regex.compile(r"(?:import|export)[ \t{*]")


def block_zone(before: str, near: NearText, *, is_mdx: bool) -> QuietZone | None:
    """Return the zone of a block that holds no prose; of a block that only holds it, none."""
    window = before[-_WINDOW:]
    if _is_in_raw_html(window) or _is_in_paired_short_code(window) or _is_preformatted(window):
        return QuietZone.CODE_BLOCK
    if _DIV_LINE.match(near.line):
        return QuietZone.COMMAND
    if is_mdx and (_MODULE_LINE.match(near.paragraph) or _has_open_brace(near.paragraph)):
        return QuietZone.CODE_BLOCK
    return None


def _is_in_raw_html(window: str) -> bool:
    """Tell whether an element of code is open (CommonMark 4.6, the first kind of HTML blocks)."""
    if "<" not in window:
        return False
    place = 0
    while found := _RAW_HTML.search(window, place):
        closing = regex.compile(rf"</{found['name']}[ \t]*>", regex.IGNORECASE)
        closed = closing.search(window, found.end())
        if closed is None:
            return True
        place = closed.end()
    return False


def _is_in_paired_short_code(window: str) -> bool:
    name = ""
    for found in _SHORT_CODE.finditer(window) if "{" in window else ():
        if not found["closes"]:
            name = name or found["name"]
        elif found["name"] == name:
            name = ""
    return bool(name)


def _is_preformatted(window: str) -> bool:
    """Tell whether the end is in what Vimwiki marks as preformatted, or as math."""
    if "{{{" not in window and "{{$" not in window:
        return False
    marks = [found.group().strip() for found in _PREFORMATTED.finditer(window)]
    return bool(marks) and marks[-1].startswith("{")


def _has_open_brace(paragraph: str) -> bool:
    return paragraph.count("{") - paragraph.count("\\{") > paragraph.count("}")
