"""``afterword.el`` as Emacs's own checkers see it."""

import shutil
from pathlib import Path

import pytest
from batch_emacs import CLIENT, StartEmacs, run

pytestmark = pytest.mark.editor


@pytest.fixture
def copy(start: StartEmacs, tmp_path: Path) -> Path:
    """A copy, beside which compiled code may be written."""
    start("eglot")
    return Path(shutil.copy(CLIENT / "afterword.el", tmp_path))


def test_compiles_without_a_warning(copy: Path, tmp_path: Path) -> None:
    strict = "(setq byte-compile-error-on-warn t)"
    compiled = run(tmp_path, "--eval", strict, "-f", "batch-byte-compile", str(copy))
    assert compiled.returncode == 0, compiled.stderr
    assert copy.with_suffix(".elc").exists()


def test_its_documentation_is_in_order(copy: Path, tmp_path: Path) -> None:
    checked = run(tmp_path, "--eval", f'(checkdoc-file "{copy}")')
    assert checked.returncode == 0
    assert "afterword.el:" not in checked.stderr
