"""``afterword models prepare`` does all that a first start would do."""

from pathlib import Path

import pytest

from afterword.cli import main
from fakes.tiny_model_folder import write_tiny_model


def made_files(folder: Path) -> dict[str, int]:
    """Return when each file that is derived from the model was made."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("afterword-*")}


@pytest.mark.slow
def test_nothing_is_made_again_after_preparing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_tiny_model(tmp_path / "model")
    assert main(["models", "prepare", str(folder)]) == 0
    assert f"is ready in {folder}" in capsys.readouterr().out
    made = made_files(folder)
    assert {"afterword-encoder.safetensors", "afterword-vocabulary.safetensors"} <= made.keys()
    assert main(["models", "prepare", str(folder)]) == 0
    assert made_files(folder) == made
