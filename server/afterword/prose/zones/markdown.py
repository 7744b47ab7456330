"""Quiet zones of Markdown: CommonMark, and the math, tables and front matter of its dialects."""

from typing import Final

import regex

from afterword.prose.zones.code_fences import is_in_fence
from afterword.prose.zones.dollar_math import is_in_dollar_math
from afterword.prose.zones.front_matter import is_in_front_matter
from afterword.prose.zones.zone_kinds import QuietZone

_PARAGRAPH_WINDOW: Final = 4_000
"""Characters on each side of the cursor that may belong to its paragraph."""
_TAG_WINDOW: Final = 600
"""Characters before the cursor in which the start of a tag or a link is searched for."""
_TYPED_CODE: Final = 60
"""Characters after an unclosed backtick that count as code. Further on in the line, the backtick is
taken for an old-style quotation mark."""

_BACKTICKS: Final = regex.compile(r"(?<!\\)`+")
_CODE_SPAN: Final = regex.compile(r"(?s)(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)")
_LINK_TARGET: Final = regex.compile(r"\](?:\((?:[^()\n]|\([^()\n]*\))*|\[[^\]\n]*)\Z")
_LABEL: Final = regex.compile(r"\[(?:\^|\[)[^\]\n]*\]?\Z")
_DEFINITION: Final = regex.compile(r" {0,3}\[(?!\^)[^\]\n]+\]:")
_TAG: Final = regex.compile(r"<(?:[a-zA-Z/?]|!(?!--))[^<>]*\Z|<!-?-?\Z")
_RULE: Final = regex.compile(
    r"[ \t>]*(?:\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+|(?:[-*_][ \t]*){3,}|={3,}[ \t]*)\Z"
)
_ESCAPED_MATH: Final = (("\\(", "\\)"), ("\\[", "\\]"))


def markdown_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    if is_in_front_matter(before, after):
        return QuietZone.FRONT_MATTER
    if is_in_fence(before):
        return QuietZone.CODE_BLOCK
    if _is_in_comment(before):
        return QuietZone.COMMENT
    near = before[-_PARAGRAPH_WINDOW:]
    line = near[near.rfind("\n") + 1 :]
    line_rest = after[:_TAG_WINDOW].partition("\n")[0]
    return _line_zone(line, line_rest) or _span_zone(near, after[:_PARAGRAPH_WINDOW])


def _is_in_comment(before: str) -> bool:
    # Searching for one character is forty times as fast, and most prose does not contain it.
    if "<" not in before:
        return False
    return (opened := before.rfind("<!--")) >= 0 and before.find("-->", opened) < 0


def _line_zone(line: str, line_rest: str) -> QuietZone | None:
    """Return the zone of the whole line, if its form makes it one."""
    if _DEFINITION.match(line):
        return QuietZone.REFERENCE_DEFINITION
    if line.strip() and _RULE.match(line + line_rest):
        return QuietZone.RULE
    return None


def _span_zone(near: str, rest: str) -> QuietZone | None:
    """Return the zone inside a paragraph."""
    paragraph = near[near.rfind("\n\n") + 1 :]
    paragraph_rest = rest.partition("\n\n")[0]
    if _is_in_inline_code(paragraph, paragraph_rest):
        return QuietZone.INLINE_CODE
    plain = _without_code(paragraph)
    if _is_in_math(plain, paragraph_rest):
        return QuietZone.MATH
    line = plain[plain.rfind("\n") + 1 :][-_TAG_WINDOW:]
    if _LINK_TARGET.search(line) or _LABEL.search(line):
        return QuietZone.LINK_TARGET
    return QuietZone.TAG if _TAG.search(plain[-_TAG_WINDOW:]) else None


def _is_in_inline_code(paragraph: str, rest: str) -> bool:
    """Tell whether the cursor is in a code span: one that is closed later, or is being typed."""
    opener = ""
    opened_at = 0
    for found in _BACKTICKS.finditer(paragraph):
        if not opener:
            opener, opened_at = found.group(), found.end()
        elif found.group() == opener:
            opener = ""
    if not opener:
        return False
    if any(found.group() == opener for found in _BACKTICKS.finditer(rest)):
        return True
    typed = paragraph[opened_at:]
    if opener == "``" and "''" in typed:  # quotation marks as TeX writes them
        return False
    return "\n" not in typed and len(typed) <= _TYPED_CODE


def _without_code(paragraph: str) -> str:
    return _CODE_SPAN.sub("", paragraph) if "`" in paragraph else paragraph


def _is_in_math(paragraph: str, rest: str) -> bool:
    if any(paragraph.rfind(opener) > paragraph.rfind(closer) for opener, closer in _ESCAPED_MATH):
        return True
    return is_in_dollar_math(paragraph, rest, prices=True)
