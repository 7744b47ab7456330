import json
from pathlib import Path

import pytest

from afterword.errors import ModelFileError, ModelNotFoundError
from afterword.models.voices.adapter_config import AdapterConfig
from afterword.models.voices.voice_folder import VoiceFolder, find_voice, voice_names
from unit.models.tiny_folder import safetensors_bytes
from unit.models.voices.example_card import CARD

CONFIG = AdapterConfig(
    base_name="gemma3-270m", rank=16, alpha=32.0, target_modules=("q_proj", "down_proj")
)


def write_weights(path: Path) -> None:
    path.write_bytes(safetensors_bytes())


@pytest.fixture
def folder(tmp_path: Path) -> VoiceFolder:
    folder = VoiceFolder(tmp_path / "voices" / "ostrand")
    folder.write(CARD, CONFIG, write_weights=write_weights)
    return folder


def test_what_was_written_is_read_and_nothing_else_is_left(folder: VoiceFolder) -> None:
    voice = folder.read()
    assert voice.config == CONFIG
    assert voice.config.scale == 2.0
    assert voice.card.model_copy(update={"adapter_sha256": ""}) == CARD
    assert {path.name for path in folder.path.iterdir()} == {
        "adapter_config.json",
        "adapter_model.safetensors",
        "voice.json",
    }


def test_a_voice_is_found_by_its_name_once_it_has_a_card(folder: VoiceFolder) -> None:
    root = folder.path.parent
    (root / "begun" / "training").mkdir(parents=True)
    (root / "a file").write_text("")
    assert voice_names(root) == ["ostrand"]
    assert find_voice(root, "ostrand") == folder


@pytest.mark.parametrize("name", ["austen", "../voices/ostrand", ""])
def test_an_unknown_voice_is_answered_with_those_that_there_are(
    folder: VoiceFolder, name: str
) -> None:
    with pytest.raises(ModelNotFoundError, match="no voice") as caught:
        find_voice(folder.path.parent, name)
    assert "ostrand" in caught.value.next_step


def test_who_has_no_voice_learns_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError) as caught:
        find_voice(tmp_path / "voices", "ostrand")
    assert "afterword tune" in caught.value.next_step


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("voice.json", b"", id="empty card"),
        pytest.param("voice.json", b'{"format": 1}', id="card without figures"),
        pytest.param("adapter_config.json", b"{", id="cut configuration"),
        pytest.param("adapter_config.json", b"[]", id="configuration that is a list"),
        pytest.param("adapter_config.json", b'{"peft_type": "IA3"}', id="another kind of adapter"),
        pytest.param("adapter_model.safetensors", b"other", id="weights of another run"),
        pytest.param("adapter_model.safetensors", None, id="no weights"),
        pytest.param("adapter_config.json", None, id="no configuration"),
    ],
)
def test_a_damaged_voice_is_reported_with_the_next_step(
    folder: VoiceFolder, name: str, content: bytes | None
) -> None:
    path = folder.path / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(ModelFileError, match="voice ostrand can't be used") as caught:
        folder.read()
    assert "--resume" in caught.value.next_step


def test_a_card_of_another_version_is_refused(folder: VoiceFolder) -> None:
    card = json.loads(folder.card.read_text(encoding="utf-8")) | {"format": 2}
    folder.card.write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelFileError, match="another version"):
        folder.read_card()


def test_a_full_disk_leaves_the_earlier_voice(folder: VoiceFolder) -> None:
    def fail(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    before = folder.read()
    with pytest.raises(OSError, match="No space"):
        folder.write(CARD, CONFIG, write_weights=fail)
    assert folder.read() == before
