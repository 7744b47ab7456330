# pyright: basic
"""What ``afterword tune`` refuses, and what it prints; only a tiny base is tuned here."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from afterword.cli import main
from afterword.models.trained_models import trained_root, voices_root
from fakes.tiny_model_folder import write_tiny_model
from unit.study.tuning.tiny_tuning import write_chapters


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("AFTERWORD_CONFIG_DIR", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("threads = 1\n")
    (tmp_path / "page.md").write_text("A page.\n", encoding="utf-8")
    (tmp_path / "latin.md").write_bytes("naïve".encode("latin-1"))
    (tmp_path / "binary.md").write_bytes(b"PK\x03\x04\x00\x00")
    (tmp_path / "empty.md").write_bytes(b"")
    threads = torch.get_num_threads()
    yield tmp_path
    torch.set_num_threads(threads)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["tune", "x"], id="no name"),
        pytest.param(["tune", "--name", "n"], id="no path"),
        pytest.param(["tune", "x", "--name", "n", "--steps", "0"], id="no steps"),
        pytest.param(["tune", "x", "--name", "n", "--minutes", "0"], id="no time"),
        pytest.param(["tune", "x", "--name", "n", "--minutes", "nan"], id="no number"),
        pytest.param(["tune", "x", "--name", "n", "--learning-rate", "-1"], id="a negative rate"),
    ],
)
def test_unusable_arguments_exit_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        pytest.param(["missing.md", "--name", "n"], "no file or folder missing.md", id="path"),
        pytest.param(["{}/latin.md", "--name", "n"], "not UTF-8 text", id="encoding"),
        pytest.param(["{}/binary.md", "--name", "n"], "holds zero bytes", id="binary"),
        pytest.param(["{}/empty.md", "--name", "n"], "There is no text", id="empty"),
        pytest.param(["{}/page.md", "--name", "../n"], "can't be the name", id="name"),
        pytest.param(["{}/page.md", "--name", "gemma3-270m"], "in the catalogue", id="taken name"),
        pytest.param(["{}/page.md", "--name", "n", "--resume"], "no checkpoint of n", id="resume"),
        pytest.param(
            ["{}/page.md", "--name", "n", "--base", "no-such-model"],
            "There is no model no-such-model",
            id="base",
        ),
    ],
)
def test_what_can_not_be_done_is_reported_in_one_line_and_leaves_nothing(
    folder: Path, words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tune", *(word.format(folder) for word in words)]) == 1
    message = capsys.readouterr().err.splitlines()[-1]
    assert message.startswith("afterword: ")
    assert complaint in message
    assert not (folder / "data").exists()


def test_the_name_of_a_trained_model_is_taken(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tiny_model(trained_root() / "mine")
    assert main(["tune", str(folder / "page.md"), "--name", "mine"]) == 1
    assert "The name mine is taken" in capsys.readouterr().err


def test_a_base_of_another_kind_is_refused_and_leaves_no_voice(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = write_tiny_model(folder / "base")
    config = json.loads((base / "config.json").read_text()) | {"model_type": "mamba"}
    (base / "config.json").write_text(json.dumps(config))
    chapters = write_chapters(folder / "chapters")
    assert main(["tune", str(chapters), "--name", "mine", "--base", str(base)]) == 1
    assert "can't be tuned" in capsys.readouterr().err
    assert not (voices_root() / "mine" / "voice.json").exists()


def test_prints_the_card_and_keeps_the_base_when_it_goes_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = write_tiny_model(folder / "base")
    chapters = str(write_chapters(folder / "chapters"))
    more = ["--check-places", "0", "--steps"]
    assert main(["tune", chapters, "--name", "mine", "--base", str(base), *more, "2"]) == 0
    printed = capsys.readouterr().out
    assert "held-out bits a byte" in printed
    assert "2, best after 2" in printed
    assert main(["tune", chapters, "--name", "mine", *more, "3"]) == 1
    assert "a voice mine already" in capsys.readouterr().err
    assert main(["tune", chapters, "--name", "mine", "--resume", *more, "3"]) == 0
    card = json.loads((voices_root() / "mine" / "voice.json").read_text(encoding="utf-8"))
    assert (card["steps"], card["base_name"]) == (3, str(base))
