"""What real editors declare when they start a server, as recorded in ``clients/editors``."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from open_page import Json

FOLDER = Path(__file__).parent / "clients" / "editors"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorDeclaration:
    """What one editor declares: a file of ``clients/editors``."""

    id: str
    editor: str
    source: str
    """How we know."""
    initialize: Json
    """The parameters of its ``initialize`` that name it and its capabilities."""
    applies_edits_undeclared: bool = False
    """It carries out ``workspace/applyEdit`` without declaring so."""

    def has(self, path: str) -> bool:
        """Whether it declared the capability at a dotted path."""
        return bool(self.value(path))

    def value(self, path: str) -> Any:
        """Return what it declared at a dotted path; None if nothing."""
        nothing: Json = {}
        found: Any = self.initialize["capabilities"]
        for name in path.split("."):
            found = (found or nothing).get(name)
        return found

    @property
    def shows_ghost_text(self) -> bool:
        """Whether it asks for inline completion; lsp-mode declares that as null."""
        return "inlineCompletion" in (self.value("textDocument") or {})

    @property
    def resolves_edits(self) -> bool:
        """Whether it asks for an action's edit when the writer has chosen the action."""
        properties: list[str] = (
            self.value("textDocument.codeAction.resolveSupport.properties") or []
        )
        return "edit" in properties and self.has("textDocument.codeAction.dataSupport")

    @property
    def encodings(self) -> list[str]:
        """The position encodings that a server may choose from."""
        return self.value("general.positionEncodings") or ["utf-16"]


def read_declarations() -> list[EditorDeclaration]:
    """Return all of them, by name of their files."""
    return [_read(file) for file in sorted(FOLDER.glob("*.json"))]


def _read(file: Path) -> EditorDeclaration:
    content = json.loads(file.read_text(encoding="utf-8"))
    return EditorDeclaration(
        id=file.stem,
        editor=content["editor"],
        source=content["source"],
        initialize=content["initialize"],
        applies_edits_undeclared=content.get("applies_edits_undeclared", False),
    )
