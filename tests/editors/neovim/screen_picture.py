"""Draws a captured terminal screen as SVG: what ``tmux capture-pane -e`` prints, cell by cell."""

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from wcwidth import wcwidth

ESCAPE = re.compile("\x1b\\[([0-9;:]*)m|\x1b[()][A-Z0-9]|\x0e|\x0f")
CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 8.4, 18, 14
BASE = ("#1c1c22", "#d8d8d2")
"""Background and text where the terminal's own colours are meant."""
NAMED = ["#1c1c22", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d8d8d2"]
BRIGHT = ["#6c6f7a", "#ef8a92", "#b2d49a", "#f0d49b", "#83c3f5", "#d79be8", "#7cc9d3", "#ffffff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a cell looks; None is the terminal's own colour."""

    text: str | None = None
    background: str | None = None
    is_bold: bool = False
    is_reversed: bool = False


@dataclass(slots=True)
class Cell:
    """One character on the screen, one or two columns wide."""

    column: int
    text: str
    width: int
    style: Style = field(default_factory=Style)


def colour(number: int) -> str:
    """Return the colour of a number of the 256-colour palette."""
    if number < 16:
        return (NAMED + BRIGHT)[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    steps = (0, 95, 135, 175, 215, 255)
    cube = number - 16
    return "#" + "".join(f"{steps[part]:02x}" for part in (cube // 36, cube // 6 % 6, cube % 6))


def styled(style: Style, codes: str) -> Style:
    """Return the style after an SGR sequence."""
    numbers = [int(code or 0) for code in re.split("[;:]", codes)]
    while numbers:
        match numbers:
            case [38 | 48 as which, 2, red, green, blue, *rest]:
                style = _coloured(style, which, f"#{red:02x}{green:02x}{blue:02x}")
                numbers = rest
                continue
            case [38 | 48 as which, 5, number, *rest]:
                style = _coloured(style, which, colour(number))
                numbers = rest
                continue
            case _:
                style, numbers = _simple(style, numbers[0]), numbers[1:]
    return style


def _coloured(style: Style, which: int, value: str | None) -> Style:
    return replace(style, text=value) if which == 38 else replace(style, background=value)


def _simple(style: Style, code: int) -> Style:
    if 30 <= code % 60 <= 37:
        return replace(style, text=(BRIGHT if code > 60 else NAMED)[code % 60 - 30])
    if 40 <= code % 60 <= 47:
        return replace(style, background=(BRIGHT if code > 60 else NAMED)[code % 60 - 40])
    changes: dict[int, Style] = {
        0: Style(),
        1: replace(style, is_bold=True),
        22: replace(style, is_bold=False),
        7: replace(style, is_reversed=True),
        27: replace(style, is_reversed=False),
        39: replace(style, text=None),
        49: replace(style, background=None),
    }
    return changes.get(code, style)


def read_cells(line: str, style: Style) -> tuple[list[Cell], Style]:
    """Return a line's cells, and the style that the next line begins with."""
    cells: list[Cell] = []
    column = position = 0
    while position < len(line):
        if found := ESCAPE.match(line, position):
            style = style if found[1] is None else styled(style, found[1])
            position = found.end()
            continue
        width = wcwidth(line[position])
        if width > 0:
            cells.append(Cell(column, line[position], width, style))
            column += width
        elif cells:
            cells[-1].text += line[position]
        position += 1
    return cells, style


def read_screen(captured: str) -> list[list[Cell]]:
    """Return the cells of each line."""
    rows: list[list[Cell]] = []
    style = Style()
    for line in captured.split("\n"):
        cells, style = read_cells(line, style)
        rows.append(cells)
    return rows


def draw(captured: str, *, columns: int, cursor: tuple[int, int]) -> str:
    """Return an SVG of a captured screen. ``cursor`` is its row and column, from 0."""
    rows = read_screen(captured.rstrip("\n"))
    width, height = columns * CELL_WIDTH + 16, len(rows) * CELL_HEIGHT + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'viewBox="0 0 {width:.0f} {height}" font-family="monospace" font-size="{FONT_SIZE}">',
        f'<rect width="100%" height="100%" rx="6" fill="{BASE[0]}"/>',
    ]
    for row, cells in enumerate(rows):
        y = 8 + row * CELL_HEIGHT
        parts += _draw_papers(cells, y)
        parts += [_draw_text(cell, y) for cell in cells if cell.text.strip()]
    x, y = 8 + cursor[1] * CELL_WIDTH, 8 + cursor[0] * CELL_HEIGHT
    parts.append(f'<rect x="{x:.1f}" y="{y}" width="2" height="{CELL_HEIGHT}" fill="#ffffff"/>')
    return "\n".join([*parts, "</svg>", ""])


def _colours(style: Style) -> tuple[str, str]:
    """Return the ink and the paper."""
    ink, paper = style.text or BASE[1], style.background or BASE[0]
    return (paper, ink) if style.is_reversed else (ink, paper)


def _draw_papers(cells: list[Cell], y: float) -> list[str]:
    """Return one area for each run of cells on the same paper, so that no seams show."""
    parts: list[str] = []
    for paper, group in groupby(cells, key=lambda cell: _colours(cell.style)[1]):
        run = list(group)
        if paper != BASE[0]:
            width = sum(cell.width for cell in run) * CELL_WIDTH
            area = f'x="{_x(run[0]):.1f}" y="{y}" width="{width:.1f}" height="{CELL_HEIGHT}"'
            parts.append(f'<rect {area} fill="{paper}"/>')
    return parts


def _draw_text(cell: Cell, y: float) -> str:
    weight = ' font-weight="bold"' if cell.style.is_bold else ""
    ink, shown = _colours(cell.style)[0], escape(cell.text)
    return f'<text x="{_x(cell):.1f}" y="{y + 13}" fill="{ink}"{weight}>{shown}</text>'


def _x(cell: Cell) -> float:
    return 8 + cell.column * CELL_WIDTH


def write(path: Path, captured: str, *, columns: int, cursor: tuple[int, int]) -> None:
    """Write the picture to a file."""
    path.write_text(draw(captured, columns=columns, cursor=cursor), encoding="utf-8")
