# pyright: basic
"""Int8 weights on disk: made once, remade when they must be, never half there."""

import json
import os
from pathlib import Path
from unittest.mock import Mock

import pytest
import torch

from afterword.errors import ModelFileError
from afterword.transformer.loading.runtime_loader import load_runtime
from afterword.transformer.precision import Precision
from afterword.transformer.quantisation.footprint import weights_bytes
from afterword.transformer.quantisation.quantised_store import FORMAT_VERSION, stored_bytes
from afterword.transformer.reference.families import llama_config_json
from afterword.transformer.reference.weights import write_llama_weights
from afterword.transformer.runtime import Runtime
from fakes.runtimes import last_logits
from fakes.small_models import PLAIN, build_model

STORE = "afterword-int8.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold a small Llama as Hugging Face lays it out."""
    write_llama_weights(build_model(PLAIN), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(llama_config_json(PLAIN)))
    return tmp_path


def load(folder: Path) -> Runtime:
    return load_runtime(folder, threads=1, precision=Precision.INT8)


def make_older(store: Path) -> None:
    """Have a store say that it is of another format."""
    content = store.read_bytes()
    changed = content.replace(
        f'"format_version": "{FORMAT_VERSION}"'.encode(), b'"format_version": "0"'
    )
    assert changed != content
    store.write_bytes(changed)


def logits(runtime: Runtime) -> torch.Tensor:
    return last_logits(runtime, torch.arange(12), runtime.new_cache(12), 0)


def test_the_second_start_reads_what_the_first_one_made(folder: Path) -> None:
    first = logits(load(folder))
    made = (folder / STORE).stat()
    second = logits(load(folder))
    assert (folder / STORE).stat().st_mtime_ns == made.st_mtime_ns
    torch.testing.assert_close(first, second, atol=0, rtol=0)


def test_the_second_start_draws_no_sample(folder: Path) -> None:
    sample = Mock(return_value=list(range(40)))
    for _ in range(2):
        load_runtime(folder, threads=1, precision=Precision.INT8, sample_tokens=sample)
    sample.assert_called_once_with()


def test_weights_measured_without_text_are_made_again_once_there_is_some(folder: Path) -> None:
    sample = Mock(return_value=list(range(40)))
    load(folder)
    for _ in range(2):
        load_runtime(folder, threads=1, precision=Precision.INT8, sample_tokens=sample)
    load(folder)
    sample.assert_called_once_with()


@pytest.mark.parametrize("kept_bytes", [0, 5, 200, -1], ids=["empty", "length", "header", "data"])
def test_a_cut_store_is_made_again(folder: Path, kept_bytes: int) -> None:
    whole = logits(load(folder))
    content = (folder / STORE).read_bytes()
    (folder / STORE).write_bytes(content[:kept_bytes])
    torch.testing.assert_close(logits(load(folder)), whole, atol=0, rtol=0)
    assert (folder / STORE).read_bytes() == content


def test_a_store_of_other_weights_is_made_again(folder: Path) -> None:
    old = logits(load(folder))
    other = build_model(PLAIN)
    with torch.no_grad():
        other.final_norm.weight.mul_(3.0)
    write_llama_weights(other, folder / "model.safetensors")
    os.utime(folder / "model.safetensors", ns=(1, 1))
    assert (logits(load(folder)) - old).abs().max() > 0.1


def test_a_store_of_another_format_is_made_again(folder: Path) -> None:
    whole = logits(load(folder))
    content = (folder / STORE).read_bytes()
    make_older(folder / STORE)
    torch.testing.assert_close(logits(load(folder)), whole, atol=0, rtol=0)
    assert (folder / STORE).read_bytes() == content


def test_what_a_killed_process_left_is_swept_but_not_what_may_be_at_work(folder: Path) -> None:
    abandoned = folder / f"{STORE}.1.unfinished"
    at_work = folder / f"{STORE}.2.unfinished"
    abandoned.write_bytes(b"x")
    at_work.write_bytes(b"x")
    os.utime(abandoned, (1, 1))
    load(folder)
    assert not abandoned.exists()
    assert at_work.exists()


def test_a_folder_that_can_not_be_written_still_serves(folder: Path) -> None:
    # A folder in the file's place refuses the write on every system, also for root.
    (folder / STORE).mkdir()
    (folder / STORE / "x").touch()
    served = logits(load(folder))
    (folder / STORE / "x").unlink()
    (folder / STORE).rmdir()
    torch.testing.assert_close(served, logits(load(folder)), atol=0, rtol=0)


def test_missing_weights_are_named(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelFileError, match=r"model\.safetensors"):
        load(folder)


def test_an_architecture_that_is_not_built_in_is_refused_with_its_name(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "mamba"}')
    with pytest.raises(ModelFileError, match="mamba"):
        load(folder)


def test_says_how_much_the_weights_take_once_they_are_stored(folder: Path) -> None:
    assert stored_bytes(folder) is None
    load(folder)
    assert stored_bytes(folder) == (folder / STORE).stat().st_size
    assert weights_bytes(folder) == stored_bytes(folder)


def test_a_store_of_another_format_says_nothing_of_what_weights_will_take(folder: Path) -> None:
    load(folder)
    make_older(folder / STORE)
    assert stored_bytes(folder) is None
