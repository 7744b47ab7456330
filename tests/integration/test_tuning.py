# pyright: basic
"""``afterword tune`` as a process of its own, on a tiny base and, slowly, on the real default model."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from afterword.models.model_store import ModelStore
from afterword.models.voices.voice_card import base_fingerprint
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.study.training.checkpoints import read_checkpoint
from afterword.study.training.corpora import read_corpus
from afterword.study.tuning.tuning_recipe import tuning_recipe
from afterword.study.tuning.tuning_run import run_tuning
from fakes.tiny_model_folder import write_tiny_model

pytestmark = pytest.mark.slow
PROSE = Path(__file__).parents[1] / "prose"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    return tmp_path / "data"


@pytest.fixture
def threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def begin(*words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603  # our own interpreter and arguments
        [sys.executable, "-m", "afterword", "tune", str(PROSE), "--name", "mine", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.mark.timeout(400)  # of three starts, the last one compiles, too
@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_stops_at_ctrl_c_and_goes_on_after_a_kill(tmp_path: Path, data: Path) -> None:
    base = str(write_tiny_model(tmp_path / "base"))
    voice = data / "voices" / "mine"
    with begin("--base", base, "--steps", "4000") as process:
        assert process.stderr is not None
        assert "10 documents" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=200)[1]
    assert process.returncode == 130, told
    assert "--resume" in told
    kept = read_checkpoint(voice).state["step"]
    with begin("--resume") as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.kill()
        process.communicate(timeout=200)
    assert process.returncode == -signal.SIGKILL
    assert read_checkpoint(voice).state["step"] >= kept
    with begin("--resume", "--steps", str(kept + 1), "--check-places", "6") as process:
        printed, told = process.communicate(timeout=200)
    assert process.returncode == 0, told
    assert "held-out bits a byte" in printed
    assert "shown text that is right" in printed, told
    assert json.loads((voice / "voice.json").read_text(encoding="utf-8"))["base_name"] == base


@pytest.mark.model
@pytest.mark.usefixtures("threads")
def test_the_default_model_learns_from_a_step_and_is_better_than_before(tmp_path: Path) -> None:
    base = ModelStore().prepare("gemma3-270m")
    voice = VoiceFolder(tmp_path / "voices" / "mine")
    recipe = tuning_recipe(base.name, base_fingerprint(base), steps=2, learning_rate=2e-4)
    outcome = run_tuning(read_corpus([PROSE]), voice, base, recipe, threads=os.cpu_count() or 1)
    assert outcome.card is not None
    figures = outcome.card.figures
    assert 0.5 < figures.bits_per_byte_after < figures.bits_per_byte_before < 2.5
    assert figures.missing_share < 0.02
    assert voice.read().config.base_name == "gemma3-270m"
