"""An editor's end of the wire, as plain JSON: what editors really get, nothing decoded or mended."""

import asyncio
import itertools
import json
import os
from collections.abc import Callable
from typing import Any

ANSWER_TIMEOUT_S = 60.0
"""Far beyond what anything takes; a test that waits so long has failed."""
HANG_UP_TIMEOUT_S = 10.0
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
CURSOR = "‸"

Json = dict[str, Any]
_NUMBERS = itertools.count(1)


class ServerError(Exception):
    """An error response."""

    def __init__(self, error: Json) -> None:
        super().__init__(f"{error['code']} {error['message']}")


class Editor:
    """Speaks LSP with one server. Every message that came in is kept, in order."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._news = asyncio.Condition()
        self.process: asyncio.subprocess.Process | None = None
        self.received: list[Json] = []
        self.capabilities: Json = {}
        """The server's."""
        self.settings: object = None
        """What ``workspace/configuration`` is answered with."""
        self.accepts_edits = True
        self.choice: int | None = None
        """Which button of a message is pressed; None closes it."""
        self.encoding = "utf-16"
        self.task = asyncio.create_task(self._listen())

    async def initialize(self, capabilities: Json, **params: Any) -> Json:
        result = await self.request(
            "initialize",
            {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities, **params},
        )
        self.capabilities = result["capabilities"]
        self.encoding = self.capabilities["positionEncoding"]
        self.notify("initialized", {})
        return result

    def open(self, marked: str, *, language: str = "markdown", uri: str = "") -> "Page":
        """Open a document; ``‸`` is the cursor. Without ``uri`` it has one of its own."""
        return Page(self, marked, language=language, uri=uri)

    def send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> tuple[int, "asyncio.Future[Any]"]:
        """Send a request without waiting; returns its id and the answer to come."""
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self.send({"id": number, "method": method, "params": params})
        return number, self._waiting[number]

    async def request(self, method: str, params: Any) -> Any:
        return await asyncio.wait_for(self.ask(method, params)[1], ANSWER_TIMEOUT_S)

    def cancel(self, number: int) -> None:
        self.notify("$/cancelRequest", {"id": number})

    async def hear(self, method: str, fits: Callable[[Any], bool] = lambda _params: True) -> Any:
        """Return the parameters of the first message of ``method`` that fits, past or to come."""

        def found() -> list[Any]:
            messages = [one for one in self.received if one.get("method") == method]
            return [one["params"] for one in messages if fits(one["params"])]

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: bool(found())), ANSWER_TIMEOUT_S)
        return found()[0]

    def heard(self, method: str) -> list[Any]:
        return [one["params"] for one in self.received if one.get("method") == method]

    def change_settings(self, settings: object) -> None:
        """Tell the server that the editor's settings have changed, as VS Code does."""
        self.settings = settings
        self.notify("workspace/didChangeConfiguration", {"settings": None})

    async def command(self, name: str, *arguments: object) -> Any:
        return await self.request(
            "workspace/executeCommand", {"command": name, "arguments": list(arguments)}
        )

    async def until_ready(self, model: str = "") -> None:
        """Return when the model is loaded; ``model`` is part of its name."""
        await self.hear(
            "window/logMessage", lambda params: f"is ready: {model}" in params["message"]
        )

    async def close(self) -> int | None:
        """Say goodbye, as the specification asks; returns the exit code."""
        await self.request("shutdown", None)
        self.notify("exit", None)
        return await self.process.wait() if self.process else None

    def hang_up(self) -> None:
        """Close the connection without a word."""
        self._writer.close()

    async def kill(self) -> None:
        """End the server, whatever it is doing; gently first, so that its coverage is counted."""
        self._writer.close()
        if self.process is not None:
            try:
                await asyncio.wait_for(self.process.wait(), HANG_UP_TIMEOUT_S)
            except TimeoutError:
                self.process.kill()
                await self.process.wait()
        await asyncio.wait({self.task})

    async def _listen(self) -> None:
        while header := await self._reader.readline():
            length = int(header.split(b":")[1]) if header.startswith(b"Content-Length") else None
            if length is None:
                continue
            while (await self._reader.readline()).strip():
                pass
            message = json.loads(await self._reader.readexactly(length))
            self._take(message)
            async with self._news:
                self.received.append(message)
                self._news.notify_all()
        for future in self._waiting.values():
            future.cancel()

    def _take(self, message: Json) -> None:
        if "method" in message and "id" in message:
            self.send({"id": message["id"], "result": self._answer(message)})
        elif "id" in message and (future := self._waiting.pop(message["id"], None)):
            if future.done():
                return
            if "error" in message:
                future.set_exception(ServerError(message["error"]))
            else:
                future.set_result(message["result"])

    def _answer(self, message: Json) -> object:
        match message["method"]:
            case "workspace/configuration":
                return [self.settings for _ in message["params"]["items"]]
            case "window/showMessageRequest":
                actions = message["params"]["actions"]
                return actions[self.choice] if self.choice is not None else None
            case "workspace/applyEdit":
                return {"applied": self.accepts_edits}
            case _:
                return None


class Page:
    """A document that is open in an editor, with a cursor."""

    def __init__(self, editor: Editor, marked: str, *, language: str, uri: str = "") -> None:
        self.editor = editor
        self.uri = uri or f"file:///page-{next(_NUMBERS)}.md"
        before, self.after = marked.split(CURSOR)
        self.text, self.version = before + self.after, 1
        self.position = self.position_after(before)
        item = {"uri": self.uri, "languageId": language, "version": 1, "text": self.text}
        editor.notify("textDocument/didOpen", {"textDocument": item})

    def position_after(self, before: str) -> Json:
        lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        codec, unit_bytes = CODECS[self.editor.encoding]
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
    def at(self) -> Json:
        return {"textDocument": {"uri": self.uri}, "position": self.position}

    def ask_ghost(self, *, invoked: bool = False) -> tuple[int, "asyncio.Future[Any]"]:
        context = {"triggerKind": 1 if invoked else 2}
        return self.editor.ask("textDocument/inlineCompletion", {**self.at, "context": context})

    async def ghost(self, *, invoked: bool = False) -> list[Json]:
        answer = await asyncio.wait_for(self.ask_ghost(invoked=invoked)[1], ANSWER_TIMEOUT_S)
        assert set(answer) == {"items"}
        return answer["items"]

    async def actions(self, **context: object) -> list[Json]:
        return await self.editor.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": self.uri},
                "range": {"start": self.position, "end": self.position},
                "context": {"diagnostics": [], **context},
            },
        )

    async def continued(self) -> str:
        """Return the text after the first action, which is resolved for its edit."""
        action, *_ = await self.actions()
        resolved = await self.editor.request("codeAction/resolve", action)
        return self.edited(resolved["edit"])

    def edited(self, edit: Json) -> str:
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
        offset = offsets[-1]  # inside a CRLF, too, the line is the next one already
        return self.text[:offset] + insertion["newText"] + self.text[offset:]
