from pathlib import Path

import pytest

from afterword.models.prepared_model import (
    RECORD_FORMAT,
    RECORD_NAME,
    PreparationRecord,
    file_sizes,
    read_record,
)


def prepared_folder(folder: Path, *, record_format: int = RECORD_FORMAT) -> PreparationRecord:
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(bytes(100))
    record = PreparationRecord(
        format=record_format,
        name="tiny",
        model_type="llama",
        bos_token_id=None,
        eos_token_ids=(1, 2),
        prepends_bos=False,
        context_tokens=64,
        source="file /somewhere/tiny.gguf",
        source_sha256="ab" * 32,
        files=file_sizes(folder),
    )
    (folder / RECORD_NAME).write_text(record.model_dump_json())
    return record


def test_reads_back_what_was_recorded(tmp_path: Path) -> None:
    record = prepared_folder(tmp_path)
    assert read_record(tmp_path) == record
    described = record.describe(tmp_path)
    assert (described.name, described.folder, described.size_bytes) == ("tiny", tmp_path, 102)


def test_a_newer_format_is_not_taken_for_ours(tmp_path: Path) -> None:
    prepared_folder(tmp_path, record_format=RECORD_FORMAT + 1)
    assert read_record(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("model.safetensors", bytes(99), id="weights cut short"),
        pytest.param("model.safetensors", bytes(101), id="weights grown"),
        pytest.param("config.json", None, id="config gone"),
        pytest.param(RECORD_NAME, None, id="record gone"),
        pytest.param(RECORD_NAME, b"{", id="record is no JSON"),
        pytest.param(RECORD_NAME, b"[]", id="record is another thing"),
        pytest.param(RECORD_NAME, b"\xff\xfe", id="record is no text"),
    ],
)
def test_a_damaged_folder_is_not_a_prepared_one(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    prepared_folder(tmp_path)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    assert read_record(tmp_path) is None
