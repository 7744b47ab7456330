"""Servers as processes, each with an editor at the other end of stdin and stdout."""

import json
import os
import sys
from collections.abc import Awaitable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from editor_client import EditorClient
from open_page import Json

import afterword
from afterword.study.benchmarking.editor.language_client import start_server

HERE = Path(__file__).parent
AFTERWORD = (sys.executable, "-c", "from afterword.cli import main; raise SystemExit(main())")
"""The command ``afterword``, also where the package is not installed."""


ONE_THREAD = {"threads": 1}
"""Two threads wait for each other: where other processes want the processor too, for seconds."""
SHOW_ALL = {
    **ONE_THREAD,
    "inline": {"confidence": 0},
    "paragraph": {"max_words": 40, "model": "gemma3-270m"},
}
"""For tests in which it does not matter whether a suggestion is worth showing. Paragraphs are the
default model's, whatever larger one is on this machine."""


def server_environment() -> dict[str, str]:
    """Let a server find the package under test, wherever the tests found it."""
    root = Path(afterword.__file__).parents[1]
    return {**os.environ, "PYTHONPATH": str(root)}


class StartEditor(Protocol):
    """Starts a server with a scripted engine; see ``ServerProcesses.start``."""

    def __call__(
        self,
        client: str = "full",
        *,
        settings: object = None,
        initialize: Json | None = None,
        **options: object,
    ) -> Awaitable[EditorClient]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedEditor:
    """An editor that several tests use, one after the other."""

    editor: EditorClient
    start_messages: int
    """How many messages came until its server was ready."""


class ServerProcesses:
    """Starts servers, and ends them all at the end."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._shared: dict[str, SharedEditor] = {}

    async def launch(self, **options: object) -> EditorClient:
        """Start a scripted server and send it nothing. For ``options`` see its file."""
        script = str(HERE / "scripted_server.py")
        return await self._run(sys.executable, script, json.dumps(options))

    async def start(
        self,
        client: str = "full",
        *,
        settings: object = None,
        initialize: Json | None = None,
        **options: object,
    ) -> EditorClient:
        """Start a scripted server for an editor with the capabilities in a file of ``clients``."""
        editor = await self.launch(**options)
        editor.settings = settings
        await editor.initialize(read_client(client), **(initialize or {}))
        return editor

    async def start_ready(self, client: str = "full", **options: Any) -> EditorClient:
        """Start a scripted server, and wait until its model is ready."""
        editor = await self.start(client, **options)
        await editor.wait_until_ready()
        return editor

    async def share(
        self,
        client: str = "full",
        *,
        settings: object = None,
        initialize: Json | None = None,
        **options: object,
    ) -> EditorClient:
        """Start a server that is ready, once for all who ask for the same and leave it so."""
        key = json.dumps([client, settings, initialize, options])
        if key not in self._shared:
            editor = await self.start(client, settings=settings, initialize=initialize, **options)
            await editor.wait_until_ready()
            self._shared[key] = SharedEditor(editor=editor, start_messages=len(editor.received))
        return self._shared[key].editor

    def forget_messages(self) -> None:
        """Have every shared editor forget what came after its server was ready.

        Without it a test finds what an earlier test brought about, and depends on their order.
        """
        for shared in self._shared.values():
            del shared.editor.received[shared.start_messages :]

    async def start_real(
        self,
        client: str = "full",
        *,
        settings: object = None,
        initialize: Json | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> EditorClient:
        """Start ``afterword serve`` as editors do, with the model that the settings name."""
        editor = await self._run(*AFTERWORD, "serve", "--stdio", environment=environment)
        editor.settings = settings
        await editor.initialize(read_client(client), **(initialize or {}))
        return editor

    async def _run(
        self, *command: str, environment: Mapping[str, str] | None = None
    ) -> EditorClient:
        connection = await start_server(*command, environment=environment or server_environment())
        editor = EditorClient(connection)
        self._stack.push_async_callback(editor.end)
        return editor


def read_client(name: str) -> Json:
    return json.loads((HERE / "clients" / f"{name}.json").read_text(encoding="utf-8"))
