"""Front matter in YAML or TOML at the start of a document: its bounds, and what lies in it."""

from dataclasses import dataclass
from typing import Final

import regex

_OPENING: Final = regex.compile(r"\ufeff?---[ \t]*(?=\r\n?|\n)")
_CLOSING: Final = regex.compile(r"(?:\r\n?|\n)(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)")
MAX_CHARS: Final = 200_000
"""Characters of the longest front matter. An opening line that is not closed within so many begins
none."""
_CHECKED_CHARS: Final = 4_000
"""Characters of unclosed front matter whose lines are checked."""
_YAML_LINE: Final = regex.compile(
    r"#.*|-(?:\s.*)?|[\"']?[\w.-]++(?: [\w.-]+){0,2}+[\"']?:(?:\s.*)?|[ \t]+\S.*|[\]}].*"
)
_TOML_LINE: Final = regex.compile(r"#.*|\[.*|[\w.\"'-]+\s*=.*|[ \t]*\S?[\]}\"',].*|[ \t]+\S.*|")
_HALF_TYPED_KEY: Final = regex.compile(r"[\"'\[]?[\w.-]*(?: [\w.-]*)?[\"']?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatterSpan:
    """The bounds of YAML front matter in a text; offsets count code points."""

    inner_start: int
    """The offset after its opening line."""
    inner_end: int
    """The offset before its closing line."""
    end: int
    """The offset after its closing line, where the text itself begins."""


def front_matter_span(text: str) -> FrontMatterSpan | None:
    """Return the bounds of a text's closed YAML front matter; None if it has none."""
    opening = _OPENING.match(text)
    if opening is None:
        return None
    closing = _CLOSING.search(text, opening.end(), opening.end() + MAX_CHARS)
    if closing is None:
        return None
    return FrontMatterSpan(inner_start=opening.end(), inner_end=closing.start(), end=closing.end())


def is_in_closed_front_matter(before: str, after: str) -> bool:
    """Tell whether the place is in closed YAML front matter; its content is not checked."""
    if _OPENING.match(before) is None or len(before) > MAX_CHARS:
        return False
    span = front_matter_span(before + after[:MAX_CHARS])
    return span is not None and len(before) < span.end


def is_in_front_matter(before: str, after: str) -> bool:
    """Tell whether the place is in YAML (``---``) or TOML (``+++``) at the document's start.

    Where it is not closed yet, the text so far must look like YAML or TOML, because a document may
    also begin with a line of dashes.
    """
    first_line, line_end, rest = before[:12].removeprefix("\ufeff").partition("\n")
    mark = first_line.rstrip(" \t")
    if mark not in ("---", "+++") or not line_end:
        return False
    start = before.index("\n") + 1
    if _is_closed(before, start - 1, mark):
        return False
    line_start = before.rfind("\n")
    if rest[:1] != "\n" and _is_closed(before[line_start:] + after, 0, mark):
        return True
    shape = _YAML_LINE if mark == "---" else _TOML_LINE
    *lines, last = before[start:][:_CHECKED_CHARS].split("\n")
    if not all(shape.fullmatch(line) for line in lines):
        return False
    return bool(shape.fullmatch(last) or _HALF_TYPED_KEY.fullmatch(last))


def _is_closed(text: str, start: int, mark: str) -> bool:
    """Tell whether a whole line of ``mark`` follows (YAML may also end with ``...``)."""
    for ending in (mark, "...") if mark == "---" else (mark,):
        place = text.find(f"\n{ending}", start)
        while place >= 0:
            line_end = text.find("\n", place + 4)
            if line_end >= 0 and not text[place + 4 : line_end].strip():
                return True
            place = text.find(f"\n{ending}", place + 4)
    return False
