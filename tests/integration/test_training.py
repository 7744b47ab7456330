# pyright: basic
"""A model of our own, made from the prose in ``tests/prose``, served by all that serves models."""

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from afterword.engine.interface import CancelToken, GenerationRequest
from afterword.engine.loading.engine_builder import load_engine
from afterword.models.model_store import ModelStore
from afterword.settings.fields import Device
from afterword.study.training.corpora import read_corpus
from afterword.study.training.recipes import ModelSize, recipe_for
from afterword.study.training.training_outcome import TrainingOutcome
from afterword.study.training.training_run import run_training

pytestmark = pytest.mark.slow
PROSE = Path(__file__).parents[1] / "prose"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("data")
        patch.setenv("AFTERWORD_DATA_DIR", str(folder))
        patch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield folder


@pytest.fixture(scope="module")
def ostrand(data: Path) -> Iterator[TrainingOutcome]:
    """The tests' own model: the size ``tiny``, but narrower and with short windows in training."""
    recipe = replace(
        recipe_for(ModelSize.TINY, steps=120),
        vocabulary_size=512,
        width=64,
        feed_forward_width=160,
        layers=2,
        heads=2,
        key_value_heads=1,
        context_tokens=128,
        batch_windows=8,
        peak_learning_rate=5e-3,
    )
    before = torch.get_num_threads()
    # Threads of so small a model wait for each other more than they work.
    yield run_training(read_corpus([PROSE]), data / "models" / "ostrand", recipe, threads=1)
    torch.set_num_threads(before)


def test_predicts_what_it_has_not_read_better_than_guessing(ostrand: TrainingOutcome) -> None:
    assert ostrand.held_out < ostrand.guessing.by_frequency - 0.4
    assert ostrand.guessing.by_frequency < ostrand.guessing.uniform - 0.4
    assert ostrand.points[0].held_out > ostrand.points[-1].held_out


def test_transformers_loads_it_and_predicts_the_same(ostrand: TrainingOutcome) -> None:
    tokenizer = AutoTokenizer.from_pretrained(ostrand.folder)
    model = AutoModelForCausalLM.from_pretrained(ostrand.folder, dtype=torch.float32)
    assert type(model).__name__ == "LlamaForCausalLM"
    (loss,) = ostrand.losses
    (document,) = [each for each in read_corpus([PROSE]) if str(each.path) == loss.name]
    token_ids = tokenizer(tokenizer.eos_token + document.text, return_tensors="pt").input_ids[0]
    total = 0.0
    for start in range(0, len(token_ids) - 1, 128):
        window = token_ids[start : start + 129]
        with torch.no_grad():
            logits = model(window[None, :-1]).logits[0]
        total += float(torch.nn.functional.cross_entropy(logits, window[1:], reduction="sum"))
    assert total / (len(token_ids) - 1) == pytest.approx(loss.nats_per_token, abs=1e-3)


def test_our_engine_writes_with_it_by_its_name(ostrand: TrainingOutcome) -> None:
    prepared = ModelStore().prepare("ostrand")
    assert prepared.folder == ostrand.folder.resolve()
    engine = load_engine(prepared, threads=1, device=Device.AUTO)
    request = GenerationRequest(prompt="Marta looked at the", max_tokens=12)
    text = "".join(piece.text for piece in engine.generate(request, CancelToken()))
    engine.close()
    assert text.strip()


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603  # our own interpreter and arguments
        [sys.executable, "-m", "afterword", *words],
        capture_output=True,
        encoding="utf-8",
        timeout=110,
        check=False,
    )


def test_the_command_line_lists_it_and_completes_with_it(
    ostrand: TrainingOutcome, tmp_path: Path
) -> None:
    listed = json.loads(run("models", "list", "--json").stdout)["models"]
    assert ("ostrand", "prepared") in [(model["name"], model["state"]) for model in listed]
    chapter = tmp_path / "chapter.md"
    chapter.write_text("Marta looked at the river and she looked at the", encoding="utf-8")
    ended = run("complete", str(chapter), "--invoked", "--json", "--model", "ostrand")
    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout)
    assert answer["model"] == "ostrand"
    assert answer["suppressed"] is None
    assert answer["text"].strip()


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_train_stops_at_ctrl_c_and_goes_on(data: Path) -> None:
    command = ["train", str(PROSE), "--name", "draft", "--steps", "400"]
    with subprocess.Popen(  # noqa: S603  # our own interpreter and arguments
        [sys.executable, "-m", "afterword", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stderr is not None
        assert "10 documents" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=100)[1]
    assert process.returncode == 130, told
    assert "--resume" in told

    refused = run(*command)
    assert refused.returncode == 1
    assert "a model draft already" in refused.stderr
    resumed = run("train", str(PROSE), "--name", "draft", "--resume", "--steps", "2")
    assert resumed.returncode == 0, resumed.stderr
    assert "2 of 2 steps" in resumed.stdout
    assert "n-gram model" in resumed.stdout
    other = run("train", str(PROSE / "06-the-mill.md"), "--name", "draft", "--resume")
    assert other.returncode == 1
    assert "other texts" in other.stderr


def test_train_takes_one_document_and_other_objectives(data: Path, tmp_path: Path) -> None:
    novel = tmp_path / "novel.md"
    chapters = [path.read_text(encoding="utf-8") for path in sorted(PROSE.glob("*.md"))]
    novel.write_text("\n\n".join(chapters), encoding="utf-8")
    terms = ["--contrastive-weight", "0.1", "--embedding-weight", "0.1", "--optimiser", "sgd"]
    command = ["train", str(novel), "--name", "other"]
    ended = run(*command, *terms, "--steps", "2")
    assert ended.returncode == 0, ended.stderr
    assert "Bits a byte" in ended.stdout
    otherwise = run(*command, "--optimiser", "adam", "--resume")
    assert otherwise.returncode == 1
    assert "another optimiser" in otherwise.stderr


def test_the_loss_is_plotted(ostrand: TrainingOutcome) -> None:
    assert ostrand.plot is not None
    assert "held-out text" in ostrand.plot.read_text(encoding="utf-8")
    assert math.isfinite(ostrand.points[-1].learned)
