"""An editor's end of a connection, in plain JSON: what editors really get, not decoded or corrected."""

import asyncio
import os
from collections.abc import Callable
from typing import Any

from open_page import ANSWER_TIMEOUT_S, Json, OpenPage

from afterword.study.benchmarking.editor.language_client import (
    Direction,
    LanguageClient,
    Message,
    ServerConnection,
)


def _any_params(_params: Any) -> bool:
    return True


class EditorClient(LanguageClient):
    """Speaks LSP with one server. Every message that came in is kept, in order."""

    def __init__(self, connection: ServerConnection) -> None:
        self.received: list[Json] = []
        self._has_arrived = asyncio.Event()
        self.capabilities: Json = {}
        """The server's capabilities."""
        self.settings: object = None
        """What ``workspace/configuration`` is answered with."""
        self.accepts_edits = True
        self.choice: int | None = None
        """Which button of a message is pressed, from 0; None closes the message."""
        self.encoding = "utf-16"
        super().__init__(
            connection,
            handlers={
                "workspace/configuration": self._answer_configuration,
                "window/showMessageRequest": self._answer_message,
                "workspace/applyEdit": self._answer_edit,
            },
            on_message=self._keep,
            answer_timeout_s=ANSWER_TIMEOUT_S,
        )

    async def initialize(self, capabilities: Json, **params: Any) -> Json:
        result = await self.request(
            "initialize",
            {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities, **params},
        )
        self.capabilities = result["capabilities"]
        self.encoding = self.capabilities["positionEncoding"]
        self.notify("initialized", {})
        return result

    def open(self, marked: str, *, language: str = "markdown", uri: str = "") -> OpenPage:
        """Open a document; ``‸`` is the cursor. Without ``uri`` it has one of its own."""
        return OpenPage(self, marked, language=language, uri=uri)

    async def wait_for(self, method: str, fits: Callable[[Any], bool] = _any_params) -> Any:
        """Return the parameters of the first message of ``method`` that fits, past or to come."""
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            while not (found := [one for one in self.received_params(method) if fits(one)]):
                self._has_arrived.clear()
                await self._has_arrived.wait()
        return found[0]

    def received_params(self, method: str) -> list[Any]:
        """Return the parameters of all messages of ``method`` that came so far."""
        return [one["params"] for one in self.received if one.get("method") == method]

    def change_settings(self, settings: object) -> None:
        """Notify the server that the editor's settings have changed, as VS Code does."""
        self.settings = settings
        self.notify("workspace/didChangeConfiguration", {"settings": None})

    async def command(self, name: str, *arguments: object) -> Any:
        return await self.request(
            "workspace/executeCommand", {"command": name, "arguments": list(arguments)}
        )

    async def wait_until_ready(self, model: str = "") -> None:
        """Return when the model is loaded; ``model`` is part of its name."""
        await self.wait_for(
            "window/logMessage", lambda params: f"is ready: {model}" in params["message"]
        )

    def _keep(self, direction: Direction, message: Message) -> None:
        if direction is Direction.RECEIVED:
            self.received.append(message)
            self._has_arrived.set()

    def _answer_configuration(self, params: Any) -> object:
        return [self.settings for _ in params["items"]]

    def _answer_message(self, params: Any) -> object:
        return params["actions"][self.choice] if self.choice is not None else None

    def _answer_edit(self, _params: Any) -> object:
        return {"applied": self.accepts_edits}
