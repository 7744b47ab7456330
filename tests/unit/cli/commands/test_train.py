"""Arguments that ``afterword train`` refuses; nothing is trained here."""

from pathlib import Path

import pytest

from afterword.cli import main
from afterword.cli.parser import build_parser
from afterword.study.training.recipes import ModelSize


@pytest.fixture(autouse=True)
def chapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("AFTERWORD_CONFIG_DIR", str(tmp_path / "config"))
    path = tmp_path / "chapter.md"
    path.write_text("A single chapter.", encoding="utf-8")
    return path


@pytest.mark.parametrize("size", ModelSize)
def test_every_size_can_be_chosen(size: ModelSize) -> None:
    parsed = build_parser().parse_args(["train", "x", "--name", "n", "--size", size])
    assert ModelSize(parsed.size) is size


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["train", "x"], id="no name"),
        pytest.param(["train", "--name", "n"], id="no path"),
        pytest.param(["train", "x", "--name", "n", "--size", "huge"], id="no such size"),
        pytest.param(["train", "x", "--name", "n", "--steps", "0"], id="no steps"),
    ],
)
def test_unusable_arguments_exit_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        pytest.param(["missing.md", "--name", "n"], "no file or folder missing.md", id="path"),
        pytest.param(["{chapter}", "--name", "../n"], "can't be the name", id="name"),
        pytest.param(["{chapter}", "--name", "gemma3-270m"], "in the catalogue", id="taken name"),
        pytest.param(["{chapter}", "--name", "n", "--resume"], "no checkpoint of n", id="resume"),
        pytest.param(["{chapter}", "--name", "n"], "has to be held out", id="one document"),
    ],
)
def test_what_can_not_be_done_is_reported_in_one_line_and_leaves_nothing(
    chapter: Path,
    tmp_path: Path,
    words: list[str],
    complaint: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["train", *(word.format(chapter=chapter) for word in words)]) == 1
    message = capsys.readouterr().err.splitlines()[-1]
    assert message.startswith("afterword: ")
    assert complaint in message
    assert not (tmp_path / "data").exists()
