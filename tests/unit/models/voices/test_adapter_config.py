import json

import pytest

from afterword.models.voices.adapter_config import (
    AdapterConfig,
    lora_key,
    parse_adapter_config,
)

CONFIG = AdapterConfig(
    base_name="gemma3-270m", rank=16, alpha=32.0, target_modules=("q_proj", "down_proj")
)


def test_the_configuration_is_in_the_format_of_peft() -> None:
    content = json.loads(CONFIG.to_json())
    assert content["peft_type"] == "LORA"
    assert (content["r"], content["lora_alpha"], content["bias"]) == (16, 32.0, "none")
    assert content["target_modules"] == ["q_proj", "down_proj"]
    assert content["base_model_name_or_path"] == "gemma3-270m"
    assert parse_adapter_config(CONFIG.to_json().encode()) == CONFIG


def test_tensors_have_the_names_of_peft() -> None:
    assert lora_key("model.layers.3.self_attn.q_proj.weight", "A") == (
        "base_model.model.model.layers.3.self_attn.q_proj.lora_A.weight"
    )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"peft_type": "IA3"}, id="another method"),
        pytest.param({"use_dora": True}, id="dora"),
        pytest.param({"use_rslora": True}, id="another scale"),
        pytest.param({"r": 0}, id="no rank"),
        pytest.param({"r": "16"}, id="a rank that is text"),
        pytest.param({"lora_alpha": None}, id="no alpha"),
        pytest.param({"target_modules": "all-linear"}, id="modules by a pattern"),
    ],
)
def test_an_adapter_that_would_mean_something_else_is_refused(change: dict[str, object]) -> None:
    content = json.loads(CONFIG.to_json()) | change
    with pytest.raises((ValueError, TypeError, LookupError)):
        parse_adapter_config(json.dumps(content).encode())
