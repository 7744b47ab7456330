"""Paragraph bounds: where the paragraph around a place begins and ends.

The search goes outwards from the place, so its time does not depend on the document's length.
"""

from typing import Final

from afterword.prose.characters.character_classes import is_cjk, is_cjk_punctuation
from afterword.prose.characters.graphemes import display_width
from afterword.prose.structure.block_markers import indent_of, is_list_item, separates_blocks
from afterword.prose.structure.hard_wraps import wrap_column
from afterword.prose.structure.sentences import ends_sentence

_MAX_LINES: Final = 400
"""Lines on each side that a paragraph may have. None is longer, and the bound limits the time."""
_SAMPLE_LINES: Final = 12
"""Lines on each side from which it is decided whether each line is a paragraph of its own."""
_LONG_LINE_COLUMNS: Final = 132
"""Columns of the longest hard-wrapped line."""
_LINE_SAMPLE_CHARS: Final = 2_000
"""Characters at the start of each of these lines that are read."""

_Span = tuple[int, int]


def paragraph_around(text: str, offset: int) -> tuple[int, int]:
    """Return the bounds of the paragraph that contains ``offset``, without its last line end.

    It is bounded by blank lines, and in Markdown by headings, list items, block quotations and
    rules. Where each line is a paragraph of its own, without blank lines between (common in
    Chinese), and on a blank line, it is the line.
    """
    offset = min(max(offset, 0), len(text))
    here = _line_at(text, offset)
    if not text[slice(*here)].strip():
        return here
    above = _lines_above(text, here, _SAMPLE_LINES)
    below = _lines_below(text, here, _SAMPLE_LINES)
    sample = [
        text[start : min(end, start + _LINE_SAMPLE_CHARS)] for start, end in (*above, here, *below)
    ]
    if _lines_are_paragraphs(sample, is_cut=len(above) + len(below) >= 2 * _SAMPLE_LINES):
        return here
    if len(above) == _SAMPLE_LINES:
        above = _lines_above(text, here, _MAX_LINES)
    if len(below) == _SAMPLE_LINES:
        below = _lines_below(text, here, _MAX_LINES)
    indents_first_lines = any(not indent_of(line) and not is_list_item(line) for line in sample)
    start, end = here
    for line in reversed(above):
        if _is_break(text[slice(*line)], text[start:end], indents_first_lines=indents_first_lines):
            break
        start, end = line
    first, (start, end) = start, here
    for line in below:
        if _is_break(text[start:end], text[slice(*line)], indents_first_lines=indents_first_lines):
            break
        start, end = line
    return first, end


def _line_at(text: str, offset: int) -> _Span:
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def _lines_above(text: str, here: _Span, count: int) -> list[_Span]:
    """Return up to ``count`` lines above, top first, up to the next blank one."""
    spans: list[_Span] = []
    start = here[0]
    while start > 0 and len(spans) < count:
        line = text.rfind("\n", 0, start - 1) + 1, start - 1
        if not text[slice(*line)].strip():
            break
        spans.append(line)
        start = line[0]
    return spans[::-1]


def _lines_below(text: str, here: _Span, count: int) -> list[_Span]:
    spans: list[_Span] = []
    end = here[1]
    while end < len(text) and len(spans) < count:
        line = _line_at(text, end + 1)
        if not text[slice(*line)].strip():
            break
        spans.append(line)
        end = line[1]
    return spans


def _is_break(above: str, below: str, *, indents_first_lines: bool) -> bool:
    """Tell whether a paragraph ends between two neighbouring lines."""
    if separates_blocks(above, below):
        return True
    indent = indent_of(below)
    if indent and (indents_first_lines or "\u3000" in indent) and ends_sentence(above):
        return True
    return _is_long(above) and (_is_long(below) or ends_sentence(above))


def _is_long(line: str) -> bool:
    return (
        display_width(line[:_LONG_LINE_COLUMNS]) > _LONG_LINE_COLUMNS
        or len(line) > _LONG_LINE_COLUMNS
    )


def _lines_are_paragraphs(lines: list[str], *, is_cut: bool) -> bool:
    """Tell whether each of these neighbouring lines is a paragraph of its own.

    They are where nearly all end a sentence although the next word would have fitted, and where
    most are long, or Chinese or Japanese, or no blank line was found among them (``is_cut``). A
    short block with one sentence a line is how some people type a paragraph in LaTeX or Markdown.
    """
    if len(lines) < 2 or wrap_column("\n".join(lines)) is not None:
        return False
    complete = sum(ends_sentence(line) for line in lines)
    if complete < 0.8 * len(lines):
        return False
    cjk = sum(_is_mostly_cjk(line) for line in lines)
    long = sum(_is_long(line) for line in lines)
    return is_cut or 2 * cjk > len(lines) or 2 * long > len(lines)


def _is_mostly_cjk(line: str) -> bool:
    sample = line.strip()[:60]
    return 2 * sum(is_cjk(char) or is_cjk_punctuation(char) for char in sample) > len(sample)
