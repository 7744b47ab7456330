"""The environments of those that Afterword is compared with; made once, under ``build/peers``.

Nothing of them is installed into ours, and nothing of ours into them.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "build" / "peers"
LLAMA_CPP = "llama-cpp-python[server]==0.3.36"
CMAKE_ARGUMENTS = "-DGGML_NATIVE=ON"
"""llama.cpp is built for this very processor: the fastest it can be."""


def llama_cpp_python() -> Path:
    """Return the interpreter that has llama.cpp; build it if it is not there (ten minutes)."""
    folder = PEERS / "llama_cpp"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not _has_llama_cpp(python):
        print(f"building {LLAMA_CPP} with {CMAKE_ARGUMENTS}, about ten minutes, once", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        environment = os.environ | {"CMAKE_ARGS": CMAKE_ARGUMENTS}
        command = [str(python), "-m", "pip", "install", "--quiet", LLAMA_CPP]
        subprocess.run(command, env=environment, check=True)  # noqa: S603  # our own command
    return python


def _has_llama_cpp(python: Path) -> bool:
    if not python.exists():
        return False
    asked = [str(python), "-c", "import llama_cpp.server"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0  # noqa: S603


if __name__ == "__main__":
    sys.exit(0 if llama_cpp_python() else 1)
