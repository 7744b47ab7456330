# pyright: basic
"""Our Transformer against transformers' own classes, which are the yardstick for each family."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer
from transformers import (
    AutoModelForCausalLM,
    Gemma3TextConfig,
    GPT2Config,
    LlamaConfig,
    PretrainedConfig,
    Qwen2Config,
    Qwen3Config,
)

from afterword.errors import ModelNotFoundError
from afterword.models.model_store import ModelStore
from afterword.transformer.loading.runtime_loader import load_runtime
from afterword.transformer.precision import Precision
from afterword.transformer.reference.families import llama_config_json, read_configuration
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weight_folder import WeightFolder
from afterword.transformer.reference.weights import write_llama_weights
from afterword.transformer.torch_arrays import as_tensor
from fakes.runtimes import all_logits, last_logits
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


def reference_of(folder: Path) -> ReferenceModel:
    """Build the reference model with a folder's weights."""
    configuration = configuration_of(folder)
    weights, reference = WeightFolder(folder, configuration), ReferenceModel(configuration)
    state = {name: as_tensor(weights.read(name)).float() for name in reference.state_dict()}
    reference.load_state_dict(state)
    return reference.eval()


@torch.inference_mode()
def test_reference_and_runtime_give_their_logits(theirs: Any) -> None:
    tokens = torch.randint(101, (60,), generator=torch.Generator().manual_seed(1))
    expected = theirs(tokens[None]).logits[0]
    reference = reference_of(theirs.folder)(tokens[None])[0]
    runtime = load_runtime(theirs.folder, threads=2, precision=Precision.FLOAT32)
    cache = runtime.new_cache(60)
    head = all_logits(runtime, tokens[:40], cache, 0)
    rest = [last_logits(runtime, tokens[i : i + 1], cache, i) for i in range(40, 60)]
    assert (reference - expected).abs().max() < 5e-5
    assert (torch.cat([head, *rest]) - expected).abs().max() < 5e-5


def test_int8_stays_close_to_their_distribution(theirs: Any) -> None:
    tokens = torch.randint(101, (60,), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        expected = theirs(tokens[None]).logits[0].log_softmax(-1)
    runtime = load_runtime(theirs.folder, threads=2, precision=Precision.INT8)
    ours = all_logits(runtime, tokens, runtime.new_cache(60), 0).log_softmax(-1)
    assert (expected.exp() * (expected - ours)).sum(-1).mean() < 0.01


def test_transformers_loads_a_model_that_was_trained_here(tmp_path: Path) -> None:
    model = build_model(PLAIN)
    write_llama_weights(model, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(llama_config_json(PLAIN)))
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.float32).eval()
    tokens = torch.arange(30)[None]
    with torch.inference_mode():
        assert (loaded(tokens).logits - model(tokens)).abs().max() < 2e-5


ENGLISH = (
    "The ferry came in late, as it did every evening when the wind stood in the north, and Maren "
    "waited on the jetty with the lamp between her feet. She had counted the boards twice already. "
    "There were forty-one, and one of them, near the end, was new and smelled of pine. Behind her "
    "the village had begun to close its shutters, one house after another, so that the street "
    "looked as if somebody were walking down it and putting out the windows with a thumb."
)
CHINESE = (
    "天还没有亮，老周就把店门打开了。街上没有人，只有对面修鞋铺的那只黄猫蹲在台阶上，看着他一块一块地卸"
    "下门板。他把炉子捅开，坐上水，又从缸里舀出昨夜泡好的豆子，开始磨浆。石磨转得很慢，声音闷闷的，像是"
    "从很远的地方传来。墙那边静了一会儿。阿明走的那一年，镇上还没有修公路，出去的人都要坐船。"
)
SAMPLE = (
    "My grandmother kept bees for fifty years and was stung, by her own count, eleven times. She "
    "did not believe in gloves. Soil is not dirt: a handful of it, taken from the edge of a "
    "forest, holds more living things than there are people. "
    "许多人以为沙漠里什么也没有。其实只要在清晨出去走一走，就会在沙地上看见各种各样的脚印。"
)


MOST_DIVERGENCE = {"gemma3-270m": 0.015, "smollm2-135m": 0.035}
"""KL to fp32 that int8 may have, by model. SmolLM2's first token has states so large that the rest
of its row rounds badly, and it was not made for Chinese."""


@pytest.fixture(scope="module", params=list(MOST_DIVERGENCE))
def real_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Link a real model into a folder of its own, so that its int8 weights are made here."""
    try:
        prepared = ModelStore().prepare(request.param).folder
    except ModelNotFoundError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("real")
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (folder / name).symlink_to((prepared / name).resolve())
    return folder


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])
@torch.inference_mode()
def test_real_weights_give_their_logits_and_int8_keeps_the_bits(
    real_folder: Path, text: str, request: pytest.FixtureRequest
) -> None:
    tokenizer = Tokenizer.from_file(str(real_folder / "tokenizer.json"))
    first = json.loads((real_folder / "config.json").read_text())["bos_token_id"]

    def encode(words: str) -> torch.Tensor:
        return torch.tensor([first, *tokenizer.encode(words, add_special_tokens=False).ids])

    tokens = encode(text)
    theirs = AutoModelForCausalLM.from_pretrained(real_folder, dtype=torch.float32).eval()
    expected = theirs(tokens[None]).logits[0]
    exact = load_runtime(real_folder, threads=2, precision=Precision.FLOAT32)
    ours = all_logits(exact, tokens, exact.new_cache(512), 0)
    assert (ours - expected).abs().max() < 5e-3

    rounded = load_runtime(
        real_folder,
        threads=2,
        precision=Precision.INT8,
        sample_tokens=lambda: encode(SAMPLE).tolist(),
    )
    cache = rounded.new_cache(512)
    steps = [last_logits(rounded, tokens[i : i + 1], cache, i) for i in range(len(tokens))]
    log_expected, log_rounded = expected.log_softmax(-1), torch.cat(steps).log_softmax(-1)
    divergence = (log_expected.exp() * (log_expected - log_rounded)).sum(-1).mean()
    next_tokens = tokens[1:, None]
    bits = -log_expected[:-1].gather(1, next_tokens).mean()
    bits_rounded = -log_rounded[:-1].gather(1, next_tokens).mean()
    assert divergence < MOST_DIVERGENCE[request.node.callspec.params["real_folder"]]
    assert abs(bits_rounded / bits - 1) < 0.02
