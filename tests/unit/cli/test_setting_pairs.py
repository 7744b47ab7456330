"""Settings on the command line: pairs, several in one word, and files."""

from pathlib import Path

import pytest

from afterword.cli.setting_pairs import read_setting_words, settings_from_words, settings_with
from afterword.errors import SettingsError
from afterword.settings import Settings


def test_settings_of_a_run_are_put_over_the_files() -> None:
    settings = settings_with(Settings(threads=3), ["inline.max_words=6", "model=mine"])
    assert (settings.inline.max_words, settings.model, settings.threads) == (6, "mine", 3)


@pytest.mark.parametrize("pair", ["inline.max_words=many", "inline.nothing=1", "max_words"])
def test_a_setting_that_can_not_be_taken_is_an_error(pair: str) -> None:
    with pytest.raises(SettingsError, match="--set"):
        settings_with(Settings(), [pair])
    with pytest.raises(SettingsError, match="--a"):
        settings_from_words(Settings(), pair, source="--a")


@pytest.mark.parametrize(
    ("words", "values"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param(
            "model=a-b,paragraph.top_p=0.9", {"model": "a-b", "paragraph.top_p": 0.9}, id="two"
        ),
        pytest.param(
            'paragraph.banned_phrases=["a, b","c"], paragraph.min_p=0',
            {"paragraph.banned_phrases": ["a, b", "c"], "paragraph.min_p": 0},
            id="commas inside a value",
        ),
    ],
)
def test_several_settings_stand_in_one_word(words: str, values: dict[str, object]) -> None:
    assert read_setting_words(words) == values


def test_a_file_sets_what_the_words_would(tmp_path: Path) -> None:
    file = tmp_path / "warm.toml"
    file.write_text('model = "mine"\n[paragraph]\ntemperature = 1.1\n', encoding="utf-8")
    settings = settings_from_words(Settings(), str(file), source="--a")
    assert settings.paragraph.temperature == 1.1
    assert settings.paragraph_model == "mine"


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"no file missing\.toml"):
        read_setting_words("missing.toml")


def test_a_model_is_that_of_paragraphs_too_unless_another_is_named() -> None:
    base = settings_with(Settings(), ["paragraph.model=large"])
    assert settings_from_words(base, "model=mine", source="--a").paragraph_model == "mine"
    both = settings_from_words(base, "model=mine,paragraph.model=other", source="--a")
    assert (both.inline_model, both.paragraph_model) == ("mine", "other")
