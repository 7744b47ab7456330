"""The commands that list, show, prepare and remove models know voices too."""

import json
from pathlib import Path

import pytest

from afterword.cli import main
from afterword.cli.command_service import settings_for_paragraphs, settings_from_files
from afterword.cli.voice_facts import check_voice
from afterword.errors import ModelFileError, ModelNotFoundError
from afterword.models.prepared_voices import prepared_voice_folder
from afterword.models.voices.voice_thresholds import write_thresholds
from afterword.settings import Settings
from afterword.settings.fields import ParagraphSettings
from fakes.tiny_model_folder import write_tiny_model
from fakes.voices import use_own_folders, write_card, write_random_voice

GEMMA = "gemma3-270m"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_own_folders(tmp_path, monkeypatch)
    monkeypatch.setenv("COLUMNS", "300")  # so that no row of a table is broken


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 0
    return capsys.readouterr().out


def test_the_list_has_voices_with_their_models(capsys: pytest.CaptureFixture[str]) -> None:
    write_card("mara", GEMMA)
    (voice,) = json.loads(printed(capsys, "models", "list", "--json"))["voices"]
    assert (voice["name"], voice["base"], voice["state"]) == ("mara", GEMMA, "tuned")
    assert f"voice of {GEMMA}" in printed(capsys, "models", "list")


def test_a_damaged_voice_hides_no_others(capsys: pytest.CaptureFixture[str]) -> None:
    write_card("mara", GEMMA)
    write_card("ostrand", GEMMA).weights.unlink()
    voices = json.loads(printed(capsys, "models", "list", "--json"))["voices"]
    assert [(each["name"], each["state"]) for each in voices] == [
        ("mara", "tuned"),
        ("ostrand", "damaged"),
    ]


def test_info_shows_the_card(capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_card("mara", GEMMA)
    write_thresholds(folder, {"*": {"word_start": {"balanced": 0.7}}})
    shown = printed(capsys, "models", "info", "mara")
    for words in ("held-out bits a byte", GEMMA, str(folder.path), "its own"):
        assert words in shown
    described = json.loads(printed(capsys, "models", "info", "mara", "--json"))
    assert described["card"] == folder.read_card().model_dump(mode="json")
    assert described["has_own_thresholds"] is True


def test_prepare_makes_what_serves_it_and_remove_takes_that_only(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = write_random_voice("mara", str(write_tiny_model(tmp_path / "tiny")))
    printed(capsys, "models", "prepare", "mara")
    described = json.loads(printed(capsys, "models", "info", "mara", "--json"))
    assert described["state"] == "prepared"
    shown = printed(capsys, "models", "remove", "mara")
    assert "The voice itself stays" in shown
    assert folder.read().card.name == "mara"
    assert not prepared_voice_folder("mara").exists()
    assert main(["models", "remove", "mara"]) == 1


def test_a_voice_of_the_command_line_brings_its_own_model() -> None:
    write_card("deep", "large")
    for settings in (settings_from_files(voice="deep"), settings_for_paragraphs(voice="deep")):
        assert settings.voice == "deep"
        assert settings.inline_model == settings.paragraph_model == "large"


def test_a_voice_of_the_command_line_must_exist_be_whole_and_fit_the_model() -> None:
    write_card("deep", "large")
    with pytest.raises(ModelNotFoundError, match="There is no voice marla"):
        settings_from_files(voice="marla")
    with pytest.raises(ModelNotFoundError, match="was tuned on large, not on small"):
        settings_from_files(voice="deep", model="small")
    write_card("torn", "large").weights.unlink()
    with pytest.raises(ModelFileError, match="The voice torn can't be used"):
        settings_from_files(voice="torn")


def test_an_empty_voice_of_the_command_line_is_none() -> None:
    assert settings_from_files(voice="", model="small").voice == ""


def test_the_doctor_says_what_a_voice_writes_and_what_it_does_not() -> None:
    write_card("mara", GEMMA)
    assert check_voice(Settings()) == []
    both, ghost = (
        check_voice(Settings(voice="mara", paragraph=ParagraphSettings(model=model)))[0]
        for model in (None, "large")
    )
    assert both.value == f"mara, of {GEMMA}, for ghost text and paragraphs"
    assert "another model writes paragraphs, without it" in ghost.value
    (fault,) = check_voice(Settings(voice="marla"))
    assert "There is no voice marla" in fault.value
    assert fault.fix


def test_the_doctor_finds_a_damaged_voice() -> None:
    write_card("mara", GEMMA).weights.write_bytes(b"")
    (fault,) = check_voice(Settings(voice="mara"))
    assert "can't be used" in fault.value
