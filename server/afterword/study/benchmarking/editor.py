"""What an editor does, as far as a benchmark needs it: open, type, ask, over the real protocol."""

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from afterword.study.benchmarking.stdio_client import Message, StdioClient

CAPABILITIES: Final[Mapping[str, Any]] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "inlineCompletion": {},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["refactor.rewrite"]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    },
    "workspace": {"workspaceEdit": {"documentChanges": True}},
}
"""Of an editor with ghost text, such as VS Code."""


class EditedDocument:
    """One open document and its cursor. Its text stays in the plane where a column is a letter."""

    def __init__(self, client: StdioClient, *, uri: str, text: str, char_offset: int) -> None:
        """Open it."""
        self._client = client
        self._uri = uri
        self._version = 1
        before = text[:char_offset]
        self._line = before.count("\n")
        self._column = char_offset - (before.rfind("\n") + 1)
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": document})

    def type(self, text: str) -> None:
        """Insert ``text``, of one line, at the cursor."""
        self._version += 1
        here = self._position()
        self._column += len(text)
        document = {"uri": self._uri, "version": self._version}
        change = {"range": {"start": here, "end": here}, "text": text}
        parameters = {"textDocument": document, "contentChanges": [change]}
        self._client.notify("textDocument/didChange", parameters)

    def ghost(self) -> str:
        """Return the ghost text at the cursor; may be empty."""
        answer = self._client.request(
            "textDocument/inlineCompletion",
            {
                "textDocument": {"uri": self._uri},
                "position": self._position(),
                "context": {"triggerKind": 2},
            },
        )
        return answer["items"][0]["insertText"] if answer["items"] else ""

    def type_and_wait(self, text: str) -> tuple[float, str]:
        """Insert ``text``; return how many ms later the ghost text was there, and that text."""
        started_s = time.perf_counter()
        self.type(text)
        ghost = self.ghost()
        return (time.perf_counter() - started_s) * 1e3, ghost

    def continue_paragraph(self) -> None:
        """Let the paragraph be continued; the edit is thrown away."""
        here = {"start": self._position(), "end": self._position()}
        wanted: dict[str, Any] = {
            "textDocument": {"uri": self._uri},
            "range": here,
            "context": {"diagnostics": []},
        }
        actions = self._client.request("textDocument/codeAction", wanted)
        self._client.request("codeAction/resolve", actions[0])

    def _position(self) -> dict[str, int]:
        return {"line": self._line, "character": self._column}


@contextmanager
def running_server(
    *,
    options: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    on_message: Callable[[str, Message], None] | None = None,
) -> Generator[StdioClient]:
    """Yield a client of a server that has been initialised with ``options``; the model may load."""
    client = StdioClient(environment=environment, on_message=on_message)
    try:
        client.initialize(dict(CAPABILITIES), options=dict(options or {}))
        yield client
        client.close()
    finally:
        client.kill()
