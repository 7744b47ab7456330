"""The page of ``afterword judge --page`` in a real browser, served by the real command."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from unit.study.judging.pairs import make_folder

HERE: Final = Path(__file__).parent
TOOLS_VARIABLE: Final = "AFTERWORD_VSCODE_TOOLS"
"""The folder with playwright-core, which `make get-vscode` has filled; `make test-page` sets it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "pairs", count=4, languages=("en", "zh"))


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Start the command, and end it as a reader does."""
    command = [sys.executable, "-m", "afterword", "judge", str(folder), "--page"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as started:  # noqa: S603
        assert started.stdout is not None
        yield started.stdout.readline().removeprefix("Open ").strip()
        started.send_signal(signal.SIGINT)
        assert started.wait(20) == 0


@pytest.mark.editor
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_reader_judges_by_keys_and_by_mouse_in_two_windows(
    address: str, folder: Path, tmp_path: Path
) -> None:
    tools = os.environ.get(TOOLS_VARIABLE)
    if tools is None:
        pytest.skip(f"{TOOLS_VARIABLE} is not set: make test-page sets it")
    chromium = shutil.which(os.environ.get("AFTERWORD_CHROMIUM", "chromium"))
    if chromium is None:
        pytest.skip("there is no chromium: make get-vscode fetches it")
    pictures = Path(os.environ.get("AFTERWORD_PICTURES", tmp_path))
    node = Path(sys.executable).parent / "node"
    command = [node, HERE / "judging-page.mjs", address, Path(tools).resolve(), chromium, pictures]

    done = subprocess.run(  # noqa: S603  our own program
        [str(word) for word in command], capture_output=True, encoding="utf-8", check=False
    )

    assert done.returncode == 0, done.stderr + done.stdout
    lines = (folder / "verdicts-reader.jsonl").read_text(encoding="utf-8").splitlines()
    verdicts = [json.loads(line) for line in lines]
    assert [(each["choice"], each["reason"]) for each in verdicts] == [
        ("left", "sense"),
        ("tie", "repetition"),
        ("both_bad", None),
        ("right", None),
        ("right", None),
    ]
    assert verdicts[2]["pair"] == verdicts[3]["pair"]
