"""Chat templates in model folders, and which models follow instructions."""

import json
from pathlib import Path

import pytest

from afterword.models.chat_template_file import CHAT_TEMPLATE_NAME, read_chat_template, read_token
from afterword.models.instruction_tuned import is_known_instruction_tuned
from unit.models.tiny_folder import write_folder


def write_settings(folder: Path, **settings: object) -> Path:
    write_folder(folder)
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("kept", "template"),
    [
        pytest.param("plain", "plain", id="one"),
        pytest.param(
            [{"name": "tools", "template": "t"}, {"name": "default", "template": "d"}],
            "d",
            id="the-default-of-several",
        ),
        pytest.param([{"name": "tools", "template": "t"}], "", id="none-of-several"),
        pytest.param(None, "", id="none"),
        pytest.param(7, "", id="nonsense"),
    ],
)
def test_reads_the_template_from_the_tokenizers_settings(
    tmp_path: Path, kept: object, template: str
) -> None:
    assert read_chat_template(write_settings(tmp_path / "m", chat_template=kept)) == template


def test_a_file_of_its_own_goes_first(tmp_path: Path) -> None:
    folder = write_settings(tmp_path / "m", chat_template="old")
    (folder / CHAT_TEMPLATE_NAME).write_text("new", encoding="utf-8")
    assert read_chat_template(folder) == "new"


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"\xff\xfe", pytest.param(b"[" * 100_000, id="nested")]
)
def test_settings_that_cannot_be_read_hold_no_template(tmp_path: Path, content: bytes) -> None:
    folder = write_folder(tmp_path / "m")
    (folder / "tokenizer_config.json").write_bytes(content)
    assert read_chat_template(folder) == ""


@pytest.mark.parametrize("kept", ["<s>", {"content": "<s>", "special": True}])
def test_reads_how_a_token_is_spelled(tmp_path: Path, kept: object) -> None:
    assert read_token(write_settings(tmp_path / "m", bos_token=kept), "bos_token") == "<s>"


@pytest.mark.parametrize(
    ("name", "is_tuned"),
    [("gemma3-270m", False), ("smollm2-135m", True), ("qwen2.5-coder-1.5b", True), ("no", False)],
)
def test_the_catalogue_knows_who_follows_instructions(name: str, is_tuned: bool) -> None:
    assert is_known_instruction_tuned(name) is is_tuned


def test_of_other_folders_those_with_a_template_do(tmp_path: Path) -> None:
    assert not is_known_instruction_tuned(str(write_folder(tmp_path / "base")))
    tuned = write_settings(tmp_path / "tuned", chat_template="{{ messages }}")
    assert is_known_instruction_tuned(str(tuned))
