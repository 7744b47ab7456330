"""Quiet zones of AsciiDoc: the lines and spans of a paragraph. Its blocks are ``asciidoc_blocks``'."""

from typing import Final

import regex

from afterword.prose.zones.formats.asciidoc_blocks import block_zone, is_block_attributes
from afterword.prose.zones.indented_code import looks_like_prose
from afterword.prose.zones.inline_spans import is_in_span
from afterword.prose.zones.near_text import NearText, near_text
from afterword.prose.zones.zone_kinds import QuietZone

_SPAN_WINDOW: Final = 600
"""Characters before the cursor in which the start of a macro is searched for."""

_COMMENT: Final = regex.compile(r"//(?!/)")
_ATTRIBUTE: Final = regex.compile(r":!?[\p{L}\p{N}_][\p{L}\p{N}_-]*!?(?::(?:[ \t]|\Z)|\Z)")
_BLOCK_MACRO: Final = regex.compile(
    r"(?:image|include|video|audio|toc|ifdef|ifndef|ifeval|endif|diagram|plantuml|mermaid)::"
)
_RULE: Final = regex.compile(
    r"(?:={3,}|-{3,}|\.{4,}|\+{4,}|\*{4,}|_{4,}|/{4,}|'{3,}|<{3,}|[|,:!]={3,}|[-*]{3})[ \t]*\Z"
)
_LITERAL: Final = regex.compile(
    r"[ \t]+(?![ \t]|[-*.\u2022]+[ \t]|\p{Nd}+[.)][ \t]|\p{L}[.)][ \t]|<[\p{Nd}.]+>)"
)
_TERM: Final = regex.compile(r".*(?:::+|;;)(?:[ \t]|$)")

_MACRO: Final = regex.compile(
    r"(?<![\p{L}\p{N}])(?:(?:image|link|xref|icon|kbd|btn|menu|footnote|stem|latexmath|asciimath|pass"
    r"|anchor|indexterm2?|mailto|video|audio):[^\s\[\]]*"
    r"|(?:image|icon|kbd|btn|menu|stem|latexmath|asciimath|pass|anchor|indexterm):[^\s\[\]]*\[[^\]]*)\Z"
)
_TARGET: Final = regex.compile(r"<<[^<>,\n]*\Z|\[\[[^\[\]\n]*\Z|\(\(\((?:(?!\)\)\)).)*\Z")
_ROLE: Final = regex.compile(r"(?<![\p{L}\p{N}])\[[.#%][^\]\s]*\Z")
_REFERENCE: Final = regex.compile(r"\{[\p{L}\p{N}_:-]*\Z")
_MATH: Final = regex.compile(r"(?<![\p{L}\p{N}])(?:stem|latexmath|asciimath):")
_MONOSPACE: Final = (
    regex.compile(r"(?<![^\s(\[{—–\-*_#])`{1,2}(?![\s`])"),
    regex.compile(r"(?<!\s)`+(?![\p{L}\p{N}\"'])|''"),
)
"""Text in backticks. With a quotation mark outside, they are curved quotation marks: "`so`"; as
they are with two apostrophes behind."""
_LITERAL_TEXT: Final = (
    regex.compile(r"(?<![^\s(\[{—–\-*_#])\+(?![\s+\p{Nd}])"),
    regex.compile(r"(?<![\s+])\+(?![\p{L}\p{N}+])"),
)
_PASSED_THROUGH: Final = (
    regex.compile(r"(?<![\p{L}\p{N}+])\+{2,3}(?![\s+])"),
    regex.compile(r"\+{2,3}(?!\+)"),
)


def asciidoc_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    near = near_text(before, after)
    return block_zone(before) or _line_zone(before, near) or _span_zone(near)


def _line_zone(before: str, near: NearText) -> QuietZone | None:
    """Return the zone of the whole line or paragraph, if its form makes it one."""
    line = near.line
    if _COMMENT.match(line):
        return QuietZone.COMMENT
    if line.strip() and _RULE.match(line + near.line_rest):
        return QuietZone.RULE
    if _is_in_header(before) or _ATTRIBUTE.match(line) or is_block_attributes(near):
        return QuietZone.METADATA
    if _BLOCK_MACRO.match(line):
        return QuietZone.COMMAND
    return QuietZone.CODE_BLOCK if _is_literal_paragraph(before, near.paragraph) else None


def _is_in_header(before: str) -> bool:
    """Tell whether the line is one of the author, the revision or the attributes, below the title."""
    if not before.startswith("= "):
        return False
    return "\n" in before[:_SPAN_WINDOW] and "\n\n" not in before


def _is_literal_paragraph(before: str, paragraph: str) -> bool:
    """Tell whether spaces before its first line make a paragraph literal; in a list they do not."""
    if not _LITERAL.match(paragraph) or looks_like_prose(paragraph):
        return False
    above = before[: len(before) - len(paragraph)].rstrip("\n")
    item = above[above.rfind("\n") + 1 :].lstrip()
    return not (item.startswith(("* ", "- ", ". ", "** ", ".. ")) or _TERM.match(item))


def _span_zone(near: NearText) -> QuietZone | None:
    """Return the zone inside a paragraph."""
    line = near.line[-_SPAN_WINDOW:]
    if _MACRO.search(line):
        return QuietZone.MATH if _MATH.search(line) else QuietZone.COMMAND
    if _TARGET.search(line) or _REFERENCE.search(line):
        return QuietZone.LINK_TARGET
    if _ROLE.search(line):
        return QuietZone.METADATA
    spans = (_MONOSPACE, _LITERAL_TEXT, _PASSED_THROUGH)
    is_literal = any(is_in_span(near, opening, closing) for opening, closing in spans)
    return QuietZone.INLINE_CODE if is_literal else None
