"""A language client of a few lines: what is measured is the server, not a client library."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, cast

from afterword.errors import EngineNotReadyError

Message = dict[str, Any]

_POLL_S = 0.02
_CLOSE_TIMEOUT_S = 10


class StdioClient:
    """Starts a server and speaks JSON-RPC with it, one message at a time."""

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        on_message: Callable[[str, Message], None] | None = None,
    ) -> None:
        """Start ``afterword serve``; ``on_message`` hears each message with its direction."""
        self.started_s = time.perf_counter()
        self._on_message = on_message or _ignore
        self._next_id = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "afterword", "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )

    def initialize(self, capabilities: Message, *, options: Message | None = None) -> Message:
        """Shake hands and return the server's capabilities."""
        parameters = {
            "processId": None,
            "rootUri": None,
            "capabilities": capabilities,
            "initializationOptions": options or {},
        }
        result = self.request("initialize", parameters)
        self.notify("initialized", {})
        return result["capabilities"]

    def request(self, method: str, parameters: Any) -> Any:
        """Send a request and return its result; what arrives meanwhile is answered."""
        self._next_id += 1
        self._send({"id": self._next_id, "method": method, "params": parameters})
        while True:
            message = self.read()
            if message.get("id") == self._next_id and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]

    def notify(self, method: str, parameters: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": parameters})

    def read(self) -> Message:
        """Return the next message; requests of the server are answered with nothing."""
        stream = cast("IO[bytes]", self.process.stdout)
        length = 0
        while line := stream.readline().strip():
            name, _, value = line.decode().partition(":")
            length = int(value) if name.lower() == "content-length" else length
        if not length:
            raise EOFError("the server has closed its output")
        message: Message = json.loads(stream.read(length))
        self._on_message("←", message)
        if "id" in message and "method" in message:
            empty = [None] * len(message["params"].get("items", [])) or None
            self._send({"id": message["id"], "result": empty})
        return message

    def wait_until_ready(self) -> None:
        """Return when the model serves requests.

        Raises:
            EngineNotReadyError: it could not be prepared or loaded.
        """
        asked: Message = {"command": "afterword.status", "arguments": []}
        while (status := self.request("workspace/executeCommand", asked))["phase"] != "ready":
            if status["phase"] == "failed":
                raise EngineNotReadyError(status["message"])
            time.sleep(_POLL_S)

    def peak_memory_mb(self) -> float | None:
        """Return the server's peak resident memory so far, in 10⁶ bytes; None but on Linux."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return None
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / 1e6

    def close(self) -> None:
        """Shut the server down and wait for its end."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait(timeout=_CLOSE_TIMEOUT_S)

    def kill(self) -> None:
        """End the server where it can't be asked any more."""
        self.process.kill()
        self.process.wait()

    def _send(self, message: Message) -> None:
        stream = cast("IO[bytes]", self.process.stdin)
        self._on_message("→", message)
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        stream.flush()


def _ignore(direction: str, message: Message) -> None:
    """Hear a message and do nothing."""
    del direction, message
