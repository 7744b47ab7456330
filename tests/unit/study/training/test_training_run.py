# pyright: basic
import math
from pathlib import Path

import pytest
import torch
from filelock import FileLock
from safetensors.torch import load_file

from afterword.errors import DocumentError, ModelError, ModelFileError, ModelStorageError
from afterword.study.training.checkpoints import checkpoint_path, read_checkpoint
from afterword.study.training.corpora import CorpusDocument, read_corpus
from afterword.study.training.training_outcome import TrainingProgress
from afterword.study.training.training_run import run_training
from unit.study.tiny_recipe import tiny_recipe

pytestmark = pytest.mark.usefixtures("one_thread")
SENTENCES = (
    "The boat was late. ",
    "Nobody rang the bell. ",
    "河水慢慢地走。",
    "It was ten to four. ",
)
RECIPE = tiny_recipe(steps=10)
Documents = list[CorpusDocument]


@pytest.fixture
def documents(tmp_path: Path) -> list[CorpusDocument]:
    for number in range(5):
        text = "".join(SENTENCES[(number + place * place) % 4] for place in range(40))
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")
    return read_corpus([tmp_path])


def after(steps: int):
    """Return a ``should_stop`` that is true from its ``steps``-th question on."""
    asked = iter(range(1, 1000))
    return lambda: next(asked) >= steps


def test_leaves_a_model_its_losses_and_a_checkpoint(tmp_path: Path, documents: Documents) -> None:
    seen: list[TrainingProgress] = []
    outcome = run_training(documents, tmp_path / "models" / "mine", RECIPE, report=seen.append)
    assert outcome.is_finished
    assert [progress.step for progress in seen] == list(range(1, 11))
    assert {path.name for path in outcome.folder.iterdir()} == {
        "config.json",
        "generation_config.json",
        "loss.svg",
        "losses.csv",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
        "training",
    }
    rows = (outcome.folder / "losses.csv").read_text().splitlines()
    assert len(rows) == len(outcome.points) + 1 == 11
    picture = (outcome.folder / "loss.svg").read_text(encoding="utf-8")
    assert all(
        words in picture
        for words in ("<svg", "mine", "held-out text", "frequency alone", "5-grams")
    )


def test_the_outcome_compares_it_with_an_ngram_model_in_bits_per_byte(
    tmp_path: Path, documents: Documents
) -> None:
    outcome = run_training(documents, tmp_path / "mine", RECIPE)
    (loss,) = outcome.losses
    size_bytes = next(each.size_bytes for each in documents if str(each.path) == loss.name)
    bits = outcome.bits_per_byte(outcome.held_out)
    assert bits == outcome.bits_per_byte_of(loss)
    assert bits * size_bytes * math.log(2) == pytest.approx(loss.nats_per_token * loss.tokens)
    assert 0 < outcome.guessing.by_ngrams < outcome.guessing.by_frequency


def test_a_single_document_is_enough(tmp_path: Path, documents: Documents) -> None:
    novel = tmp_path / "novel" / "novel.md"
    novel.parent.mkdir()
    novel.write_text("\n\n".join(each.text for each in documents), encoding="utf-8")
    outcome = run_training(read_corpus([novel]), tmp_path / "mine", RECIPE)
    (loss,) = outcome.losses
    assert loss.name == str(novel)
    assert 0 < outcome.sizes_bytes[str(novel)] < novel.stat().st_size / 3


def test_holds_out_whole_documents_and_measures_each(tmp_path: Path, documents: Documents) -> None:
    outcome = run_training(documents, tmp_path / "mine", RECIPE)
    (loss,) = outcome.losses
    assert loss.name in {str(document.path) for document in documents}
    assert outcome.held_out == loss.nats_per_token > 0


def test_stopped_and_resumed_is_the_same_as_in_one_go(tmp_path: Path, documents: Documents) -> None:
    whole = run_training(documents, tmp_path / "whole", RECIPE)
    halves = tmp_path / "halves"
    first = run_training(documents, halves, RECIPE, should_stop=after(5))
    assert (first.step, first.is_finished) == (5, False)
    second = run_training(documents, halves, RECIPE, checkpoint=read_checkpoint(halves))
    assert second.is_finished
    assert second.points == whole.points
    ours, theirs = (load_file(each.folder / "model.safetensors") for each in (second, whole))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    states = [torch.load(each.checkpoint, weights_only=True)["state"] for each in (second, whole)]
    assert all(
        torch.equal(states[0]["model"][name], states[1]["model"][name])
        for name in states[1]["model"]
    )


def test_what_was_stopped_can_be_served_as_it_is(tmp_path: Path, documents: Documents) -> None:
    outcome = run_training(documents, tmp_path / "mine", RECIPE, should_stop=after(1))
    assert (outcome.folder / "config.json").is_file()
    assert outcome.held_out > 0


def test_a_name_that_is_taken_is_not_written_over(tmp_path: Path, documents: Documents) -> None:
    run_training(documents, tmp_path / "mine", RECIPE)
    before = (tmp_path / "mine" / "model.safetensors").read_bytes()
    with pytest.raises(ModelError, match="a model mine already") as caught:
        run_training(documents, tmp_path / "mine", RECIPE)
    assert "--resume" in caught.value.next_step
    assert (tmp_path / "mine" / "model.safetensors").read_bytes() == before


def test_what_died_before_its_first_checkpoint_can_be_begun_again(
    tmp_path: Path, documents: Documents
) -> None:
    def die(progress: TrainingProgress) -> None:
        raise KeyboardInterrupt

    recipe = tiny_recipe(steps=100)  # the first checkpoint comes after five
    with pytest.raises(KeyboardInterrupt):
        run_training(documents, tmp_path / "mine", recipe, report=die)
    assert not checkpoint_path(tmp_path / "mine").exists()
    assert run_training(documents, tmp_path / "mine", RECIPE).is_finished


def test_another_training_of_that_name_is_not_disturbed(
    tmp_path: Path, documents: Documents
) -> None:
    (tmp_path / "mine" / "training").mkdir(parents=True)
    with (
        FileLock(tmp_path / "mine" / "training" / ".lock"),
        pytest.raises(ModelError, match="Another process is training mine"),
    ):
        run_training(documents, tmp_path / "mine", RECIPE)


def test_too_little_text_leaves_no_model(tmp_path: Path, documents: Documents) -> None:
    recipe = tiny_recipe(steps=1, context_tokens=512)
    with pytest.raises(DocumentError, match="tokens to learn from"):
        run_training(documents[:2], tmp_path / "mine", recipe)
    assert not (tmp_path / "mine" / "config.json").exists()


def test_a_checkpoint_without_its_tokenizer_is_told(tmp_path: Path, documents: Documents) -> None:
    folder = tmp_path / "mine"
    run_training(documents, folder, RECIPE, should_stop=after(2))
    (folder / "tokenizer.json").write_text("{")
    with pytest.raises(ModelFileError, match=r"lost its tokenizer\.json"):
        run_training(documents, folder, RECIPE, checkpoint=read_checkpoint(folder))


@pytest.mark.parametrize("room_bytes", [1_000, 40_000], ids=["not-even-tokenizer", "no-checkpoint"])
def test_a_disk_that_fills_up_leaves_nothing_that_looks_like_a_model(
    tmp_path: Path, documents: Documents, room_bytes: int
) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, limits[1]))
    try:
        with pytest.raises(ModelStorageError) as caught:
            run_training(documents, tmp_path / "mine", RECIPE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "AFTERWORD_DATA_DIR" in caught.value.next_step
    assert not (tmp_path / "mine" / "config.json").exists()
    assert not checkpoint_path(tmp_path / "mine").exists()


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path, documents: Documents) -> None:
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(ModelStorageError, match="can't be written") as caught:
        run_training(documents, tmp_path / "models" / "mine", RECIPE)
    assert "AFTERWORD_DATA_DIR" in str(caught.value)
