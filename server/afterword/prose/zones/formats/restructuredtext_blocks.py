"""Blocks of reStructuredText, which end where the indentation does: directives, comments, literals."""

from collections.abc import Iterator
from typing import Final

import regex

from afterword.prose.zones.zone_kinds import QuietZone

_WINDOW: Final = 20_000
"""Characters before the cursor in which the start of a block is searched for."""
_TAB_COLUMNS: Final = 8
"""Columns between the stops of tabs, as docutils has them."""

_BULLETS: Final = regex.compile(r"[ \t]*(?:(?:[-*+•‣⁃]|\(?(?:\p{Nd}{1,3}|#|\p{L})[.)])[ \t]+)*+")
_MARKUP: Final = regex.compile(r"\.\.(?=[ \t]|\Z)[ \t]*")
_DIRECTIVE: Final = regex.compile(
    r"(?:\|[^|\n]+\|[ \t]+)?(?P<name>[\p{L}\p{N}][\p{L}\p{N}.+:_-]*?)::(?=[ \t]|\Z)"
)
_TARGET: Final = regex.compile(r"_(?:`[^`]*`?|[^:\n\\]|\\.)*(?::|\Z)|__")
_NOTE: Final = regex.compile(r"\[(?:[#*]?[\p{L}\p{N}_.-]*)(?P<closed>\][ \t])?")
_FIELD: Final = regex.compile(r":(?![\s:])[^:\n`]*:(?:[ \t]|\Z)")
_DOCTEST: Final = regex.compile(r">>> ")

_CODE: Final = regex.compile(
    r"(?:.*[:-])?(?:code|code-?block|code-?cell|sourcecode|highlight|literalinclude|include|image|math|raw"
    r"|parsed-literal|(?:doc)?test(?:code|output|setup|cleanup)?|ipython|plot|(?:di)?graph(?:viz)?|mermaid"
    r"|uml|plantuml|tikz|csv-table|toctree|bibliography|contents|sectnum|section-numbering|meta|default-role"
    r"|role|replace|unicode|date|index|(?:current)?module|productionlist|prompt|jupyter-execute|jinja|exec"
    r"|command-output|program-output|auto\w+|target-notes|title|youtube|video|tabularcolumns|default-domain"
    r"|\w*diag|asciinema|nbgallery|gallery|eval-rst|automodule|click|argparse|openapi|console|shell|bash"
    r"|python|listing|literal|source)"
)
"""Names of directives whose content is not prose."""
_PROSE_ARGUMENT: Final = frozenset({
    "note", "warning", "attention", "caution", "danger", "error", "hint", "important", "tip", "admonition",
    "topic", "sidebar", "rubric", "epigraph", "highlights", "pull-quote", "seealso", "todo", "centered",
    "dropdown", "card", "tab-item", "tab", "table", "list-table", "header", "footer", "compound", "poem",
})  # fmt: skip
"""Names of directives whose text may begin on their own line."""


def enclosing_block_zone(before: str) -> QuietZone | None:
    """Return the zone of the blocks around the last line, by its indentation."""
    window = before[-_WINDOW:]
    line = window[window.rfind("\n") + 1 :]
    _, limit, _ = _measure(line)
    above = _lines_above(window[: len(window) - len(line)])
    while limit and (parent := next(above, None)) is not None:
        column, marker_column, text = _measure(parent)
        if text and column < limit and (zone := _content_zone(text)):
            return zone
        if text and marker_column < limit:
            limit = marker_column
    return None


def markup_line_zone(line: str) -> QuietZone | None:
    """Return the zone of a line that begins with two dots and a space, after the list marker if any."""
    text = _measure(line)[2]
    markup = _MARKUP.match(text)
    if markup is None:
        return QuietZone.REFERENCE_DEFINITION if text.startswith("__ ") else None
    text = text[markup.end() :]
    if directive := _DIRECTIVE.match(text):
        return None if directive["name"] in _PROSE_ARGUMENT else QuietZone.COMMAND
    if _TARGET.match(text):
        return QuietZone.REFERENCE_DEFINITION
    if note := _NOTE.match(text):
        return None if note["closed"] else QuietZone.LINK_TARGET
    return QuietZone.COMMENT


def _content_zone(text: str) -> QuietZone | None:
    """Return the zone of what is indented below a line."""
    markup = _MARKUP.match(text)
    if markup is None:
        if _FIELD.match(text):
            return QuietZone.METADATA
        is_literal = text.rstrip().endswith("::") or _DOCTEST.match(text)
        return QuietZone.CODE_BLOCK if is_literal else None
    text = text[markup.end() :]
    if directive := _DIRECTIVE.match(text):
        return QuietZone.CODE_BLOCK if _CODE.fullmatch(directive["name"].lower()) else None
    if _NOTE.match(text):
        return None
    return QuietZone.REFERENCE_DEFINITION if _TARGET.match(text) else QuietZone.COMMENT


def _measure(line: str) -> tuple[int, int, str]:
    """Return the column of a line's text, the column of its list marker, and the text.

    The columns are the same where there is no list marker.
    """
    spaces = line[: len(line) - len(line.lstrip(" \t"))]
    found = _BULLETS.match(line)
    lead = found.group() if found else spaces
    return (
        len(lead.expandtabs(_TAB_COLUMNS)),
        len(spaces.expandtabs(_TAB_COLUMNS)),
        line[len(lead) :].rstrip(),
    )


def _lines_above(window: str) -> Iterator[str]:
    end = len(window) - 1
    while end > 0:
        start = window.rfind("\n", 0, end) + 1
        yield window[start:end]
        end = start - 1
