# pyright: basic
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from afterword.errors import ModelError, ModelFileError
from afterword.study.training.checkpoints import checkpoint_path, read_checkpoint, write_checkpoint
from afterword.study.training.recipes import ModelSize
from unit.study.tiny_recipe import tiny_recipe

RECIPE = tiny_recipe(steps=7)
STATE = {"step": 3, "model": {"weight": torch.arange(4.0)}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_checkpoint(tmp_path / "mine", STATE, recipe=RECIPE, corpus_sha256="abc")
    return tmp_path / "mine"


def test_what_was_written_is_read(folder: Path) -> None:
    found = read_checkpoint(folder)
    assert (found.size, found.steps, found.corpus_sha256) == (ModelSize.TINY, 7, "abc")
    assert found.state["step"] == 3
    assert torch.equal(found.state["model"]["weight"], torch.arange(4.0))
    found.check_fits(RECIPE, corpus_sha256="abc")


def test_an_older_checkpoint_is_replaced_and_nothing_else_left(folder: Path) -> None:
    write_checkpoint(folder, {"step": 4}, recipe=RECIPE, corpus_sha256="abc")
    assert read_checkpoint(folder).state == {"step": 4}
    assert list(checkpoint_path(folder).parent.iterdir()) == [checkpoint_path(folder)]


def test_a_write_that_fails_leaves_the_older_checkpoint(folder: Path) -> None:
    with pytest.raises(Exception, match="pickle"):
        write_checkpoint(folder, {"step": lambda: 4}, recipe=RECIPE, corpus_sha256="abc")
    assert read_checkpoint(folder).state["step"] == 3
    assert list(checkpoint_path(folder).parent.iterdir()) == [checkpoint_path(folder)]


def test_without_a_checkpoint_there_is_nothing_to_go_on_from(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no checkpoint of mine") as caught:
        read_checkpoint(tmp_path / "mine")
    assert "--resume" in caught.value.next_step


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda whole: b"", id="empty"),
        pytest.param(lambda whole: whole[: len(whole) // 2], id="cut short"),
        pytest.param(lambda whole: b"Chapter one" * 9, id="no checkpoint"),
        pytest.param(lambda whole: pickle.dumps([1, 2]), id="other content"),
    ],
)
def test_a_damaged_checkpoint_is_named(folder: Path, damage) -> None:
    path = checkpoint_path(folder)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ModelFileError, match=r"checkpoint\.pt is damaged") as caught:
        read_checkpoint(folder)
    assert str(folder) in caught.value.next_step


def test_a_checkpoint_that_would_run_code_is_refused(folder: Path, tmp_path: Path) -> None:
    class Touches:
        def __reduce__(self):
            return Path.touch, (tmp_path / "touched",)

    torch.save({"format": 1, "state": Touches()}, checkpoint_path(folder))
    with pytest.raises(ModelFileError, match="is damaged"):
        read_checkpoint(folder)
    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize(
    ("recipe", "corpus", "complaint"),
    [
        pytest.param(RECIPE, "def", "other texts", id="corpus"),
        pytest.param(
            replace(RECIPE, size=ModelSize.SMALL), "abc", "size tiny, not small", id="size"
        ),
        pytest.param(replace(RECIPE, width=32), "abc", "another width", id="recipe"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(
    folder: Path, recipe, corpus: str, complaint: str
) -> None:
    with pytest.raises(ModelError, match=complaint) as caught:
        read_checkpoint(folder).check_fits(recipe, corpus_sha256=corpus)
    assert "another name" in caught.value.next_step


def test_it_may_go_on_for_longer(folder: Path) -> None:
    longer = replace(RECIPE, steps=1000, warm_up_steps=50)
    read_checkpoint(folder).check_fits(longer, corpus_sha256="abc")
