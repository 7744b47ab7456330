"""Quiet zones of reStructuredText: directives, literal blocks, comments, roles and targets."""

from typing import Final

import regex

from afterword.prose.zones.formats.restructuredtext_blocks import (
    enclosing_block_zone,
    markup_line_zone,
)
from afterword.prose.zones.inline_spans import is_in_span
from afterword.prose.zones.near_text import NearText, near_text
from afterword.prose.zones.zone_kinds import QuietZone

_RULE: Final = regex.compile(
    r"[ \t]*(?:([=\-~^\"'`#*+:_<>])\1{2,}|\.{4,}|\+[-=][-=+]*|=+(?:[ \t]+=+)+|-+(?:[ \t]+-+)+)[ \t]*\Z"
)
_FIELD: Final = regex.compile(
    r"[ \t]*:(?![\s:])(?:[^:\n`]|\\:)*(?::(?:[ \t]|\Z)|(?<=[\p{L}\p{N}:-])\Z)"
)
_DOCTEST: Final = regex.compile(r"[ \t]*>>>(?: |\Z)")

_ROLE_NAME: Final = regex.compile(r"(?<![^\s(\[{\"'“‘<—–\-])(?::[\p{L}][\p{L}\p{N}.+_-]*)+:?\Z")
_LITERAL: Final = (
    regex.compile(r"(?<![\p{L}\p{N}`\\])``(?![\s`])"),
    regex.compile(r"(?<!\s)``(?!`)"),
)
_INTERPRETED: Final = (
    regex.compile(r"(?<![\p{L}\p{N}`\\])`(?![\s`])"),
    regex.compile(r"(?<![\s`\\])`(?!`)|(?<=``)"),
)
_LITERAL_SPAN: Final = regex.compile(r"(?s)``(?![\s`]).*?(?<!\s)``")
_SUBSTITUTION: Final = regex.compile(r"(?<=[^|\n])(?<![\p{L}\p{N}|])\|(?=\p{L})[^|\n]{0,40}\Z")
_LABEL: Final = regex.compile(r"\[#[\p{L}\p{N}_-]*\Z")


def restructuredtext_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    near = near_text(before, after)
    return enclosing_block_zone(before) or _line_zone(near) or _span_zone(near)


def _line_zone(near: NearText) -> QuietZone | None:
    """Return the zone of the whole line or paragraph, if its form makes it one."""
    line = near.line
    if line.strip() and _RULE.match(line + near.line_rest):
        return QuietZone.RULE
    if _DOCTEST.match(near.paragraph):
        return QuietZone.CODE_BLOCK
    if _FIELD.match(line):
        return QuietZone.METADATA
    return markup_line_zone(line)


def _span_zone(near: NearText) -> QuietZone | None:
    """Return the zone inside a paragraph."""
    if is_in_span(near, *_LITERAL):
        return QuietZone.INLINE_CODE
    if _ROLE_NAME.search(near.line):
        return QuietZone.COMMAND
    if _SUBSTITUTION.search(near.line) or _LABEL.search(near.line):
        return QuietZone.LINK_TARGET
    if "`" not in near.paragraph:
        return None
    paragraph = _LITERAL_SPAN.sub("", near.paragraph)
    without_literals = NearText(
        paragraph=paragraph, rest=near.rest, line=near.line, line_rest=near.line_rest
    )
    return QuietZone.INLINE_CODE if is_in_span(without_literals, *_INTERPRETED) else None
