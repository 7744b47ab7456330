"""The extension in a real VS Code in a real browser, with the real server and its real model.

The scenarios are in ``scenarios/``; one workbench serves them all.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from afterword.models.model_store import ModelStore

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[2]
TOOLS_VARIABLE: Final = "AFTERWORD_VSCODE_TOOLS"
"""The folder that ``setup.sh`` has filled; `make test-editors` sets it."""

SCENARIO_MS: Final = 180_000
"""None is stuck for longer. The slowest take a minute where loading the model does."""


@pytest.mark.editor
@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_all_scenarios_hold_in_a_real_workbench(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = os.environ.get(TOOLS_VARIABLE)
    if folder is None:
        pytest.skip(f"{TOOLS_VARIABLE} is not set")
    programs = Path(sys.executable).parent
    environment = os.environ | {
        TOOLS_VARIABLE: str(Path(folder).resolve()),
        "AFTERWORD_VSIX": str(ROOT / "clients/vscode/dist/afterword.vsix"),
        "AFTERWORD_SERVER": str(programs / "afterword"),
        "AFTERWORD_CACHE_DIR": str(ModelStore().root),
        "AFTERWORD_PICTURES": str(tmp_path),
    }
    options = ["--test", "--test-reporter=spec", f"--test-timeout={SCENARIO_MS}"]
    command = [programs / "node", *options, HERE / "vscode.test.js"]

    # It takes minutes: each scenario is told as soon as it has passed.
    with capfd.disabled():
        done = subprocess.run(command, env=environment, check=False)  # noqa: S603  our own program

    assert done.returncode == 0, f"Pictures: {tmp_path}"
