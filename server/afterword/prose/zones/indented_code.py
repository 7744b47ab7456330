"""Indented code in Markdown and AsciiDoc, told from indented prose and from the content of lists."""

from typing import Final

import regex

from afterword.prose.zones.near_text import NearText

_WINDOW: Final = 8_000
"""Characters before the cursor in which the list around a block is searched for."""
_CODE_INDENT: Final = 4
"""Columns of indentation that make code of a line, counted from the content around it."""

_INDENT: Final = regex.compile(r"[ \t]*")
_QUOTED: Final = regex.compile(r"(?m)^ {0,3}> ?")
_ITEM: Final = regex.compile(
    r"[ \t]*(?:(?:[-+*•]|\p{Nd}{1,4}[.)]|\(?\p{L}{1,4}[.)]|#\.|:|~)[ \t]+|(?:[-+*]|\p{Nd}{1,4}[.)])\Z)"
)
"""The marker of a list item or of a definition; what follows it is content."""
_CONTAINER: Final = regex.compile(r"[ \t]*(?:\[\^[^\]]*\]:|(?:!!!|\?\?\?\+?|===)[ \t])")
"""A footnote, an admonition or a tab: their content is indented by four columns."""
_PROSE: Final = regex.compile(
    r"[ \t]*+[\"'“‘«»„‚「『—–…(¿¡*_\-]*+[ \t\u00a0]*+"
    r"(?!\p{Ll}|(?:SELECT|INSERT|UPDATE|CREATE|FROM|COPY|RUN|ENV|GET|POST|PUT)\b)\p{L}[^=<>{}|\\$#@`^]*+"
)
"""A block that begins as a sentence does, and has no signs that prose has not."""
_CODE_SIGN: Final = regex.compile(
    r"[\p{L}\p{N}_]\(|[\p{L}\p{N}]_[\p{L}\p{N}]|\p{Ll}{2}\.\p{Ll}{2}|[ \t]-\p{L}\b|;[ \t]*\n|//|/\*"
)


def is_in_indented_code(before: str, near: NearText) -> bool:
    """Tell whether the cursor is in a block of code that only its indentation marks.

    A block whose first line begins as a sentence and that has no signs of code is taken for prose: many
    writers indent their paragraphs.
    """
    above, paragraph = before[: len(before) - len(near.paragraph)][-_WINDOW:], near.paragraph
    if _QUOTED.match(near.line):
        above, paragraph = "", _QUOTED.sub("", paragraph)
    if not paragraph[paragraph.rfind("\n") + 1 :][:1].isspace():
        return False
    block = _block(paragraph)
    indent = _width(block)
    if indent < _CODE_INDENT or _ITEM.match(block) or not block.strip() or looks_like_prose(block):
        return False
    above += paragraph[: len(paragraph) - len(block)]
    return indent >= _content_column(above, indent) + _CODE_INDENT


def looks_like_prose(block: str) -> bool:
    """Tell whether ``block`` begins as a sentence does and has no signs of code."""
    return _PROSE.fullmatch(block) is not None and _CODE_SIGN.search(block) is None


def _block(paragraph: str) -> str:
    """Return the lines since the last one that is blank or consists of spaces."""
    lines = paragraph.split("\n")
    start = len(lines) - 1
    while start and lines[start - 1].strip():
        start -= 1
    return "\n".join(lines[start:])


def _content_column(above: str, indent: int) -> int:
    """Return the column of the content around a block; 0 outside of lists."""
    for line in reversed(above.split("\n")):
        if not line.strip() or (width := _width(line)) >= indent:
            continue
        if item := _ITEM.match(line):
            return len(item.group().expandtabs(_CODE_INDENT))
        if _CONTAINER.match(line):
            return width + _CODE_INDENT
        if not width:
            return 0
    return 0


def _width(line: str) -> int:
    """Return the columns of indentation of the first line of ``line``."""
    found = _INDENT.match(line)
    return len(found.group().expandtabs(_CODE_INDENT)) if found else 0
