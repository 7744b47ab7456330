# pyright: basic
"""A voice is served by whatever serves its model, and a voice that can't be is reported."""

import json
from pathlib import Path

import pytest
import torch

from afterword.engine.interface import (
    CancelToken,
    Engine,
    EngineStatus,
    GenerationRequest,
)
from afterword.engine.loading.engine_builder import engine_builder
from afterword.engine.loading.voice_choice import choose_voices
from afterword.engine.loading.voice_fallback import builders_with_voices
from afterword.errors import ModelError, ModelNotFoundError
from afterword.models.model_store import ModelStore
from afterword.models.prepared_voices import discard_prepared_voice, prepared_voice_folder
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.settings import Settings
from fakes.tiny_model_folder import write_tiny_model
from fakes.voices import use_own_folders, write_random_voice

LARGE = 3.0
"""What a voice adds to outputs that have about the size of 1: enough to change every choice."""


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a tiny model's name; its voices, and what is made of them, are the test's own."""
    use_own_folders(tmp_path, monkeypatch)
    return str(write_tiny_model(tmp_path / "tiny"))


@pytest.fixture
def voice(model: str) -> VoiceFolder:
    return write_random_voice("mara", model, size=LARGE)


def settings(model: str, voice: str = "") -> Settings:
    return Settings(threads=1, voice=voice).with_one_model(model)


def build(model: str, voice: str = "") -> Engine:
    return engine_builder(settings(model, voice))(lambda _status: None)


def scores(engine: Engine) -> list[float]:
    request = GenerationRequest(
        prompt="She opened the door.", scored_text=" The sea was calm.", max_tokens=0
    )
    pieces = engine.generate(request, CancelToken())
    return [piece.log_probability for piece in pieces if piece.log_probability]


def test_a_voice_predicts_otherwise_than_its_model(model: str, voice: VoiceFolder) -> None:
    plain, voiced = build(model), build(model, "mara")
    assert (plain.voice, voiced.voice) == ("", "mara")
    assert plain.model_name == voiced.model_name == model
    difference = torch.tensor(scores(plain)) - torch.tensor(scores(voiced))
    assert difference.abs().max() > 0.1
    assert scores(build(model)) == scores(plain)


def distance(first: list[float], second: list[float]) -> float:
    return sum(abs(one - other) for one, other in zip(first, second, strict=True))


def test_transformers_serves_a_voice_too(model: str) -> None:
    """Mistral is not built in, and its weights have Llama's names."""
    write_random_voice("mara", model)
    plain, own = scores(build(model)), scores(build(model, "mara"))
    config_file = Path(model) / "config.json"
    config = json.loads(config_file.read_text(encoding="utf-8"))
    config |= {"model_type": "mistral", "architectures": ["MistralForCausalLM"]}
    config_file.write_text(json.dumps(config), encoding="utf-8")
    engine = build(model, "mara")
    assert "transformers" in engine.runtime
    assert distance(scores(engine), own) < 0.5 * distance(plain, own)


def test_what_was_made_of_a_voice_is_removed_and_made_again(model: str, voice: VoiceFolder) -> None:
    first = scores(build(model, "mara"))
    stored_bytes = sum(path.stat().st_size for path in prepared_voice_folder("mara").iterdir())
    assert discard_prepared_voice("mara") == stored_bytes > 0
    assert not prepared_voice_folder("mara").exists()
    assert voice.is_complete
    assert scores(build(model, "mara")) == first


def test_a_voice_of_another_model_leaves_the_model_as_it_is(
    model: str, voice: VoiceFolder, tmp_path: Path
) -> None:
    other = str(write_tiny_model(tmp_path / "other"))
    assert build(other, "mara").voice == ""


def test_an_unknown_voice_is_an_error(model: str) -> None:
    with pytest.raises(ModelNotFoundError, match="There is no voice marla"):
        build(model, "marla")


def damage_weights(voice: VoiceFolder, model: str) -> None:
    del model
    content = bytearray(voice.weights.read_bytes())
    content[-1] ^= 1
    voice.weights.write_bytes(bytes(content))


def change_base(voice: VoiceFolder, model: str) -> None:
    del voice
    weights = Path(model) / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(bytes(content))


def lose_configuration(voice: VoiceFolder, model: str) -> None:
    del model
    voice.config.unlink()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        pytest.param(damage_weights, "not the file that its card", id="weights"),
        pytest.param(lose_configuration, "can't be read", id="configuration"),
        pytest.param(change_base, "tuned on other weights", id="another-base"),
    ],
)
def test_the_model_serves_as_it_is_where_its_voice_can_not(
    harm, reason: str, model: str, voice: VoiceFolder
) -> None:
    harm(voice, model)
    with pytest.raises(ModelError, match=reason):
        build(model, "mara")
    wanted = settings(model, "mara")
    builder, second = builders_with_voices(engine_builder, wanted, choose_voices(wanted))
    statuses: list[EngineStatus] = []
    engine = builder(statuses.append)
    assert second is None
    assert engine.voice == ""
    assert reason in statuses[-1].problem
    assert scores(engine) == scores(build(model))


def test_a_models_own_fault_is_no_problem_of_its_voice(model: str, voice: VoiceFolder) -> None:
    ModelStore().prepare(model)
    (Path(model) / "model.safetensors").unlink()
    wanted = settings(model, "mara")
    builder, _ = builders_with_voices(engine_builder, wanted, choose_voices(wanted))
    statuses: list[EngineStatus] = []
    with pytest.raises(ModelError, match=r"no \.safetensors"):
        builder(statuses.append)
    assert not any(status.problem for status in statuses)
