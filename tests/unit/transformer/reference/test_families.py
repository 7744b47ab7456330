"""What a config.json says is read as it is meant, or answered with a reason."""

import json
from pathlib import Path
from typing import Any

import pytest

from afterword.errors import ModelFileError
from afterword.transformer.reference.families import (
    Unsupported,
    llama_config_json,
    parse_configuration,
    read_configuration,
)
from afterword.transformer.reference.model_configuration import Activation, NormKind, Rotary
from fakes.small_models import PLAIN

LLAMA: dict[str, Any] = {
    "model_type": "llama",
    "vocab_size": 100,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "hidden_act": "silu",
}
GEMMA: dict[str, Any] = {
    **LLAMA,
    "model_type": "gemma3_text",
    "head_dim": 16,
    "num_key_value_heads": 1,
    "hidden_activation": "gelu_pytorch_tanh",
    "query_pre_attn_scalar": 64,
    "sliding_window": 8,
}
GPT2: dict[str, Any] = {
    "model_type": "gpt2",
    "vocab_size": 100,
    "n_embd": 32,
    "n_head": 4,
    "n_layer": 2,
    "n_positions": 16,
    "activation_function": "gelu_new",
}


def parsed(raw: dict[str, Any]) -> Any:
    configuration = parse_configuration(raw)
    assert not isinstance(configuration, Unsupported), configuration.reason
    return configuration


def test_llama_defaults_to_multi_head_and_its_own_head() -> None:
    configuration = parsed(LLAMA)
    assert (configuration.key_value_heads, configuration.head_width) == (4, 8)
    assert not configuration.tied_head
    assert not configuration.has_query_key_norm
    assert configuration.score_scale == pytest.approx(8**-0.5)


def test_gemma_scales_embeddings_and_queries_its_own_way() -> None:
    configuration = parsed(GEMMA)
    assert configuration.embedding_scale == pytest.approx(32**0.5)
    assert configuration.score_scale == pytest.approx(1 / 8)
    assert configuration.activation is Activation.GELU_TANH
    assert configuration.has_output_norms
    assert configuration.tied_head


def test_gemma_slides_in_all_but_every_sixth_layer_when_no_layer_types_are_given() -> None:
    configuration = parsed({**GEMMA, "num_hidden_layers": 7, "rope_local_base_freq": 100.0})
    windows = [layer.window for layer in configuration.layers]
    assert windows == [8, 8, 8, 8, 8, None, 8]
    assert configuration.layers[0].rotary == Rotary(theta=100.0)
    assert configuration.layers[5].rotary == Rotary(theta=10_000.0)


def test_rotary_parameters_by_layer_type_are_read_for_each() -> None:
    rope = {
        "full_attention": {"rope_type": "linear", "rope_theta": 1e6, "factor": 8.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 1e4},
    }
    kinds = ["sliding_attention", "full_attention"] * 2
    configuration = parsed({**GEMMA, "layer_types": kinds, "rope_parameters": rope})
    assert configuration.layers[0].rotary == Rotary(theta=1e4)
    assert configuration.layers[1].rotary == Rotary(theta=1e6, linear_factor=8.0)


@pytest.mark.parametrize("key", ["rope_scaling", "rope_parameters"])
def test_llama3_scaling_is_read_from_the_old_and_the_new_key(key: str) -> None:
    scaling = {
        "rope_type": "llama3",
        "factor": 32.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
    }
    raw: dict[str, Any] = {**LLAMA, "rope_theta": 5e5, key: {**scaling, "rope_theta": 5e5}}
    rotary = parsed(raw).layers[0].rotary
    assert rotary.theta == 5e5
    assert rotary.llama3_factor == 32.0


def test_qwen2_has_biases_on_query_key_and_value_only() -> None:
    configuration = parsed({**LLAMA, "model_type": "qwen2", "use_sliding_window": False})
    assert configuration.has_query_key_value_bias
    assert not configuration.has_attention_output_bias
    assert all(layer.window is None for layer in configuration.layers)


def test_qwen_slides_from_its_first_window_layer_on() -> None:
    raw = {**LLAMA, "model_type": "qwen2", "use_sliding_window": True, "sliding_window": 6}
    windows = [layer.window for layer in parsed({**raw, "max_window_layers": 3}).layers]
    assert windows == [None, None, None, 6]


def test_qwen3_normalises_queries_and_keys() -> None:
    assert parsed({**LLAMA, "model_type": "qwen3"}).has_query_key_norm


def test_gpt2_learns_positions_and_has_layer_norms() -> None:
    configuration = parsed(GPT2)
    assert configuration.learned_positions
    assert configuration.norm_kind is NormKind.LAYER
    assert configuration.feed_forward_width == 128
    assert not configuration.is_rotary


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model_type": "mamba"}, "architecture mamba"),
        ({"model_type": ""}, "without a name"),
        ({"hidden_act": "relu2"}, "activation relu2"),
        ({"rope_parameters": {"rope_type": "yarn", "factor": 4.0}}, "rotary scaling yarn"),
        ({"final_logit_softcapping": 30.0}, "soft caps"),
        ({"layer_types": ["full_attention"]}, "layer_types"),
        ({"layer_types": ["linear_attention"] * 4}, "linear_attention"),
        ({"vocab_size": None}, "can't be understood"),
        ({"hidden_size": 33, "num_attention_heads": 5, "head_dim": 7}, "even head width"),
        ({"num_key_value_heads": 3}, "multiple"),
        ({"num_hidden_layers": 0}, "at least 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_built_in_is_answered_with_a_reason(
    change: dict[str, Any], reason: str
) -> None:
    answer = parse_configuration({**LLAMA, **change})
    assert isinstance(answer, Unsupported)
    assert reason in answer.reason


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "\x00", None], ids=["empty", "list", "cut", "binary", "missing"]
)
def test_a_damaged_config_file_is_named_in_the_error(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    with pytest.raises(ModelFileError, match=r"config\.json"):
        read_configuration(tmp_path)


def test_a_written_llama_configuration_reads_back_the_same(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(llama_config_json(PLAIN)))
    assert read_configuration(tmp_path) == PLAIN


def test_only_llamas_can_be_written() -> None:
    with pytest.raises(ValueError, match="llama"):
        llama_config_json(parsed(GPT2))
