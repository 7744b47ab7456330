"""Two real Neovims. Where one is not installed, its tests are skipped, and say what is missing."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# pytest's importlib mode does not find a test's neighbours by itself.
sys.path.insert(0, str(Path(__file__).parent))

from neovims import Neovims, StartNeovim


@pytest.fixture(params=["0.11", "0.12"])
def variant(request: pytest.FixtureRequest) -> str:
    """Which of the variants; a module may parametrise more."""
    return request.param


@pytest.fixture
def start(variant: str, tmp_path: Path, server_host: None) -> Iterator[StartNeovim]:
    """Start a Neovim; see ``Neovims.start``."""
    neovims = Neovims(variant, tmp_path)
    yield neovims.start
    neovims.end()
