"""Writes the table of editors in ``docs/editors.md`` from ``tests/e2e/clients/editors``, which the tests run.

    python scripts/editor_table.py [PAGE]

The table stands between two comments, ``<!-- editors -->`` and ``<!-- end of editors -->``.
"""

import json
import sys
from pathlib import Path
from typing import Any

from generated_part import replace_part

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "editors.md"
FOLDER = ROOT / "tests" / "e2e" / "clients" / "editors"
BEGIN, END = "<!-- editors -->\n", "<!-- end of editors -->\n"
HEAD = """\
| | ghost text | completion item | continue paragraph | tested |
|---|---|---|---|---|
"""
YES, NO = "yes", "–"


def table() -> str:
    """Return the table; editors with ghost text come first."""
    contents = [json.loads(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.json")]
    rows = sorted(map(_row, contents), key=lambda cells: (cells[1] == NO, cells[0].lower()))
    return HEAD + "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def with_table(page: str) -> str:
    """Return the text of the page with the table as it is now.

    Raises:
        ValueError: the text has no place for it.
    """
    return replace_part(page, table(), begin=BEGIN, end=END)


def _row(content: dict[str, Any]) -> list[str]:
    capabilities = content["initialize"]["capabilities"]
    text_document = capabilities.get("textDocument", {})
    name = content["editor"]
    if client := content.get("client"):
        name = f"[{name}](../{client}/README.md)"
    # lsp-mode declares it as null; then completion items are offered too.
    ghost_text = YES if "inlineCompletion" in text_document else NO
    if helper := content.get("ghost_text_by"):
        ghost_text = f"with `{helper}`"
    item = NO if text_document.get("inlineCompletion") is not None else YES
    return [name, ghost_text, item, YES if _can_be_edited(content) else NO, content["tested"]]


def _can_be_edited(content: dict[str, Any]) -> bool:
    """Whether there is any way for a server to change the text."""
    capabilities = content["initialize"]["capabilities"]
    action = capabilities.get("textDocument", {}).get("codeAction", {})
    resolved = action.get("resolveSupport", {}).get("properties", [])
    applies = capabilities.get("workspace", {}).get("applyEdit", False)
    return applies or content.get("applies_edits_undeclared", False) or "edit" in resolved


def main(path: Path) -> None:
    """Write the table into the page."""
    path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE)
