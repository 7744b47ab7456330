import json
from pathlib import Path

import pytest

from afterword.errors import ModelFileError, UnsafeModelError
from afterword.models.model_folder import check_folder
from afterword.models.prepared_model import PreparedModel
from unit.models.tiny_folder import safetensors_bytes, write_folder

WITH_BOS = {"post_processor": {"special_tokens": {"<s>": {"ids": [1], "tokens": ["<s>"]}}}}


def check(folder: Path) -> PreparedModel:
    return check_folder(folder, name="mine", source="folder mine")


def test_describes_a_whole_folder(tmp_path: Path) -> None:
    model = check(write_folder(tmp_path))
    assert (model.name, model.folder) == ("mine", tmp_path)
    assert (model.bos_token_id, model.eos_token_ids, model.context_tokens) == (1, (2,), 64)


def test_collects_the_end_tokens_of_both_files(tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "generation_config.json").write_text('{"eos_token_id": [2, 7]}')
    assert check(tmp_path).eos_token_ids == (2, 7)


@pytest.mark.parametrize(
    ("settings", "tokenizer", "expected"),
    [
        pytest.param({}, {"post_processor": None}, False, id="nothing adds it"),
        pytest.param({}, WITH_BOS, True, id="the tokenizer adds it"),
        pytest.param({"add_bos_token": False}, WITH_BOS, False, id="the settings say no"),
        pytest.param({"add_bos_token": True}, {}, True, id="the settings say yes"),
    ],
)
def test_knows_whether_bos_goes_in_front(
    tmp_path: Path, settings: object, tokenizer: object, expected: bool
) -> None:
    write_folder(tmp_path)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings))
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer))
    assert check(tmp_path).prepends_bos is expected


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.pth", "model.ckpt"])
def test_refuses_weights_that_are_only_pickled(tmp_path: Path, name: str) -> None:
    write_folder(tmp_path, weights=False)
    (tmp_path / name).write_bytes(b"\x80\x04.")
    with pytest.raises(UnsafeModelError, match=name):
        check(tmp_path)


def test_a_pickle_beside_safetensors_is_left_alone(tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    assert check(tmp_path).name == "mine"


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json"])
def test_refuses_a_model_that_brings_its_own_code(tmp_path: Path, file: str) -> None:
    write_folder(tmp_path)
    (tmp_path / file).write_text('{"auto_map": {"AutoModelForCausalLM": "theirs.Model"}}')
    with pytest.raises(UnsafeModelError, match="Python code") as caught:
        check(tmp_path)
    assert str(tmp_path) in caught.value.message


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(safetensors_bytes()[:-1], id="cut in its data"),
        pytest.param(safetensors_bytes()[:40], id="cut in its header"),
        pytest.param(safetensors_bytes()[:3], id="cut in its length"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff" * 64, id="absurd length"),
        pytest.param((20).to_bytes(8, "little") + b"x" * 20, id="header is no JSON"),
        pytest.param((2).to_bytes(8, "little") + b"[]", id="header is no object"),
        pytest.param((99_999).to_bytes(8, "little") + b"[" * 99_999, id="header is nested"),
        pytest.param(safetensors_bytes() + b"!", id="too long"),
    ],
)
def test_names_weights_that_are_not_whole(tmp_path: Path, content: bytes) -> None:
    write_folder(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(ModelFileError, match=r"model\.safetensors"):
        check(tmp_path)


def test_names_a_missing_shard(tmp_path: Path) -> None:
    write_folder(tmp_path)
    index = {"weight_map": {"a": "model.safetensors", "b": "model-2.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ModelFileError, match=r"model-2\.safetensors"):
        check(tmp_path)


def test_names_a_missing_tokenizer(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"tokenizer\.json"):
        check(write_folder(tmp_path, tokenizer=False))


def test_points_to_the_gguf_file_in_a_folder(tmp_path: Path) -> None:
    write_folder(tmp_path, weights=False)
    (tmp_path / "tiny.gguf").touch()
    with pytest.raises(ModelFileError) as caught:
        check(tmp_path)
    assert str(tmp_path / "tiny.gguf") in caught.value.next_step


@pytest.mark.parametrize("content", ["", "{", "[]", "null", None])
def test_names_a_config_that_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        write_folder(tmp_path)
        (tmp_path / "config.json").write_text(content)
    with pytest.raises(ModelFileError, match=r"config\.json"):
        check(tmp_path)
