"""Which model a command loads."""

from pathlib import Path

import pytest

from afterword.cli.command_service import (
    read_settings,
    settings_for_paragraphs,
    settings_from_files,
)

CONFIG = 'model = "general"\n[inline]\nmodel = "quick"\n[paragraph]\nmodel = "large"\n'


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("AFTERWORD_CONFIG_DIR", str(tmp_path))


def test_each_kind_takes_its_own_and_only_that() -> None:
    ghost, paragraph = settings_from_files(), settings_for_paragraphs()
    assert (ghost.inline_model, ghost.paragraph_model) == ("quick", "quick")
    assert (paragraph.inline_model, paragraph.paragraph_model) == ("large", "large")


def test_a_named_model_goes_before_both() -> None:
    assert settings_from_files(model="mine").inline_model == "mine"
    assert settings_for_paragraphs(model="mine").paragraph_model == "mine"


def test_what_writes_both_reads_both_names() -> None:
    settings = read_settings()
    assert (settings.inline_model, settings.paragraph_model) == ("quick", "large")
