"""The editors of the matrix, as strict as real ones: each answers only what it has declared."""

import json
import sys
from typing import Any

from editor_client import EditorClient
from editor_declarations import EditorDeclaration
from open_page import Json
from server_processes import HERE, server_environment

from afterword.study.benchmarking.editor.language_client import (
    ResponseError,
    ServerConnection,
    start_server,
)

METHOD_NOT_FOUND = -32601
REGISTRABLE = {
    "workspace/didChangeConfiguration": "workspace.didChangeConfiguration.dynamicRegistration",
    "workspace/didChangeWatchedFiles": "workspace.didChangeWatchedFiles.dynamicRegistration",
}
"""Which capability a registration of each method needs."""
NEEDS = {
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/configuration": "workspace.configuration",
    "window/workDoneProgress/create": "window.workDoneProgress",
}
"""Which capability each request of a server needs."""


class StrictEditor(EditorClient):
    """Refuses every request that it has not declared, as real editors do."""

    def __init__(self, connection: ServerConnection, declared: EditorDeclaration) -> None:
        super().__init__(connection)
        self.declared = declared
        for method, capability in NEEDS.items():
            is_tolerated = method == "workspace/applyEdit" and declared.applies_edits_undeclared
            if not declared.has(capability) and not is_tolerated:
                self.handlers[method] = _refuse
        self.handlers["client/registerCapability"] = self._answer_registration

    @property
    def undeclared(self) -> list[str]:
        """The requests that it should not have been sent."""
        return [one["method"] for one in self.received if self._is_undeclared(one)]

    def _answer_registration(self, params: Any) -> object:
        return None if self._can_register(params) else _refuse(params)

    def _can_register(self, params: Any) -> bool:
        wanted = [one["method"] for one in params["registrations"]]
        return all(self.declared.has(REGISTRABLE[one]) for one in wanted)

    def _is_undeclared(self, message: Json) -> bool:
        method = message.get("method", "")
        if method == "client/registerCapability":
            return not self._can_register(message["params"])
        return method in NEEDS and not self.declared.has(NEEDS[method])


def _refuse(_params: Any) -> object:
    raise ResponseError(METHOD_NOT_FOUND, "Unhandled method")


async def launch(declared: EditorDeclaration, **options: object) -> StrictEditor:
    """Start a scripted server for an editor without initializing it. For ``options`` see its file.

    The caller has to ``end`` it.
    """
    script = str(HERE / "scripted_server.py")
    connection = await start_server(
        *(sys.executable, script, json.dumps(options)), environment=server_environment()
    )
    return StrictEditor(connection, declared)
