"""llama.cpp's server as an editor plugin would use it: one connection, prefix reuse on."""

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
_START_TIMEOUT_S = 60
_GHOST_TOKENS = 10
"""Tokens that a request writes, about eight words."""


class LlamaServer:
    """A running server and a connection to it."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        """Wait until it answers."""
        self._process = process
        self._connection = http.client.HTTPConnection(HOST, port)
        self._wait()

    def time_ghost(self, prompt: str, *, limit_s: float) -> float:
        """Return the ms until ten greedy tokens after ``prompt`` are there.

        Raises:
            TimeoutError: it takes more than ``limit_s``; it may still be at work.
        """
        request = {"prompt": prompt, "max_tokens": _GHOST_TOKENS, "temperature": 0.0}
        body = json.dumps(request).encode()
        # The server drops connections after five idle seconds, so each request has a new one, which
        # is made before the clock starts.
        self._connection.close()
        self._connection.timeout = limit_s
        self._connection.connect()
        started_s = time.perf_counter()
        self._connection.request(
            "POST", "/v1/completions", body, {"Content-Type": "application/json"}
        )
        answer = json.loads(self._connection.getresponse().read())
        took_ms = (time.perf_counter() - started_s) * 1e3
        if not answer["choices"][0]["text"]:
            raise SystemExit("llama.cpp's server wrote nothing")
        return took_ms

    def peak_memory_mb(self) -> float:
        """Return its peak resident memory so far, the mapped model file included (Linux)."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / 1e6

    def _wait(self) -> None:
        deadline_s = time.monotonic() + _START_TIMEOUT_S
        while time.monotonic() < deadline_s and self._process.poll() is None:
            try:
                self._connection.request("GET", "/v1/models")
                self._connection.getresponse().read()
            except OSError:
                self._connection.close()
                time.sleep(0.1)
            else:
                return
        raise SystemExit("llama.cpp's server does not start")


@contextmanager
def running_llama_server(python: Path, gguf: Path, *, threads: int) -> Generator[LlamaServer]:
    """Start the server on a free port of this machine; end it afterwards."""
    with socket.create_server((HOST, 0)) as probe:
        port = int(probe.getsockname()[1])
    options = {
        "--model": str(gguf),
        "--host": HOST,
        "--port": str(port),
        "--n_threads": str(threads),
        "--n_threads_batch": str(threads),
        "--n_ctx": "4096",
        "--verbose": "false",
    }
    words = [word for option in options.items() for word in option]
    process = subprocess.Popen(  # noqa: S603  # our own command
        [str(python), "-m", "llama_cpp.server", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield LlamaServer(process, port)
    finally:
        process.kill()
        process.wait()
