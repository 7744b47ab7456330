# pyright: basic
"""A model with an adapter merged into int8 weights computes what LoRA computes beside them."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from afterword.models.model_store import compiled_code_folder
from afterword.transformer.adapter_file import AdapterFile
from afterword.transformer.loading.compiled_assembly import assemble_compiled
from afterword.transformer.loading.runtime_loader import load_runtime
from afterword.transformer.precision import Precision
from afterword.transformer.quantisation.adapted_store import Adapter, open_adapted
from afterword.transformer.quantisation.four_bit_panels import FourBitPanels
from afterword.transformer.quantisation.int8_panels import Int8Panels
from afterword.transformer.quantisation.int8_recipe import int8_recipe
from afterword.transformer.quantisation.quantised_store import QuantisedWeights
from afterword.transformer.reference.families import llama_config_json
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weights import write_llama_weights
from afterword.transformer.runtime import Runtime
from afterword.transformer.tensor_file import TensorFile
from fakes.adapters import SCALE, with_adapter, write_random_adapter
from fakes.compiled_models import WIDE_CONFIGURATIONS, needs_compiled_code
from fakes.runtimes import divergence, read_in_pieces, rows_of
from fakes.small_models import PLAIN, build_model, weights_of

pytestmark = pytest.mark.timeout(300)

STORE = "afterword-int8.safetensors"
TOKENS = torch.randint(97, (60,), generator=torch.Generator().manual_seed(3))


def adapter_in(folder: Path) -> Adapter:
    file = AdapterFile(folder / "adapter.safetensors", scale=SCALE)
    prepared = folder / "prepared"
    prepared.mkdir(exist_ok=True)
    return Adapter(name="ostrand", file=file, folder=prepared)


def write_adapter(
    folder: Path,
    configuration: ModelConfiguration,
    *,
    parts: tuple[str, ...] = ("attention", "feed_forward"),
) -> Adapter:
    write_random_adapter(folder / "adapter.safetensors", configuration, parts=parts)
    return adapter_in(folder)


def adapted(model: ReferenceModel, base: QuantisedWeights, adapter: Adapter) -> QuantisedWeights:
    return open_adapted(
        adapter,
        base,
        configuration=model.configuration,
        read=weights_of(model),
        sources=(),
        threads=1,
    )


def base_of(model: ReferenceModel) -> QuantisedWeights:
    return int8_recipe(model.configuration, weights_of(model), (), None).quantise()


@torch.inference_mode()
def reference(model: ReferenceModel) -> torch.Tensor:
    return model(TOKENS[None])[0]


@needs_compiled_code
@pytest.mark.parametrize("configuration", WIDE_CONFIGURATIONS.values(), ids=WIDE_CONFIGURATIONS)
def test_compiled_code_predicts_as_the_unmerged_adapter_does(
    configuration: ModelConfiguration, tmp_path: Path
) -> None:
    model = build_model(configuration)
    adapter = write_adapter(tmp_path, configuration)
    runtime = assemble_compiled(
        configuration,
        rows_of(model.embedding.tokens.detach()),
        adapted(model, base_of(model), adapter),
        threads=1,
        code_folder=compiled_code_folder(),
    )
    logits = read_in_pieces(runtime, TOKENS, [60])
    without = reference(model)
    expected = reference(with_adapter(model, adapter.file.path))
    assert divergence(expected, logits) < 0.02
    assert (logits - expected).std() < 0.1 * expected.std()
    assert divergence(expected, without) > 10 * divergence(expected, logits)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold a small Llama as Hugging Face lays it out."""
    write_llama_weights(build_model(PLAIN), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(llama_config_json(PLAIN)))
    return tmp_path


@pytest.fixture
def adapter(tmp_path: Path) -> Adapter:
    (tmp_path / "voice").mkdir()
    return write_adapter(tmp_path / "voice", PLAIN)


def load(folder: Path, adapter: Adapter | None, precision: Precision = Precision.INT8) -> Runtime:
    return load_runtime(folder, threads=1, precision=precision, adapter=adapter)


def logits(runtime: Runtime) -> torch.Tensor:
    return read_in_pieces(runtime, TOKENS, [60])


def test_torchs_own_kernels_predict_so_too(folder: Path, adapter: Adapter) -> None:
    expected = reference(with_adapter(build_model(PLAIN), adapter.file.path))
    assert divergence(expected, logits(load(folder, adapter))) < 0.02


def test_unrounded_weights_predict_the_same(folder: Path, adapter: Adapter) -> None:
    expected = reference(with_adapter(build_model(PLAIN), adapter.file.path))
    predicted = logits(load(folder, adapter, Precision.FLOAT32))
    torch.testing.assert_close(predicted, expected, atol=1e-4, rtol=1e-3)


def test_the_models_own_weights_stay_as_they_were(folder: Path, adapter: Adapter) -> None:
    before, content = logits(load(folder, None)), (folder / STORE).read_bytes()
    load(folder, adapter)
    assert (folder / STORE).read_bytes() == content
    torch.testing.assert_close(logits(load(folder, None)), before, atol=0, rtol=0)


def test_only_weights_that_change_are_stored_beside_the_models(
    folder: Path, tmp_path: Path
) -> None:
    adapter = write_adapter(tmp_path, PLAIN, parts=("attention",))
    load(folder, adapter)
    stored = {name.rpartition(".")[0] for name in TensorFile(adapter.folder / STORE).names}
    linears = ("query_key_value", "attention_output")
    blocks = range(len(PLAIN.layers))
    assert stored - {""} == {f"blocks.{index}.{linear}" for index in blocks for linear in linears}


def test_the_second_start_reads_what_the_first_one_made(folder: Path, adapter: Adapter) -> None:
    first = logits(load(folder, adapter))
    made = (adapter.folder / STORE).stat()
    second = logits(load(folder, adapter))
    assert (adapter.folder / STORE).stat().st_mtime_ns == made.st_mtime_ns
    torch.testing.assert_close(first, second, atol=0, rtol=0)


def test_weights_of_an_adapter_that_was_tuned_again_take_the_place_of_the_old(
    folder: Path, adapter: Adapter
) -> None:
    old = logits(load(folder, adapter))
    write_random_adapter(adapter.file.path, PLAIN, seed=1)
    os.utime(adapter.file.path, ns=(1, 1))
    again = replace(adapter, file=AdapterFile(adapter.file.path, scale=SCALE))
    assert divergence(old, logits(load(folder, again))) > 0.01
    assert [path.name for path in adapter.folder.glob("*.safetensors")] == [STORE]


def test_another_scale_makes_other_weights(folder: Path, adapter: Adapter) -> None:
    whole = logits(load(folder, adapter))
    half = replace(adapter, file=AdapterFile(adapter.file.path, scale=SCALE / 2))
    assert divergence(whole, logits(load(folder, half))) > 0.01


def test_a_damaged_store_is_made_again(folder: Path, adapter: Adapter) -> None:
    whole = logits(load(folder, adapter))
    store = adapter.folder / STORE
    store.write_bytes(store.read_bytes()[:-100] + bytes(100))
    torch.testing.assert_close(logits(load(folder, adapter)), whole, atol=0, rtol=0)


def test_weights_balanced_by_other_measurements_are_made_again(tmp_path: Path) -> None:
    model = build_model(PLAIN)
    adapter, base = write_adapter(tmp_path, PLAIN), base_of(model)
    first = adapted(model, base, adapter).panels("blocks.0.gate_up")
    factors = {name: 2 * each for name, each in base.measured.column_factors.items()}
    other = replace(base, measured=replace(base.measured, column_factors=factors))
    second = adapted(model, other, adapter).panels("blocks.0.gate_up")
    assert isinstance(first, Int8Panels)
    assert isinstance(second, Int8Panels)
    assert not np.allclose(first.scales, second.scales)


def test_weights_leave_four_bit_grids_where_the_adapter_adds_to_them(tmp_path: Path) -> None:
    configuration = replace(PLAIN, width=64, feed_forward_width=128)
    model = build_model(configuration)
    base = base_of(model)
    names = frozenset(
        f"blocks.{index}.{each}" for index in range(3) for each in ("gate_up", "down")
    )
    on_grids = replace(base, measured=replace(base.measured, four_bit_names=names))
    adapter = write_adapter(tmp_path, configuration, parts=("attention",))
    kept = adapted(model, on_grids, adapter)
    assert kept.measured.four_bit_names == names
    adapter = write_adapter(tmp_path, configuration, parts=("feed_forward",))
    left = adapted(model, on_grids, adapter)
    assert left.measured.four_bit_names == frozenset()
    assert not isinstance(left.panels("blocks.0.down"), FourBitPanels)
