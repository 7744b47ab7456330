"""What takes long is made by one process, and no process waits for one that is gone."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from afterword.transformer.making_lock import making

HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Yield another process that makes something, until its stdin is closed."""
    with subprocess.Popen(  # noqa: S603 - our own text
        [sys.executable, "-c", HOLD, str(tmp_path / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_waits_for_another_process_until_it_has_finished(
    holder: "subprocess.Popen[bytes]", tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    assert holder.stdin is not None
    holder.stdin.close()
    with making(tmp_path / "lock", limit_s=60):
        assert "has not finished" not in caplog.text


def test_a_process_that_was_killed_keeps_nobody(
    holder: "subprocess.Popen[bytes]", tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    holder.kill()
    with making(tmp_path / "lock", limit_s=60):
        assert "has not finished" not in caplog.text


@pytest.mark.usefixtures("holder")
def test_who_has_waited_long_enough_goes_on_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with making(tmp_path / "lock", limit_s=0.01):
        assert "another process has not finished (lock)" in caplog.text


def test_a_folder_that_takes_no_lock_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with making(tmp_path / "file" / "lock"):
        pass
