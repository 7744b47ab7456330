"""Quiet zones of LaTeX and ConTeXt: comments, commands, math and environments without prose."""

from typing import Final

import regex

from afterword.prose.zones.formats.latex_environments import quiet_environment
from afterword.prose.zones.formats.latex_spans import is_command, is_in_latex_math, is_in_verb
from afterword.prose.zones.near_text import NearText, near_text
from afterword.prose.zones.zone_kinds import QuietZone

_COMMENT: Final = regex.compile(r"(?<!\\)(?:\\\\)*%")
_DOCUMENT_END: Final = "\\end{document}"
_DOCUMENT_END_WINDOW: Final = 20_000
"""Characters before the cursor in which the document's end is searched for."""
_SKIPPED: Final = "\\iffalse"
_SKIPPED_END: Final = regex.compile(r"\\fi(?![a-zA-Z])")


def latex_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    near = near_text(before, after)
    environment = quiet_environment(before)
    if environment is QuietZone.CODE_BLOCK:
        return environment
    if is_in_verb(near):
        return QuietZone.INLINE_CODE
    if "%" in near.line and _COMMENT.search(near.line):
        return QuietZone.COMMENT
    if _is_skipped(before):
        return QuietZone.COMMENT
    if _is_in_preamble(before):
        return QuietZone.PREAMBLE
    return environment or _span_zone(near)


def _span_zone(near: NearText) -> QuietZone | None:
    """Return the zone inside a paragraph."""
    if is_command(near):
        return QuietZone.COMMAND
    return QuietZone.MATH if is_in_latex_math(near, prices=False) else None


def _is_skipped(before: str) -> bool:
    """Tell whether the end is switched off, or behind the document's end."""
    if _DOCUMENT_END in before[-_DOCUMENT_END_WINDOW:]:
        return True
    skipped = before.rfind(_SKIPPED)
    return skipped >= 0 and _SKIPPED_END.search(before, skipped) is None


def _is_in_preamble(before: str) -> bool:
    return "\\documentclass" in before and "\\begin{document}" not in before
