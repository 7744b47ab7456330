"""Quiet zones of Fountain screenplays: title page, scene headings, transitions, notes, boneyards.

Sections and synopses are prose, as headings are elsewhere; so are action, dialogue and lyrics.
"""

from typing import Final

import regex

from afterword.prose.zones.near_text import near_text
from afterword.prose.zones.zone_kinds import QuietZone

_TITLE_PAGE: Final = regex.compile(
    r"(?i:title|credit|authors?|source|draft(?: date)?|date|contact(?: info)?|copyright|notes|revision"
    r"|episode|series|season|format|font|language|written by|based on|version|scene numbers)[ \t]*:"
    r"|\p{Lu}\p{Ll}+(?: [\p{Lu}\p{Ll}]\p{Ll}+)?:[ \t]*\n(?:[ \t]|\Z)"
)
_PLACE: Final = regex.compile(
    r"[ \t]*+(?:(?i:INT|EXT|EST|INT\.?/EXT|EXT\.?/INT|I\.?/E)\.|(?:INT|EXT|EST|INT\.?/EXT|EXT\.?/INT|I\.?/E)[ \t]"
    r"|\.(?=\p{L}|\p{N}|\Z))"
)
"""A scene heading. With a dot it may be in small letters; without one, that would be a word."""
_TRANSITION: Final = regex.compile(
    r"[ \t]*+(?:>.*|(?!.*\p{Ll})(?:.*[ \t]TO:|(?:CUT|DISSOLVE|FADE|SMASH|MATCH|JUMP|WIPE|IRIS)[ \t].*))\Z"
)
_PAGE_BREAK: Final = regex.compile(r"[ \t]*={3,}[ \t]*\Z")
_NOTE: Final = regex.compile(r"(?s)\[\[(?:(?!\]\]).)*\Z")


def fountain_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    if "\n\n" not in before[:4_000] and _TITLE_PAGE.match(before.lstrip("\ufeff\n")):
        return QuietZone.FRONT_MATTER
    if (opened := before.rfind("/*")) >= 0 and before.find("*/", opened + 2) < 0:
        return QuietZone.COMMENT
    near = near_text(before, after)
    if _NOTE.search(near.paragraph):
        return QuietZone.COMMENT
    if _PAGE_BREAK.match(near.line):
        return QuietZone.RULE
    if "\n" in near.paragraph or (near.line[:1] == ">" and near.line_rest.rstrip().endswith("<")):
        return None
    is_heading = _PLACE.match(near.line) or _TRANSITION.match(near.line)
    return QuietZone.SCENE_HEADING if is_heading else None
