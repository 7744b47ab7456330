"""``afterword serve`` as a process of its own, with a client that declares what VS Code can do."""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from afterword.errors import EngineNotReadyError
from afterword.study.benchmarking.editor.language_client import (
    Direction,
    LanguageClient,
    Message,
    start_server,
)

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
"""The client capabilities of an editor with ghost text, such as VS Code."""

_POLL_S: Final = 0.02
"""Seconds between two questions whether the model is ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    """A server that has been initialised; its model may still load."""

    client: LanguageClient
    started_s: float
    """When the process was started, by ``time.perf_counter``."""

    async def wait_until_ready(self) -> None:
        """Return when the model serves requests.

        Raises:
            EngineNotReadyError: it could not be prepared or loaded.
        """
        params: Message = {"command": "afterword.status", "arguments": []}
        while True:
            status = await self.client.request("workspace/executeCommand", params)
            if status["phase"] == "ready":
                return
            if status["phase"] == "failed":
                raise EngineNotReadyError(status["message"])
            await asyncio.sleep(_POLL_S)

    def peak_memory_mb(self) -> float | None:
        """Return the server's peak resident memory so far, in 10⁶ bytes; None except on Linux."""
        if self.client.process is None:
            return None
        try:
            path = Path(f"/proc/{self.client.process.pid}/status")
            status = path.read_text(encoding="ascii")
        except OSError:
            return None
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / 1e6


@asynccontextmanager
async def running_server(
    *,
    options: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    on_message: Callable[[Direction, Message], None] | None = None,
) -> AsyncGenerator[RunningServer]:
    """Start a server with ``options`` as its settings, and end it afterwards.

    ``on_message`` sees each message with its direction.
    """
    started_s = time.perf_counter()
    connection = await start_server(
        sys.executable, "-m", "afterword", "serve", environment=environment
    )
    client = LanguageClient(connection, on_message=on_message)
    # The editor has no settings for any of the items.
    client.handlers["workspace/configuration"] = lambda params: [None] * len(params["items"])
    try:
        params = {
            "processId": None,
            "rootUri": None,
            "capabilities": CAPABILITIES,
            "initializationOptions": options or {},
        }
        await client.request("initialize", params)
        client.notify("initialized", {})
        yield RunningServer(client=client, started_s=started_s)
        await client.shut_down()
    finally:
        await client.end()
