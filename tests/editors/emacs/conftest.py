"""A real Emacs. Where it or a package of it is missing, tests are skipped, and say what is missing."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# pytest's importlib mode does not find a test's neighbours by itself.
sys.path.insert(0, str(Path(__file__).parent))

from batch_emacs import Emacs, StartEmacs


@pytest.fixture
def start(tmp_path: Path, server_host: None) -> Iterator[StartEmacs]:
    """Start an Emacs that has certain libraries."""
    if shutil.which("emacs") is None:
        pytest.skip(
            "there is no emacs on the PATH: apt-get install emacs-nox elpa-eglot elpa-lsp-mode"
        )
    started: list[Emacs] = []

    def start_one(*libraries: str) -> Emacs:
        emacs = Emacs(tmp_path)
        started.append(emacs)
        for library in libraries:
            if not emacs.has(library):
                pytest.skip(f"this Emacs has no {library}: apt-get install elpa-{library}")
            emacs.eval(f"(progn (require '{library}) nil)")
        return emacs

    yield start_one
    for emacs in started:
        emacs.end()
