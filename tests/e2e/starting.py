"""Starts servers as processes, with an editor at the other end of stdin and stdout."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

from wire import Editor, Json

import afterword

HERE = Path(__file__).parent
AFTERWORD = (sys.executable, "-c", "from afterword.cli import main; raise SystemExit(main())")
"""The command ``afterword``, also where the package is not installed."""


def server_environment() -> dict[str, str]:
    """Let a server find the package under test, wherever the tests found it."""
    root = Path(afterword.__file__).parents[1]
    return {**os.environ, "PYTHONPATH": str(root)}


class StartEditor(Protocol):
    """Starts a server with a scripted engine; see ``Servers.start``."""

    def __call__(
        self,
        client: str = "full",
        *,
        settings: object = None,
        initialize: Json | None = None,
        **options: object,
    ) -> Awaitable[Editor]: ...


class Servers:
    """Starts servers, and ends them all at the end."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._shared: dict[str, Editor] = {}

    async def launch(self, **options: object) -> Editor:
        """Start a scripted server and say nothing to it. For ``options`` see its file."""
        script = str(HERE / "scripted_server.py")
        return await self._run(sys.executable, script, json.dumps(options))

    async def start(
        self,
        client: str = "full",
        *,
        settings: object = None,
        initialize: Json | None = None,
        **options: object,
    ) -> Editor:
        """Start a scripted server for an editor with the capabilities in a file of ``clients``."""
        editor = await self.launch(**options)
        editor.settings = settings
        await editor.initialize(read_client(client), **(initialize or {}))
        return editor

    async def share(
        self,
        client: str = "full",
        *,
        settings: object = None,
        initialize: Json | None = None,
        **options: object,
    ) -> Editor:
        """Start a server that is ready, once for all who ask for the same and leave it so."""
        key = json.dumps([client, settings, initialize, options])
        if key not in self._shared:
            editor = await self.start(client, settings=settings, initialize=initialize, **options)
            await editor.until_ready()
            self._shared[key] = editor
        return self._shared[key]

    async def start_real(
        self, client: str = "full", *, settings: object = None, initialize: Json | None = None
    ) -> Editor:
        """Start ``afterword serve`` as editors do, with the model that the settings name."""
        editor = await self._run(*AFTERWORD, "serve", "--stdio")
        editor.settings = settings
        await editor.initialize(read_client(client), **(initialize or {}))
        return editor

    async def _run(self, *command: str) -> Editor:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=server_environment(),
            limit=2**24,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        editor = Editor(process.stdout, process.stdin)
        editor.process = process
        self._stack.push_async_callback(editor.kill)
        return editor


def read_client(name: str) -> Json:
    return json.loads((HERE / "clients" / f"{name}.json").read_text(encoding="utf-8"))
