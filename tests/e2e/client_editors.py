"""The editors of the matrix, as strict as the real ones: each answers what it declared, no more."""

import json
import sys
from asyncio import create_subprocess_exec, subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starting import HERE, server_environment
from wire import Editor, Json

FOLDER = HERE / "clients" / "editors"
METHOD_NOT_FOUND = -32601
REGISTRABLE = {
    "workspace/didChangeConfiguration": "workspace.didChangeConfiguration.dynamicRegistration",
    "workspace/didChangeWatchedFiles": "workspace.didChangeWatchedFiles.dynamicRegistration",
}
NEEDS = {
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/configuration": "workspace.configuration",
    "window/workDoneProgress/create": "window.workDoneProgress",
}
"""What an editor must have declared to be asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What one editor says of itself: a file of ``clients/editors``."""

    id: str
    editor: str
    source: str
    """How we know."""
    initialize: Json
    """The part of the request's parameters that says who it is and what it can do."""
    applies_edits_undeclared: bool = False
    """It carries out ``workspace/applyEdit``, whatever it says."""

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


def read_editors() -> list[Declared]:
    """Return all of them, by name of their files."""
    return [_read(file) for file in sorted(FOLDER.glob("*.json"))]


def _read(file: Path) -> Declared:
    content = json.loads(file.read_text(encoding="utf-8"))
    return Declared(
        id=file.stem,
        editor=content["editor"],
        source=content["source"],
        initialize=content["initialize"],
        applies_edits_undeclared=content.get("applies_edits_undeclared", False),
    )


class StrictEditor(Editor):
    """Refuses every request that it did not declare, as real editors do."""

    declared: Declared

    @property
    def undeclared(self) -> list[str]:
        """The requests that it should not have been sent."""
        return [one["method"] for one in self.received if self._is_undeclared(one)]

    def _take(self, message: Json) -> None:
        method = message.get("method")
        is_tolerated = method == "workspace/applyEdit" and self.declared.applies_edits_undeclared
        if self._is_undeclared(message) and not is_tolerated:
            error = {"code": METHOD_NOT_FOUND, "message": f"Unhandled method {method}"}
            self.send({"id": message["id"], "error": error})
        else:
            super()._take(message)

    def _is_undeclared(self, message: Json) -> bool:
        method = message.get("method", "")
        if method == "client/registerCapability":
            wanted = [one["method"] for one in message["params"]["registrations"]]
            return not all(self.declared.has(REGISTRABLE[one]) for one in wanted)
        return method in NEEDS and not self.declared.has(NEEDS[method])


async def launch(declared: Declared, **options: object) -> StrictEditor:
    """Start a scripted server for an editor and say nothing to it yet. For ``options`` see its file.

    Whoever launches it has to ``kill`` it.
    """
    script = HERE / "scripted_server.py"
    process = await create_subprocess_exec(
        *(sys.executable, str(script), json.dumps(options)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=server_environment(),
        limit=2**24,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    editor = StrictEditor(process.stdout, process.stdin)
    editor.declared, editor.process = declared, process
    return editor
