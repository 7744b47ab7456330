# pyright: basic
"""Whole tunings of a tiny base: what they leave, and what happens when something goes wrong."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from afterword.errors import DocumentError, ModelError, ModelFileError, ModelStorageError
from afterword.models.prepared_model import PreparedModel
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.study.training.checkpoints import checkpoint_path, read_checkpoint
from afterword.study.training.corpora import CorpusDocument, read_corpus
from afterword.study.tuning.tuning_run import run_tuning
from afterword.transformer.tensor_file import TensorFile
from unit.study.tuning.tiny_tuning import tiny_base, tiny_recipe, write_chapters

pytestmark = pytest.mark.usefixtures("one_thread")
Documents = list[CorpusDocument]


@pytest.fixture
def base(tmp_path: Path) -> PreparedModel:
    return tiny_base(tmp_path / "base")


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    return read_corpus([write_chapters(tmp_path / "chapters")])


@pytest.fixture
def voice(tmp_path: Path) -> VoiceFolder:
    return VoiceFolder(tmp_path / "voices" / "mine")


def after(steps: int):
    """Return a ``should_stop`` that is true once so many steps have been reported, and its report."""
    seen: list[object] = []
    return {"report": seen.append, "should_stop": lambda: len(seen) >= steps}


def test_leaves_a_voice_that_predicts_unseen_text_better_than_its_base(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    outcome = run_tuning(documents, voice, base, tiny_recipe(base, steps=60))
    assert outcome.is_finished
    saved = voice.read()
    assert saved.card == outcome.card
    assert saved.config.base_name == "tiny"
    figures = saved.card.figures
    assert figures.bits_per_byte_after < 0.9 * figures.bits_per_byte_before
    held_out = saved.card.held_out_documents
    assert (saved.card.learned_documents, held_out) == (len(documents) - 1, 1)
    assert 1 <= saved.card.best_step <= saved.card.steps == 60
    assert figures.copied_words_after > figures.copied_words_before


def test_the_adapter_has_both_parts_for_every_layer(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    run_tuning(documents, voice, base, tiny_recipe(base, steps=2))
    config, weights = voice.read().config, TensorFile(voice.weights)
    assert (config.rank, config.alpha) == (2, 4.0)
    assert len(weights.names) == 3 * len(config.target_modules) * 2
    first = weights.read("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")
    assert first.shape == (2, 48)


def test_stopped_and_resumed_is_the_same_as_in_one_go(
    tmp_path: Path, documents: Documents, base: PreparedModel
) -> None:
    recipe = tiny_recipe(base, steps=12)
    whole, halves = VoiceFolder(tmp_path / "whole"), VoiceFolder(tmp_path / "halves")
    losses: list[float] = []
    run_tuning(documents, whole, base, recipe, report=lambda each: losses.append(each.loss))
    first = run_tuning(documents, halves, base, recipe, **after(5))
    assert (first.step, first.is_finished, first.card) == (5, False, None)
    assert not halves.is_complete
    again: list[float] = []
    second = run_tuning(
        documents,
        halves,
        base,
        recipe,
        checkpoint=read_checkpoint(halves.path),
        report=lambda each: again.append(each.loss),
    )
    assert second.is_finished
    assert again == pytest.approx(losses[5:], abs=1e-5)
    one, other = TensorFile(whole.weights), TensorFile(halves.weights)
    for name in one.names:
        assert one.read(name) == pytest.approx(other.read(name), abs=1e-6)
    assert halves.read_card().figures == whole.read_card().figures


def test_steps_are_chosen_by_the_texts_and_kept_when_it_is_resumed(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    recipe = replace(tiny_recipe(base, steps=0), context_tokens=64)
    first = run_tuning(documents, voice, base, recipe, **after(1))
    assert first.steps > 1
    begun = read_checkpoint(voice.path)
    second = run_tuning(documents, voice, base, recipe, checkpoint=begun)
    assert (second.step, second.steps) == (first.steps, first.steps)


def test_when_the_time_is_over_there_is_a_voice_that_can_go_on(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    recipe = tiny_recipe(base, steps=1000)
    outcome = run_tuning(documents, voice, base, recipe, minutes=1e-9)
    assert not outcome.is_finished
    assert outcome.step == 1
    assert outcome.card == voice.read().card


def test_it_ends_where_the_held_out_loss_has_stopped_falling(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    recipe = replace(tiny_recipe(base, steps=100), peak_learning_rate=0.3, patience_points=2)
    outcome = run_tuning(documents, voice, base, recipe)
    assert outcome.is_finished
    assert outcome.step < 100
    card = voice.read_card()
    assert card.best_step < card.steps == outcome.step


def test_a_name_that_is_taken_is_not_written_over(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    run_tuning(documents, voice, base, tiny_recipe(base, steps=1))
    before = voice.read()
    with pytest.raises(ModelError, match="a voice mine already") as caught:
        run_tuning(documents, voice, base, tiny_recipe(base, steps=1))
    assert "--resume" in caught.value.next_step
    assert voice.read() == before


def test_two_runs_with_one_name_do_not_meet(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    (voice.path / "training").mkdir(parents=True)
    with (
        FileLock(voice.path / "training" / ".lock"),
        pytest.raises(ModelError, match="Another process is training mine"),
    ):
        run_tuning(documents, voice, base, tiny_recipe(base, steps=1))


def test_a_base_that_has_changed_is_refused(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    recipe = tiny_recipe(base, steps=9)
    run_tuning(documents, voice, base, recipe, **after(2))
    changed = replace(recipe, base_fingerprint="another")
    with pytest.raises(ModelError, match="other weights") as caught:
        run_tuning(documents, voice, base, changed, checkpoint=read_checkpoint(voice.path))
    assert "tiny" in caught.value.next_step


def test_other_texts_than_it_began_with_are_refused(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    recipe = tiny_recipe(base, steps=9)
    run_tuning(documents, voice, base, recipe, **after(2))
    with pytest.raises(ModelError, match="other texts"):
        run_tuning(documents[1:], voice, base, recipe, checkpoint=read_checkpoint(voice.path))


def test_what_a_killed_process_was_writing_is_passed_over(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    recipe = tiny_recipe(base, steps=9)
    run_tuning(documents, voice, base, recipe, **after(4))
    kept = checkpoint_path(voice.path)
    kept.with_name(f"{kept.name}.unfinished").write_bytes(kept.read_bytes()[:1000])
    begun = read_checkpoint(voice.path)
    assert begun.state["step"] == 4
    assert run_tuning(documents, voice, base, recipe, checkpoint=begun).is_finished


def test_a_loss_that_is_no_number_keeps_the_checkpoint_before_it(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    recipe = tiny_recipe(base, steps=60)
    run_tuning(documents, voice, base, recipe, **after(6))
    begun = read_checkpoint(voice.path)
    begun.state["model"][next(iter(begun.state["model"]))].fill_(math.nan)
    with pytest.raises(ModelError, match="went astray at step 7") as caught:
        run_tuning(documents, voice, base, recipe, checkpoint=begun)
    assert "--learning-rate" in caught.value.next_step
    assert read_checkpoint(voice.path).state["step"] == 6
    smaller = replace(recipe, peak_learning_rate=0.001)
    resumed = run_tuning(
        documents, voice, base, smaller, checkpoint=read_checkpoint(voice.path), **after(1)
    )
    assert resumed.step == 7


@pytest.mark.parametrize("room_bytes", [1_000, 60_000], ids=["no checkpoint", "no next one"])
def test_a_disk_that_fills_up_keeps_the_earlier_checkpoint(
    documents: Documents, voice: VoiceFolder, base: PreparedModel, room_bytes: int
) -> None:
    resource = pytest.importorskip("resource")
    recipe = tiny_recipe(base, steps=9)
    run_tuning(documents, voice, base, recipe, **after(4))
    begun = read_checkpoint(voice.path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, limits[1]))
    try:
        with pytest.raises(ModelStorageError) as caught:
            run_tuning(documents, voice, base, recipe, checkpoint=begun)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "AFTERWORD_DATA_DIR" in caught.value.next_step
    assert not voice.is_complete
    assert read_checkpoint(voice.path).state["step"] == 4


def test_too_little_text_leaves_no_voice(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    recipe = replace(tiny_recipe(base, steps=1), context_tokens=512)
    with pytest.raises(DocumentError, match="tokens to learn from") as caught:
        run_tuning(documents[:2], voice, base, recipe)
    assert "Add texts" in caught.value.next_step
    assert not voice.is_complete


def test_a_checkpoint_of_a_smaller_adapter_is_refused(
    documents: Documents, voice: VoiceFolder, base: PreparedModel
) -> None:
    recipe = tiny_recipe(base, steps=9)
    run_tuning(documents, voice, base, recipe, **after(2))
    begun = read_checkpoint(voice.path)
    begun.state["model"] = {name: each[:1] for name, each in begun.state["model"].items()}
    with pytest.raises(ModelFileError, match="doesn't fit its base"):
        run_tuning(documents, voice, base, recipe, checkpoint=begun)
