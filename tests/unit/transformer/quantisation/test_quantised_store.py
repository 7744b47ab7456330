# pyright: basic
"""Int8 weights on disk: made once, remade when they must be, never half there."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
import torch

from afterword.errors import ModelFileError
from afterword.models.model_store import compiled_code_folder
from afterword.transformer.loading.runtime_loader import load_runtime
from afterword.transformer.precision import Precision
from afterword.transformer.quantisation.footprint import weights_bytes
from afterword.transformer.quantisation.int8_recipe import int8_recipe
from afterword.transformer.quantisation.quantised_store import (
    FORMAT_VERSION,
    MeasuredActivations,
    QuantisedWeights,
    open_quantised,
    stored_bytes,
)
from afterword.transformer.reference.families import llama_config_json
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weight_folder import WeightFolder
from afterword.transformer.reference.weights import write_llama_weights
from afterword.transformer.runtime import Runtime
from fakes.compiled_models import needs_compiled_code
from fakes.runtimes import last_logits
from fakes.small_models import CONFIGURATIONS, PLAIN, build_model, weights_of

STORE = "afterword-int8.safetensors"
COMPILED = replace(PLAIN, head_width=64, feed_forward_width=128)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold a small Llama as Hugging Face lays it out."""
    write_llama_weights(build_model(PLAIN), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(llama_config_json(PLAIN)))
    return tmp_path


def load(folder: Path) -> Runtime:
    return load_runtime(folder, threads=1, precision=Precision.INT8)


def measurements_of(folder: Path) -> MeasuredActivations:
    """Read what the stored weights were quantised with."""
    weights = WeightFolder(folder, PLAIN)
    sources = (folder / "config.json", *(file.path for file in weights.files))
    recipe = int8_recipe(PLAIN, weights.read, sources, None)
    made = replace(recipe, quantise=Mock(side_effect=AssertionError))
    return open_quantised(folder, made).measured


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


def test_known_measurements_stand_in_for_a_sample(folder: Path) -> None:
    sample = Mock(return_value=list(range(40)))
    load_runtime(folder, threads=1, precision=Precision.INT8, sample_tokens=sample)
    measured = measurements_of(folder)
    measured_logits = logits(load(folder))
    (folder / STORE).unlink()
    runtime = load_runtime(
        folder,
        threads=1,
        precision=Precision.INT8,
        sample_tokens=Mock(side_effect=AssertionError("the text is not needed")),
        known_measurements=lambda: measured,
    )
    torch.testing.assert_close(logits(runtime), measured_logits, atol=0, rtol=0)


def test_a_model_of_which_nothing_is_known_is_measured(folder: Path) -> None:
    sample = Mock(return_value=list(range(40)))
    load_runtime(
        folder,
        threads=1,
        precision=Precision.INT8,
        sample_tokens=sample,
        known_measurements=lambda: None,
    )
    sample.assert_called_once_with()


@needs_compiled_code
def test_weights_are_rounded_before_code_is_waited_for(folder: Path) -> None:
    write_llama_weights(build_model(COMPILED), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(llama_config_json(COMPILED)))
    were_rounded: list[bool] = []
    load_runtime(
        folder,
        threads=1,
        code_folder=compiled_code_folder(),
        before_compiling=lambda: were_rounded.append((folder / STORE).is_file()),
    )
    assert were_rounded == [True]


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


def test_norms_biases_and_likely_tokens_come_back_as_they_were_made(
    small_model: ReferenceModel, tmp_path: Path
) -> None:
    source = tmp_path / "config.json"
    source.touch()
    recipe = int8_recipe(small_model.configuration, weights_of(small_model), (source,), None)
    likely = np.array([3, 5, 90])
    made = recipe.quantise()
    made = replace(made, measured=replace(made.measured, likely_token_ids=likely))
    open_quantised(tmp_path, replace(recipe, quantise=lambda: made))
    stored = open_quantised(tmp_path, replace(recipe, quantise=Mock(side_effect=AssertionError)))
    assert stored.norms_and_biases.keys() == made.norms_and_biases.keys()
    for name, numbers in made.norms_and_biases.items():
        assert np.array_equal(stored.norms_and_biases[name], numbers), name
    assert stored.measured.likely_token_ids is not None
    assert stored.measured.likely_token_ids.tolist() == likely.tolist()


@pytest.mark.parametrize("damaged", [[-1, 5, 90], [3, 5, 10_000], [5, 3, 90], [5, 5, 90]])
def test_a_store_that_names_tokens_that_there_are_not_is_made_again(
    tmp_path: Path, damaged: list[int]
) -> None:
    source = tmp_path / "config.json"
    source.touch()
    model = build_model(PLAIN)
    recipe = int8_recipe(PLAIN, weights_of(model), (source,), None)
    made = recipe.quantise()

    def with_likely(token_ids: list[int]) -> QuantisedWeights:
        measured = replace(made.measured, likely_token_ids=np.array(token_ids))
        return replace(made, measured=measured)

    open_quantised(tmp_path, replace(recipe, quantise=lambda: with_likely(damaged)))
    again = Mock(return_value=with_likely([3, 5, 90]))
    for _ in range(2):
        opened = open_quantised(tmp_path, replace(recipe, quantise=again))
        assert opened.measured.likely_token_ids is not None
        assert opened.measured.likely_token_ids.tolist() == [3, 5, 90]
    again.assert_called_once_with()


def test_zeros_in_a_store_are_noticed_and_it_is_made_again(folder: Path) -> None:
    whole = logits(load(folder))
    content = (folder / STORE).read_bytes()
    header_end = 8 + int.from_bytes(content[:8], "little")
    (folder / STORE).write_bytes(content[:header_end].ljust(len(content), b"\0"))
    torch.testing.assert_close(logits(load(folder)), whole, atol=0, rtol=0)
    assert (folder / STORE).read_bytes() == content


def test_of_two_first_starts_at_once_one_makes_the_store(tmp_path: Path) -> None:
    source = tmp_path / "config.json"
    source.touch()
    read = weights_of(build_model(PLAIN))
    recipe = int8_recipe(PLAIN, read, (source,), None)
    has_begun, may_end = threading.Event(), threading.Event()

    def quantise() -> QuantisedWeights:
        has_begun.set()
        assert may_end.wait(60)
        return recipe.quantise()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(open_quantised, tmp_path, replace(recipe, quantise=quantise))
        assert has_begun.wait(60)
        never = Mock(side_effect=AssertionError("it was made twice"))
        second = pool.submit(open_quantised, tmp_path, replace(recipe, quantise=never))
        may_end.set()
        assert first.result(60).norms_and_biases.keys() == second.result(60).norms_and_biases.keys()


def test_a_store_holds_all_norms_and_biases_of_a_model() -> None:
    model = build_model(CONFIGURATIONS["learned-positions-layer-norm-plain-feed-forward"])
    found = (
        int8_recipe(model.configuration, weights_of(model), (), None).quantise().norms_and_biases
    )
    linears = ("query_key_value", "attention_output", "gate_up", "down")
    norms = ("attention_norm", "feed_forward_norm")
    names = {f"blocks.{i}.{part}.bias" for i in range(3) for part in (*linears, *norms)}
    names |= {f"blocks.{i}.{norm}.weight" for i in range(3) for norm in norms}
    assert found.keys() == names | {"final_norm.weight", "final_norm.bias", "position_table"}
