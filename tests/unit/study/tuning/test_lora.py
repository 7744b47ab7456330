# pyright: basic
import pytest
import torch

from afterword.study.tuning.lora import (
    LoraLinear,
    adapted_modules,
    adapter_arrays,
    add_adapters,
    without_adapters,
)
from fakes.small_models import CONFIGURATIONS, PLAIN, build_model

TOKENS = torch.arange(20)[None] % 97
ROTARY = [name for name, each in CONFIGURATIONS.items() if each.is_rotary]


def learned(model) -> dict[str, torch.Tensor]:
    return {name: each for name, each in model.named_parameters() if each.requires_grad}


def disturb(model) -> None:
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for each in learned(model).values():
            each.add_(torch.randn(each.shape, generator=generator) * 0.1)


@pytest.mark.parametrize("name", ROTARY)
def test_a_new_adapter_changes_nothing_and_a_learned_one_does(name: str) -> None:
    model = build_model(CONFIGURATIONS[name])
    expected = model(TOKENS)
    add_adapters(model, rank=3, alpha=6.0)
    assert torch.equal(model(TOKENS), expected)
    disturb(model)
    assert not torch.allclose(model(TOKENS), expected)
    with without_adapters(model):
        assert torch.equal(model(TOKENS), expected)
    assert not torch.allclose(model(TOKENS), expected)


def test_it_is_the_same_as_adding_the_scaled_product_to_the_weights() -> None:
    model = build_model(PLAIN)
    add_adapters(model, rank=3, alpha=6.0)
    disturb(model)
    merged = build_model(PLAIN)
    with torch.no_grad():
        for name, layer in model.named_modules():
            if isinstance(layer, LoraLinear):
                merged.get_parameter(f"{name}.weight").add_(layer.b @ layer.a * 2.0)
    assert torch.allclose(model(TOKENS), merged(TOKENS), atol=1e-4)


def test_only_the_adapters_of_all_linear_layers_learn() -> None:
    model = build_model(PLAIN)
    add_adapters(model, rank=3, alpha=6.0)
    model(TOKENS).sum().backward()
    assert len(learned(model)) == len(PLAIN.layers) * 7 * 2
    assert all(name.endswith((".a", ".b")) for name in learned(model))
    assert all(each.grad is None for each in model.parameters() if not each.requires_grad)


def test_tensors_are_written_by_the_names_and_shapes_of_peft() -> None:
    model = build_model(PLAIN)
    add_adapters(model, rank=3, alpha=6.0)
    arrays = adapter_arrays(learned(model), PLAIN)
    layer = "base_model.model.model.layers.1.mlp.down_proj"
    assert arrays[f"{layer}.lora_A.weight"].shape == (3, 80)
    assert arrays[f"{layer}.lora_B.weight"].shape == (48, 3)
    assert {str(each.dtype) for each in arrays.values()} == {"float32"}
    assert adapted_modules(arrays) == (
        *("down_proj", "gate_proj", "k_proj", "o_proj"),
        *("q_proj", "up_proj", "v_proj"),
    )
