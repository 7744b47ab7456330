# pyright: basic
"""Compiled code multiplies four-bit weights as they are; other kernels can still read them."""

import json
from pathlib import Path

import pytest
import torch

from afterword.models.model_store import compiled_code_folder
from afterword.transformer.loading.compiled_assembly import assemble_compiled, keeps_grids
from afterword.transformer.loading.scripted_assembly import assemble_int8
from afterword.transformer.quantisation.four_bit_panels import FourBitPanels
from afterword.transformer.quantisation.int8_recipe import int8_recipe
from afterword.transformer.quantisation.quantised_store import (
    QuantisationRecipe,
    QuantisedWeights,
    open_quantised,
)
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.runtime import Runtime
from fakes.compiled_models import needs_compiled_code
from fakes.grid_weights import model_on_grids
from fakes.runtimes import divergence, read_in_pieces, rows_of
from fakes.small_models import weights_of

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

TOKENS = 60


@pytest.fixture(scope="module")
def model() -> ReferenceModel:
    return model_on_grids()


@pytest.fixture(scope="module")
def runtime(model: ReferenceModel) -> Runtime:
    return assemble(model, recipe_of(model, ()).quantise())


def recipe_of(model: ReferenceModel, sources: tuple[Path, ...]) -> QuantisationRecipe:
    return int8_recipe(model.configuration, weights_of(model), sources, None, keeps_grids=True)


def assemble(model: ReferenceModel, quantised: QuantisedWeights) -> Runtime:
    return assemble_compiled(
        model.configuration,
        rows_of(model.embedding.tokens.detach()),
        quantised,
        threads=2,
        code_folder=compiled_code_folder(),
    )


def draw_tokens() -> torch.Tensor:
    return torch.randint(97, (TOKENS,), generator=torch.Generator().manual_seed(3))


def test_all_layers_on_grids_keep_them_and_no_other_does(model: ReferenceModel) -> None:
    kept = recipe_of(model, ()).quantise().measured.four_bit_names
    linears = ("query_key_value", "attention_output", "gate_up", "down")
    every = {f"blocks.{index}.{linear}" for index in range(3) for linear in linears}
    assert kept == every - {"blocks.1.down"}


def test_keeps_the_references_distribution(model: ReferenceModel, runtime: Runtime) -> None:
    with torch.inference_mode():
        expected = model(draw_tokens()[None])[0]
    logits = read_in_pieces(runtime, draw_tokens(), [TOKENS])
    assert divergence(expected, logits) < 0.02
    assert (logits - expected).std() < 0.05 * expected.std()


@pytest.mark.parametrize("sizes", [[1] * TOKENS, [32, 1, 1, 4, 2, 3, 8, 9], [5, 6, 7, 42]], ids=str)
def test_does_not_depend_on_how_the_text_comes_in(runtime: Runtime, sizes: list[int]) -> None:
    whole = read_in_pieces(runtime, draw_tokens(), [TOKENS])
    assert divergence(whole, read_in_pieces(runtime, draw_tokens(), sizes)) < 1e-3


def test_a_store_keeps_four_bits(model: ReferenceModel, runtime: Runtime, tmp_path: Path) -> None:
    source = tmp_path / "config.json"
    source.write_text(json.dumps({}))
    whole = read_in_pieces(runtime, draw_tokens(), [TOKENS])
    for _ in range(2):
        opened = open_quantised(tmp_path, recipe_of(model, (source,)))
        assert isinstance(opened.panels("blocks.0.down"), FourBitPanels)
        stored = read_in_pieces(assemble(model, opened), draw_tokens(), [TOKENS])
        torch.testing.assert_close(stored, whole, atol=1e-4, rtol=1e-4)


def test_torchs_kernels_read_the_same_store(model: ReferenceModel, runtime: Runtime) -> None:
    scripted = assemble_int8(
        model.configuration,
        weights_of(model),
        rows_of(model.embedding.tokens.detach()),
        recipe_of(model, ()).quantise(),
        threads=2,
    )
    whole = read_in_pieces(runtime, draw_tokens(), [TOKENS])
    assert divergence(whole, read_in_pieces(scripted, draw_tokens(), [TOKENS])) < 0.02


def test_small_models_stay_in_int8(model: ReferenceModel) -> None:
    assert not keeps_grids(model.configuration)
