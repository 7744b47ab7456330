# pyright: basic
"""Our Transformer against transformers' own classes, which are the yardstick for each family."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import (
    AutoModelForCausalLM,
    Gemma3TextConfig,
    GPT2Config,
    LlamaConfig,
    PretrainedConfig,
    Qwen2Config,
    Qwen3Config,
)

from afterword.transformer.configuration import ModelConfiguration
from afterword.transformer.families import llama_config_json, read_configuration
from afterword.transformer.linear import Precision
from afterword.transformer.loading import load_runtime
from afterword.transformer.weights import load_reference, write_llama_weights
from fakes.small_models import PLAIN, build_model

SIZES: dict[str, Any] = {
    "vocab_size": 101,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 256,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": None,
}
LLAMA3_SCALING = {
    "rope_type": "llama3",
    "rope_theta": 10_000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}
GEMMA_ROPE = {
    "full_attention": {"rope_type": "linear", "rope_theta": 1e6, "factor": 2.0},
    "sliding_attention": {"rope_type": "default", "rope_theta": 1e4},
}
FAMILIES: dict[str, PretrainedConfig] = {
    "llama": LlamaConfig(**SIZES),
    "llama-with-scaled-rotation": LlamaConfig(**SIZES, rope_parameters=LLAMA3_SCALING),
    "llama-with-biases-and-tied-head": LlamaConfig(
        **SIZES, attention_bias=True, mlp_bias=True, tie_word_embeddings=True
    ),
    "gemma3": Gemma3TextConfig(
        **{**SIZES, "num_key_value_heads": 1},
        head_dim=32,
        query_pre_attn_scalar=24,
        sliding_window=9,
        layer_types=["sliding_attention", "full_attention"] * 2,
        rope_parameters=GEMMA_ROPE,
    ),
    "qwen2": Qwen2Config(**SIZES, tie_word_embeddings=True),
    "qwen2-with-windows": Qwen2Config(
        **SIZES, use_sliding_window=True, sliding_window=7, max_window_layers=2
    ),
    "qwen3": Qwen3Config(**SIZES, head_dim=24),
    "gpt2": GPT2Config(
        vocab_size=101, n_embd=64, n_layer=3, n_head=4, n_positions=128, bos_token_id=0
    ),
}


@pytest.fixture(scope="module", params=FAMILIES.values(), ids=list(FAMILIES))
def theirs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Build transformers' model with random weights, saved in ``theirs.folder``."""
    torch.manual_seed(3)
    model = AutoModelForCausalLM.from_config(request.param).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.08)
    model.folder = tmp_path_factory.mktemp("family")
    model.save_pretrained(model.folder)
    return model


def configuration_of(folder: Path) -> ModelConfiguration:
    configuration = read_configuration(folder)
    assert isinstance(configuration, ModelConfiguration)
    return configuration


@torch.inference_mode()
def test_reference_and_runtime_give_their_logits(theirs: Any) -> None:
    tokens = torch.randint(101, (60,), generator=torch.Generator().manual_seed(1))
    expected = theirs(tokens[None]).logits[0]
    reference = load_reference(theirs.folder, configuration_of(theirs.folder))(tokens[None])[0]
    runtime = load_runtime(theirs.folder, threads=2, precision=Precision.FLOAT32)
    cache = runtime.new_cache(60)
    head = runtime.forward(tokens[:40], cache, 0, logits="all")
    rest = [runtime.forward(tokens[i : i + 1], cache, i) for i in range(40, 60)]
    assert (reference - expected).abs().max() < 5e-5
    assert (torch.cat([head, *rest]) - expected).abs().max() < 5e-5


def test_int8_stays_close_to_their_distribution(theirs: Any) -> None:
    tokens = torch.randint(101, (60,), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        expected = theirs(tokens[None]).logits[0].log_softmax(-1)
    runtime = load_runtime(theirs.folder, threads=2, precision=Precision.INT8)
    ours = runtime.forward(tokens, runtime.new_cache(60), 0, logits="all").log_softmax(-1)
    assert (expected.exp() * (expected - ours)).sum(-1).mean() < 0.01


def test_transformers_loads_a_model_that_was_trained_here(tmp_path: Path) -> None:
    model = build_model(PLAIN)
    write_llama_weights(model, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(llama_config_json(PLAIN)))
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.float32).eval()
    tokens = torch.arange(30)[None]
    with torch.inference_mode():
        assert (loaded(tokens).logits - model(tokens)).abs().max() < 2e-5
