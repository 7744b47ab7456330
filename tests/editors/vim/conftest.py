"""A real Vim. Where there is none, or an older one, tests are skipped, and say so."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# pytest's importlib mode does not find a test's neighbours by itself.
sys.path.insert(0, str(Path(__file__).parent))

from pty_vim import StartVim, Vim

from editors.scripted_servers import scripted


@pytest.fixture
def start(tmp_path: Path, server_host: None) -> Iterator[StartVim]:
    """Start a Vim and a server whose engine follows a script."""
    vim = shutil.which("vim")
    if vim is None:
        pytest.skip("there is no vim on the PATH: apt-get install vim")
    needed = "if has('patch-9.0.0758') && has('textprop') && has('channel') | qa! | endif | cq"
    command = [vim, "-N", "-u", "NONE", "-es", "-c", needed]
    tried = subprocess.run(command, check=False)  # noqa: S603 - all of it is ours
    if tried.returncode:
        pytest.skip("this vim is older than 9.0.0758, or has no channels or text properties")
    started: list[Vim] = []

    def start_one(before: str = "", **options: object) -> Vim:
        command = f"let g:afterword_command = {json.dumps(scripted(**options))}"
        started.append(Vim(tmp_path, f"{command}\n{before}"))
        return started[-1]

    yield start_one
    for one in started:
        one.end()
