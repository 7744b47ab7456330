"""A document that is open in an editor, with a cursor."""

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from editor_client import EditorClient

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""Codec and bytes per code unit of each position encoding."""
CURSOR = "‸"
ANSWER_TIMEOUT_S = 60.0
"""Seconds, far beyond what anything takes: a test that waits so long has failed."""

Json = dict[str, Any]
_NUMBERS = itertools.count(1)


class OpenPage:
    """A document as the editor has it: text, version, and the position of the cursor."""

    def __init__(self, editor: "EditorClient", marked: str, *, language: str, uri: str) -> None:
        self.editor = editor
        self.uri = uri or f"file:///page-{next(_NUMBERS)}.md"
        before, self.after = marked.split(CURSOR)
        self.text, self.version = before + self.after, 1
        self.position = self.position_after(before)
        item = {"uri": self.uri, "languageId": language, "version": 1, "text": self.text}
        editor.notify("textDocument/didOpen", {"textDocument": item})

    def position_after(self, before: str) -> Json:
        lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        codec, unit_bytes = ENCODINGS[self.editor.encoding]
        character = len(lines[-1].encode(codec)) // unit_bytes
        return {"line": len(lines) - 1, "character": character}

    def type(self, text: str) -> None:
        """Type one line's text at the cursor, as one change."""
        before = self.text.removesuffix(self.after)
        self.version += 1
        self.editor.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self.uri, "version": self.version},
                "contentChanges": [
                    {"range": {"start": self.position, "end": self.position}, "text": text}
                ],
            },
        )
        self.text = before + text + self.after
        self.position = self.position_after(before + text)

    def replace(self, marked: str) -> None:
        """Put another text in place of the whole one, as one change."""
        before, self.after = marked.split(CURSOR)
        self.text, self.version = before + self.after, self.version + 1
        self.editor.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self.uri, "version": self.version},
                "contentChanges": [{"text": self.text}],
            },
        )
        self.position = self.position_after(before)

    @property
    def target(self) -> Json:
        """The place of the cursor, as our commands take it."""
        return {"uri": self.uri, "position": self.position}

    @property
    def position_params(self) -> Json:
        """The parameters of a request at the cursor."""
        return {"textDocument": {"uri": self.uri}, "position": self.position}

    def send_ghost_request(self, *, invoked: bool = False) -> tuple[int, "asyncio.Future[Any]"]:
        """Send a request for ghost text; return its id and the answer to come."""
        context = {"triggerKind": 1 if invoked else 2}
        params = {**self.position_params, "context": context}
        return self.editor.send_request("textDocument/inlineCompletion", params)

    async def ghost_text(self, *, invoked: bool = False) -> list[Json]:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            answer = await self.send_ghost_request(invoked=invoked)[1]
        assert set(answer) == {"items"}
        return answer["items"]

    def send_growth_request(self, **target: object) -> tuple[int, "asyncio.Future[Any]"]:
        """Have the text continued while it is shown; return the request's id and the answer to come."""
        arguments = [{**self.target, **target}]
        return self.editor.send_request(
            "workspace/executeCommand",
            {"command": "afterword.growContinuation", "arguments": arguments},
        )

    async def actions(self, **context: object) -> list[Json]:
        return await self.editor.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": self.uri},
                "range": {"start": self.position, "end": self.position},
                "context": {"diagnostics": [], **context},
            },
        )

    async def context(self, job: str = "ghost text") -> str:
        """Return what the model reads here, as a writer sees it."""
        shown = await self.editor.command("afterword.showContext", {**self.target, "job": job})
        return shown["text"]

    async def continue_paragraph(self) -> str:
        """Return the text after the first action, which is resolved for its edit."""
        action, *_ = await self.actions()
        resolved = await self.editor.request("codeAction/resolve", action)
        return self.text_after(resolved["edit"])

    def text_after(self, edit: Json) -> str:
        """Return the text as an editor has it after a workspace edit of one insertion."""
        if "documentChanges" in edit:
            (change,) = edit["documentChanges"]
            assert change["textDocument"] == {"uri": self.uri, "version": self.version}
            (insertion,) = change["edits"]
        else:
            ((uri, (insertion,)),) = edit["changes"].items()
            assert uri == self.uri
        start = insertion["range"]["start"]
        assert insertion["range"]["end"] == start
        offsets = [
            offset
            for offset in range(len(self.text) + 1)
            if self.position_after(self.text[:offset]) == start
        ]
        offset = offsets[-1]  # between CR and LF the position is that of the next line already
        return self.text[:offset] + insertion["newText"] + self.text[offset:]
