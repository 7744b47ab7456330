"""Quiet zones of Markdown: CommonMark, and what its dialects add.

Math, tables and front matter; LaTeX, attributes and citations as in Pandoc; short codes as in Hugo and
Jekyll; notes as in Obsidian and CriticMarkup; MDX.
"""

from dataclasses import replace
from typing import Final

import regex

from afterword.prose.zones.code_fences import is_in_fence
from afterword.prose.zones.dollar_math import is_in_dollar_math
from afterword.prose.zones.formats.latex_environments import quiet_environment
from afterword.prose.zones.formats.latex_spans import is_command
from afterword.prose.zones.formats.markdown_blocks import block_zone
from afterword.prose.zones.front_matter import is_in_front_matter
from afterword.prose.zones.indented_code import is_in_indented_code
from afterword.prose.zones.inline_spans import unclosed_part
from afterword.prose.zones.near_text import NearText, near_text
from afterword.prose.zones.zone_kinds import QuietZone

_TAG_WINDOW: Final = 600
"""Characters before the cursor in which the start of a tag or a link is searched for."""
_TYPED_CODE: Final = 60
"""Characters after an unclosed backtick that count as code. Further on in the line, the backtick is
taken for an old-style quotation mark."""

_BACKTICKS: Final = regex.compile(r"(?<!\\)`+")
_CODE_SPAN: Final = regex.compile(r"(?s)(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)")
_LINK_TARGET: Final = regex.compile(r"\](?:\((?:[^()\n]|\([^()\n]*\))*|\[[^\]\n]*)\Z")
_LABEL: Final = regex.compile(r"\[(?:[\^!]|\[)[^\]\n]*\]?\Z")
_CITATION: Final = regex.compile(r"(?<![^\s\[(;\-])@[\p{L}\p{N}_{][\p{L}\p{N}_{}:./\-]*\Z")
_ATTRIBUTES: Final = regex.compile(
    r"\{(?:(?:[.#:%]|-(?!-)|=(?!=))[^{}\n]*|[\p{L}_][\p{L}\p{N}_\-]*=[^{}\n]*)\Z"
)
_SHORT_CODE: Final = regex.compile(
    r"\{\{[^{}]*\Z|\{%(?:(?!%\}).)*\Z|(?s)\{\{[<%](?:(?![>%]\}\}).)*\Z"
)
_NOTE: Final = regex.compile(r"(?s)\{>>(?:(?!<<\}).)*\Z")
_PER_CENTS: Final = regex.compile(r"%%")
_CODE_TAG: Final = regex.compile(r"(?is)<(code|kbd|samp|tt|var)(?:\s[^<>]*)?>(?:(?!</\1>).)*\Z")
_DEFINITION: Final = regex.compile(r" {0,3}\[(?!\^)[^\]\n]+\]:")
_TAG: Final = regex.compile(r"<(?:[a-zA-Z/?]|!(?!--))[^<>]*\Z|<!-?-?\Z")
_RULE: Final = regex.compile(
    r"[ \t>]*(?:\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+|(?:[-*_][ \t]*){3,}|={3,}[ \t]*)\Z"
)
_ESCAPED_MATH: Final = (("\\(", "\\)"), ("\\[", "\\]"))


def markdown_zone(before: str, after: str, *, is_mdx: bool = False) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    if is_in_front_matter(before, after):
        return QuietZone.FRONT_MATTER
    if is_in_fence(before):
        return QuietZone.CODE_BLOCK
    if _is_in_comment(before):
        return QuietZone.COMMENT
    near = near_text(before, after)
    if is_in_indented_code(before, near):
        return QuietZone.CODE_BLOCK
    return (
        block_zone(before, near, is_mdx=is_mdx)
        or _line_zone(near.line, near.line_rest)
        or _span_zone(near)
        or quiet_environment(before)
    )


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


def _span_zone(near: NearText) -> QuietZone | None:
    """Return the zone inside a paragraph."""
    if _is_in_inline_code(near.paragraph, near.rest):
        return QuietZone.INLINE_CODE
    plain = replace(near, paragraph=_without_code(near.paragraph))
    plain = replace(plain, line=plain.paragraph[plain.paragraph.rfind("\n") + 1 :][-_TAG_WINDOW:])
    if _is_in_math(plain.paragraph, plain.rest):
        return QuietZone.MATH
    if unclosed_part(plain.paragraph, _PER_CENTS, _PER_CENTS) is not None:
        return QuietZone.COMMENT
    return _markup_zone(plain.paragraph[-_TAG_WINDOW:], plain.line) or (
        QuietZone.COMMAND if is_command(plain) else None
    )


def _markup_zone(near: str, line: str) -> QuietZone | None:
    """Return the zone of markup in brackets, braces or angle brackets at the end of ``near``."""
    if _LINK_TARGET.search(line) or _LABEL.search(line) or _CITATION.search(line):
        return QuietZone.LINK_TARGET
    if "{" in near and (zone := _brace_zone(near, line)):
        return zone
    if _TAG.search(near):
        return QuietZone.TAG
    return QuietZone.INLINE_CODE if "<" in near and _CODE_TAG.search(near) else None


def _brace_zone(near: str, line: str) -> QuietZone | None:
    """Return the zone of short codes, attributes and notes in braces at the end of ``near``."""
    if _SHORT_CODE.search(near):
        return QuietZone.COMMAND
    if _ATTRIBUTES.search(line):
        return QuietZone.METADATA
    return QuietZone.COMMENT if _NOTE.search(near) else None


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
