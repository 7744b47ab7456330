"""A document that is open in an editor, as far as a benchmark needs it: type in it, ask for text."""

import time
from typing import Any

from afterword.study.benchmarking.editor.language_client import LanguageClient


class EditedDocument:
    """One open document and its cursor; every character in it is one UTF-16 code unit."""

    def __init__(self, client: LanguageClient, *, uri: str, text: str, char_offset: int) -> None:
        """Open it."""
        self._client = client
        self._uri = uri
        self._version = 1
        before = text[:char_offset]
        self._line = before.count("\n")
        self._utf16_column = char_offset - (before.rfind("\n") + 1)
        document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": document})

    def type(self, text: str) -> None:
        """Insert ``text``, of one line, at the cursor."""
        self._version += 1
        cursor = self._position()
        self._utf16_column += len(text)
        document = {"uri": self._uri, "version": self._version}
        change = {"range": {"start": cursor, "end": cursor}, "text": text}
        params = {"textDocument": document, "contentChanges": [change]}
        self._client.notify("textDocument/didChange", params)

    async def ghost_text(self) -> str:
        """Return the ghost text at the cursor; may be empty."""
        answer = await self._client.request(
            "textDocument/inlineCompletion",
            {
                "textDocument": {"uri": self._uri},
                "position": self._position(),
                "context": {"triggerKind": 2},
            },
        )
        return answer["items"][0]["insertText"] if answer["items"] else ""

    async def type_and_wait(self, text: str) -> tuple[float, str]:
        """Insert ``text``; return how many ms later the ghost text was there, and that text."""
        started_s = time.perf_counter()
        self.type(text)
        ghost_text = await self.ghost_text()
        return (time.perf_counter() - started_s) * 1e3, ghost_text

    async def continue_paragraph(self) -> None:
        """Have the server continue the paragraph; the edit is not applied."""
        cursor = self._position()
        params: dict[str, Any] = {
            "textDocument": {"uri": self._uri},
            "range": {"start": cursor, "end": cursor},
            "context": {"diagnostics": []},
        }
        actions = await self._client.request("textDocument/codeAction", params)
        await self._client.request("codeAction/resolve", actions[0])

    def _position(self) -> dict[str, int]:
        return {"line": self._line, "character": self._utf16_column}
