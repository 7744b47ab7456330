# pyright: basic
"""Balancing columns: nothing changes in exact arithmetic, and what is likely is found."""

from collections.abc import Mapping

import pytest
import torch
from torch import Tensor

from afterword.transformer.fused_shapes import HEAD, fused_shapes
from afterword.transformer.fused_weights import fused_weight
from afterword.transformer.quantisation.activation_statistics import likely_tokens, measure_inputs
from afterword.transformer.quantisation.column_balance import column_factors
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.torch_arrays import as_tensor
from afterword.transformer.torchscript.inference_model import InferenceModel
from afterword.transformer.torchscript.linear_layers import FloatLinear
from afterword.transformer.torchscript.model_builder import ModelBuilder
from afterword.transformer.torchscript.rotary_tables import distinct_rotaries, rotation_table
from fakes.small_models import CONFIGURATIONS, build_model, weights_of


def linear_names(configuration: ModelConfiguration) -> list[str]:
    return [name for name in fused_shapes(configuration) if not name.startswith(HEAD)]


def build(model: ReferenceModel, balance: Mapping[str, Tensor]) -> InferenceModel:
    factors = {name: each.numpy() for name, each in balance.items()}
    configuration, read = model.configuration, weights_of(model)

    def make_linear(name: str, bias: Tensor | None) -> FloatLinear:
        weight = as_tensor(fused_weight(name, configuration, read, factors))
        return FloatLinear(weight, bias)

    builder = ModelBuilder(
        configuration=configuration,
        read=read,
        make_linear=make_linear,
        make_head_rows=lambda token_ids: FloatLinear(torch.empty(0), None),
        column_factors=factors,
    )
    return builder.model({name: builder.linear(name) for name in linear_names(configuration)})


def run(model: InferenceModel, configuration: ModelConfiguration, hidden: Tensor) -> Tensor:
    count, width = len(hidden), configuration.head_width
    keys = [torch.zeros(configuration.key_value_heads, count, width) for _ in configuration.layers]
    rotations = [
        rotation_table(rotary, width, count) for rotary in distinct_rotaries(configuration)
    ]
    mask = torch.full((count, count), float("-inf")).triu(1)
    return model(
        hidden,
        rotations=rotations or [torch.empty(0)],
        masks=[mask] * len(keys),
        keys=keys,
        values=[torch.zeros_like(each) for each in keys],
        start=0,
    )


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_balanced_weights_compute_the_same_in_floating_point(name: str) -> None:
    model = build_model(CONFIGURATIONS[name])
    configuration = model.configuration
    read = weights_of(model)
    hidden = torch.randn(5, configuration.width)
    with torch.inference_mode():
        rms = measure_inputs(configuration, read, torch.arange(40)).rms
        factors = column_factors([*linear_names(configuration), HEAD], configuration, read, rms)
        plain = run(build(model, {}), configuration, hidden)
        balanced = run(build(model, factors), configuration, hidden) * factors[HEAD]
    assert max(float(each.log().abs().max()) for each in factors.values()) > 0.2
    torch.testing.assert_close(balanced, plain, atol=1e-5, rtol=1e-4)


def test_a_layer_behind_a_nonlinearity_is_left_as_it_is() -> None:
    model = build_model(CONFIGURATIONS["learned-positions-layer-norm-plain-feed-forward"])
    read = weights_of(model)
    rms = measure_inputs(model.configuration, read, torch.arange(40)).rms
    names = linear_names(model.configuration)
    factors = column_factors(names, model.configuration, read, rms)
    assert set(names) - set(factors) == {f"blocks.{index}.down" for index in range(3)}


def test_likely_tokens_are_those_that_the_model_expects() -> None:
    model = build_model(CONFIGURATIONS["query-key-value-bias-and-own-head"])
    head = model.state_dict()["head.weight"]
    wanted = torch.tensor([4, 50, 90])
    hidden = head[wanted].mean(0).repeat(8, 1) * 30
    found = likely_tokens(model.configuration, weights_of(model), hidden, count=3)
    assert found.tolist() == wanted.tolist()
