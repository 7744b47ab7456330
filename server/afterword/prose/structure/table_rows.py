"""Table rows: whether a cursor is in one, where its cell ends, and where the table does.

The tables are those of Markdown, Org and reStructuredText: cells between bars, a row a line.
"""

from typing import Final

import regex

from afterword.prose.structure.block_markers import is_table_row

_BAR: Final = regex.compile(r"(?<!\\)\|")
_MOST_ROWS: Final = 200
"""Lines on each side in which a table is looked for."""
_MOST_CHARS: Final = 20_000
"""Characters on each side in which a table is looked for."""


def is_in_table_row(before: str, after: str) -> bool:
    """Tell whether the cursor's line is a row of a table, also one that is being typed."""
    before, after = before[-_MOST_CHARS:], after[:_MOST_CHARS]
    start = before.rfind("\n") + 1
    line = before[start:] + after.partition("\n")[0]
    if not line.strip():
        return False
    if is_table_row(line):
        return True
    rows = _lines_above(before[:start])
    # A line without a bar is the first cell of a row only where the rows have no outer bars.
    may_lack_bar = not any(row.lstrip().startswith("|") for row in rows)
    return ("|" in line or may_lack_bar) and any(map(is_table_row, rows))


def is_behind_outer_bar(before: str) -> bool:
    """Tell whether the cursor's line begins with a bar, so that another one would make it a row."""
    return before[before.rfind("\n") + 1 :].lstrip().startswith("|")


def end_of_cell(text: str) -> int:
    """Return the offset in ``text`` where the cell ends: before a bar or the line's end."""
    line = text.partition("\n")[0]
    bar = _BAR.search(line)
    return bar.start() if bar else len(line)


def end_of_table(after: str) -> int:
    """Return the offset in ``after`` of the end of the table's last line; 0 is the cursor."""
    end = len(after.partition("\n")[0])
    for line in after[end + 1 : end + _MOST_CHARS].split("\n"):
        if "|" not in line and not is_table_row(line):
            break
        end += 1 + len(line)
    return min(end, len(after))


def _lines_above(above: str) -> list[str]:
    """Return the lines with bars right above, the nearest first."""
    rows: list[str] = []
    for line in reversed(above.removesuffix("\n").split("\n")):
        if ("|" not in line and not is_table_row(line)) or len(rows) == _MOST_ROWS:
            break
        rows.append(line)
    return rows
