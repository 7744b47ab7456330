"""The Python environment that llama.cpp runs in; made once, under ``build/peers``.

Nothing of it is installed into ours, and nothing of ours into it.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[3]
PEERS = ROOT / "build" / "peers"
LLAMA_CPP = "llama-cpp-python[server]==0.3.36"
CMAKE_ARGUMENTS = "-DGGML_NATIVE=ON"
"""How llama.cpp is built: for this very processor, so that it is as fast as it can be."""


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
    command = [str(python), "-c", "import llama_cpp.server"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


if __name__ == "__main__":
    sys.exit(0 if llama_cpp_python() else 1)
