"""Arguments that ``afterword train`` refuses; nothing is trained here."""

from pathlib import Path

import pytest

from afterword.cli import main
from afterword.cli.commands.train import choose_recipe
from afterword.cli.parser import build_parser
from afterword.study.training.recipes import ModelSize, OptimiserKind, recipe_for


@pytest.fixture(autouse=True)
def chapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("AFTERWORD_CONFIG_DIR", str(tmp_path / "config"))
    path = tmp_path / "chapter.md"
    path.write_text("A single chapter.", encoding="utf-8")
    return path


@pytest.mark.parametrize("optimiser", OptimiserKind)
def test_every_optimiser_can_be_chosen(optimiser: OptimiserKind) -> None:
    parsed = build_parser().parse_args(["train", "x", "--name", "n", "--optimiser", optimiser])
    assert choose_recipe(parsed, None).optimiser is optimiser


def test_a_training_that_is_resumed_keeps_what_was_not_asked_for_again() -> None:
    begun = recipe_for(ModelSize.SMALL, optimiser=OptimiserKind.SGD, contrastive_weight=0.5)
    words = ["train", "x", "--name", "n", "--resume"]
    parsed = build_parser().parse_args(words)
    assert choose_recipe(parsed, begun.describe()) == begun
    parsed = build_parser().parse_args([*words, "--contrastive-weight", "0", "--steps", "9"])
    changed = choose_recipe(parsed, begun.describe())
    assert (changed.contrastive_weight, changed.steps) == (0, 9)
    assert changed.optimiser is OptimiserKind.SGD


def test_terms_are_off_by_default() -> None:
    recipe = choose_recipe(build_parser().parse_args(["train", "x", "--name", "n"]), None)
    assert recipe == recipe_for(ModelSize.TINY)
    assert recipe.contrastive_weight == recipe.embedding_weight == 0


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
        pytest.param(["train", "x", "--name", "n", "--optimiser", "muon"], id="no such optimiser"),
        pytest.param(["train", "x", "--name", "n", "--contrastive-weight", "-1"], id="negative"),
        pytest.param(["train", "x", "--name", "n", "--embedding-weight", "11"], id="too much"),
        pytest.param(["train", "x", "--name", "n", "--embedding-weight", "nan"], id="no number"),
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
