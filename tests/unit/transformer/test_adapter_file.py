# pyright: basic
"""An adapter's file is used whole, for the model that it was tuned on, or refused with a reason."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from afterword.errors import ModelFileError
from afterword.transformer.adapted_weights import AdaptedWeights
from afterword.transformer.adapter_file import AdapterFile
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.tensor_file import TensorFile, shape_of, write_tensor_file
from fakes.adapters import write_random_adapter
from fakes.small_models import PLAIN, build_model, weights_of

QUERY = "base_model.model.model.layers.0.self_attn.q_proj"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "adapter_model.safetensors"
    write_random_adapter(path, PLAIN)
    return path


def write(path: Path, tensors: dict[str, np.ndarray]) -> None:
    shapes = {name: shape_of(tensor) for name, tensor in tensors.items()}
    write_tensor_file(path, shapes, tensors.values(), {})


def changed(path: Path, name: str, tensor: np.ndarray | None) -> None:
    """Replace a tensor of the file, or take it out."""
    file = TensorFile(path)
    tensors = {each: np.array(file.read(each)) for each in file.names}
    if tensor is None:
        del tensors[name]
    else:
        tensors[name] = tensor
    write(path, tensors)


def open_for(path: Path, configuration: ModelConfiguration) -> AdaptedWeights:
    return AdaptedWeights(
        AdapterFile(path, scale=2.0), configuration, weights_of(build_model(configuration))
    )


def test_it_adds_scaled_products_to_the_weights_that_it_names(path: Path) -> None:
    file, name = TensorFile(path), "blocks.0.attention.query.weight"
    down, up = (np.array(file.read(f"{QUERY}.lora_{part}.weight")) for part in "AB")
    adapted, own = open_for(path, PLAIN), weights_of(build_model(PLAIN))
    np.testing.assert_allclose(adapted.read(name), own(name) + 2.0 * up @ down, atol=1e-6)


def test_bfloat16_is_read_too(path: Path) -> None:
    name = "blocks.0.attention.query.weight"
    whole = open_for(path, PLAIN).read(name)
    for part in "AB":
        numbers = np.array(TensorFile(path).read(f"{QUERY}.lora_{part}.weight"))
        upper_halves = (numbers.view(np.uint32) >> 16).astype(np.uint16)
        changed(path, f"{QUERY}.lora_{part}.weight", upper_halves)
    np.testing.assert_allclose(open_for(path, PLAIN).read(name), whole, atol=0.01)


def test_what_it_does_not_name_stays(path: Path) -> None:
    own = weights_of(build_model(PLAIN))
    adapted = open_for(path, PLAIN)
    for name in ("embedding.tokens", "blocks.0.attention_norm.weight"):
        assert adapted.read(name) is not None
        np.testing.assert_array_equal(adapted.read(name), own(name))


def test_one_weight_of_gpt2_holds_three_of_ours(tmp_path: Path) -> None:
    configuration = replace(PLAIN, family="gpt2", key_value_heads=6, is_gated=False)
    stored = "base_model.model.transformer.h.1.attn.c_attn"
    random = np.random.default_rng(0)
    down = random.standard_normal((2, 48)).astype(np.float32)
    up = random.standard_normal((3 * 48, 2)).astype(np.float32)
    path = tmp_path / "adapter_model.safetensors"
    write(path, {f"{stored}.lora_A.weight": down, f"{stored}.lora_B.weight": up})
    adapted, own = open_for(path, configuration), weights_of(build_model(configuration))
    assert adapted.fused_names == {"blocks.1.query_key_value"}
    for index, part in enumerate(("query", "key", "value")):
        name = f"blocks.1.attention.{part}.weight"
        expected = own(name) + 2.0 * up[48 * index : 48 * (index + 1)] @ down
        np.testing.assert_allclose(adapted.read(name), expected, atol=1e-5)


def refuse(path: Path, reason: str, configuration: ModelConfiguration = PLAIN) -> None:
    with pytest.raises(ModelFileError, match=reason) as refused:
        open_for(path, configuration).read("blocks.0.attention.query.weight")
    assert "Tune the voice again" in str(refused.value)


@pytest.mark.parametrize("kept_bytes", [0, 7, 300, -1], ids=["empty", "length", "header", "data"])
def test_a_cut_file_is_refused(path: Path, kept_bytes: int) -> None:
    path.write_bytes(path.read_bytes()[:kept_bytes])
    refuse(path, "missing or damaged")


def test_a_missing_file_is_refused(path: Path) -> None:
    path.unlink()
    refuse(path, "missing or damaged")


def test_half_of_a_pair_is_refused(path: Path) -> None:
    changed(path, f"{QUERY}.lora_B.weight", None)
    refuse(path, "pairs of low-rank weights")


def test_more_than_pairs_is_refused(path: Path) -> None:
    changed(path, "base_model.model.lm_head.weight", np.zeros((4, 4), np.float32))
    refuse(path, "pairs of low-rank weights")


def test_pairs_that_do_not_fit_each_other_are_refused(path: Path) -> None:
    changed(path, f"{QUERY}.lora_B.weight", np.zeros((48, 3), np.float32))
    refuse(path, "don't fit each other")


def test_numbers_that_are_none_are_refused(path: Path) -> None:
    numbers = np.array(TensorFile(path).read(f"{QUERY}.lora_A.weight"))
    numbers[0, 0] = np.nan
    changed(path, f"{QUERY}.lora_A.weight", numbers)
    refuse(path, "infinite or none")


def test_an_adapter_for_a_deeper_model_is_refused(path: Path) -> None:
    refuse(path, "the model has no", replace(PLAIN, layers=PLAIN.layers[:1]))


def test_an_adapter_for_a_wider_model_is_refused(path: Path) -> None:
    refuse(path, "other sizes", replace(PLAIN, width=64))
