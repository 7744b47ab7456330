# pyright: basic
"""A model written the way llama.cpp writes it comes back as the model it was."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from gguf import GGUFWriter
from transformers import (
    AutoModelForCausalLM,
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from afterword.errors import ModelFileError
from afterword.models.gguf.config_json import build_config
from afterword.models.gguf.header import read_gguf_header
from afterword.models.gguf.tensor_names import FAMILIES, Change
from afterword.models.gguf.unpacked_folder import plan_unpacking, unpack_gguf
from unit.models.tiny_gguf import (
    QUIET,
    add_byte_level_vocabulary,
    add_gemma_vocabulary,
    write_llama,
    write_tensors,
)

LAYERS = 7
COMMON: dict[str, Any] = {
    "vocab_size": 259,
    "hidden_size": 16,
    "intermediate_size": 24,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 64,
    "rms_norm_eps": 1e-5,
}


@dataclass(frozen=True)
class Case:
    architecture: str
    build: Callable[[], PreTrainedModel]
    rotary_base: float = 10_000.0


def llama(*, tied: bool) -> PreTrainedModel:
    return LlamaForCausalLM(LlamaConfig(**COMMON, tie_word_embeddings=tied))


def gemma() -> PreTrainedModel:
    size = 4 + 256 + 13
    sizes: dict[str, Any] = {**COMMON, "vocab_size": size}
    config = Gemma3TextConfig(
        **sizes,
        sliding_window=6,
        query_pre_attn_scalar=8,
        rope_parameters={
            "full_attention": {"rope_type": "default", "rope_theta": 1_000_000.0},
            "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
        },
    )
    return Gemma3ForCausalLM(config)


def qwen2() -> PreTrainedModel:
    sizes = {key: value for key, value in COMMON.items() if key != "head_dim"}
    return Qwen2ForCausalLM(Qwen2Config(**sizes, tie_word_embeddings=True))


def gpt2() -> PreTrainedModel:
    config = GPT2Config(
        vocab_size=259, n_embd=16, n_layer=LAYERS, n_head=4, n_positions=64, n_inner=24
    )
    return GPT2LMHeadModel(config)


CASES = [
    pytest.param(Case("llama", lambda: llama(tied=True)), id="llama, tied head"),
    pytest.param(Case("llama", lambda: llama(tied=False)), id="llama, own head"),
    pytest.param(Case("gemma3", gemma, 1_000_000.0), id="gemma3"),
    pytest.param(Case("qwen2", qwen2), id="qwen2"),
    pytest.param(
        Case("qwen3", lambda: Qwen3ForCausalLM(Qwen3Config(**COMMON, tie_word_embeddings=True))),
        id="qwen3",
    ),
    pytest.param(Case("gpt2", gpt2), id="gpt2"),
]


def as_llama_cpp_has_it(values: torch.Tensor, change: Change) -> torch.Tensor:
    """Do to a tensor what llama.cpp's converter does."""
    match change:
        case Change.MINUS_ONE:
            return values + 1
        case Change.TRANSPOSE:
            return values.T
        case Change.UNPERMUTE_QUERY | Change.UNPERMUTE_KEY:
            heads = 4 if change is Change.UNPERMUTE_QUERY else 2
            halves = values.reshape(heads, 2, values.shape[0] // heads // 2, -1)
            return halves.swapaxes(1, 2).reshape(values.shape)
        case Change.NONE:
            return values


def write_like_llama_cpp(model: PreTrainedModel, case: Case, path: Path) -> None:
    family = FAMILIES[case.architecture]
    state = model.state_dict()
    writer = GGUFWriter(path, case.architecture)
    add_vocabulary = (
        add_gemma_vocabulary if "gemma" in case.architecture else add_byte_level_vocabulary
    )
    assert add_vocabulary(writer) == model.config.vocab_size
    writer.add_context_length(64)
    writer.add_embedding_length(16)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(24)
    writer.add_head_count(4)
    if case.architecture == "gpt2":
        writer.add_layer_norm_eps(1e-5)
    else:
        writer.add_head_count_kv(2)
        writer.add_layer_norm_rms_eps(1e-5)
        writer.add_rope_freq_base(case.rotary_base)
    if case.architecture in ("llama", "qwen3", "gemma3"):
        writer.add_key_length(8)
    if case.architecture == "gemma3":
        writer.add_sliding_window(6)
    names = {theirs: (ours, theirs) for theirs, ours in family.whole.items()}
    for layer in range(LAYERS):
        for theirs, ours in family.layer.items():
            names[f"blk.{layer}.{theirs}"] = (f"{family.layer_prefix}{layer}.{ours}", theirs)
    if not model.config.tie_word_embeddings:
        names["output.weight"] = ("lm_head.weight", "output.weight")
    write_tensors(
        writer,
        {
            name: as_llama_cpp_has_it(
                state[ours].float(), family.changes.get(theirs, Change.NONE)
            ).numpy()
            for name, (ours, theirs) in names.items()
        },
    )


@pytest.mark.parametrize("case", CASES)
def test_the_unpacked_model_is_the_model_that_was_packed(tmp_path: Path, case: Case) -> None:
    torch.manual_seed(5)
    original = case.build().eval()
    with torch.no_grad():
        for parameter in original.parameters():
            # Norms and biases too: all ones and zeros would hide a mistake.
            parameter.copy_((torch.randn_like(parameter) * 0.3).bfloat16())
    write_like_llama_cpp(original, case, tmp_path / "packed.gguf")

    unpack_gguf(read_gguf_header(tmp_path / "packed.gguf"), tmp_path, stage=QUIET)
    unpacked = AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.float32).eval()

    assert type(unpacked) is type(original)
    # Longer than the sliding window, so that a wrong mask or rotary base shows.
    token_ids = torch.randint(0, 259, (1, 20))
    with torch.no_grad():
        difference = (unpacked(token_ids).logits - original(token_ids).logits).abs().max()
    # Gemma's w + 1 costs the last bit of some norm weights.
    assert difference < 0.02 if case.architecture == "gemma3" else difference < 1e-5


def test_an_unknown_tensor_leaves_the_file_to_transformers(tmp_path: Path) -> None:
    path = write_llama(tmp_path / "odd.gguf", extra="blk.0.attn_q.bias")
    assert plan_unpacking(read_gguf_header(path)) is None


def test_names_a_missing_tensor(tmp_path: Path) -> None:
    path = write_llama(tmp_path / "short.gguf", layers=1)
    header = read_gguf_header(path)
    del header.tensors["blk.0.ffn_up.weight"]
    with pytest.raises(ModelFileError, match=r"blk\.0\.ffn_up\.weight"):
        plan_unpacking(header)


def test_an_absurd_number_of_layers_is_refused_at_once(tmp_path: Path) -> None:
    header = read_gguf_header(write_llama(tmp_path / "deep.gguf"))
    header.metadata["llama.block_count"] = 2**40
    with pytest.raises(ModelFileError, match="layers"):
        plan_unpacking(header)


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        pytest.param("llama.embedding_length", None, "lacks llama.embedding_length", id="missing"),
        pytest.param("llama.embedding_length", 0, "unusable", id="zero"),
        pytest.param("llama.context_length", -1, "unusable", id="negative"),
        pytest.param("llama.attention.head_count", "many", "unusable", id="a word"),
        pytest.param("llama.attention.head_count", [4, 2], "unusable", id="one for each layer"),
        pytest.param("llama.rope.freq_base", "fast", "unusable", id="a word for a number"),
    ],
)
def test_names_an_entry_that_cannot_be_used(
    tmp_path: Path, key: str, value: Any, complaint: str
) -> None:
    header = read_gguf_header(write_llama(tmp_path / "odd.gguf"))
    if value is None:
        del header.metadata[key]
    else:
        header.metadata[key] = value
    with pytest.raises(ModelFileError, match=complaint):
        build_config(header)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("llama.expert_count", 8, id="a mixture of experts"),
        pytest.param("llama.rope.scaling.type", "yarn", id="another rotary scaling"),
    ],
)
def test_what_is_not_known_is_left_to_transformers(
    tmp_path: Path, key: str, value: int | str
) -> None:
    header = read_gguf_header(write_llama(tmp_path / "odd.gguf"))
    header.metadata[key] = value
    assert build_config(header) is None


def test_linear_rotary_scaling_is_kept(tmp_path: Path) -> None:
    header = read_gguf_header(write_llama(tmp_path / "long.gguf"))
    header.metadata.update({"llama.rope.scaling.type": "linear", "llama.rope.scaling.factor": 8.0})
    config = build_config(header)
    assert config is not None
    assert config["rope_parameters"] == {
        "rope_type": "linear",
        "rope_theta": 10_000.0,
        "factor": 8.0,
    }


def test_llama_3_rotary_factors_become_its_scaling(tmp_path: Path) -> None:
    path = write_llama(tmp_path / "three.gguf", extra="rope_freqs.weight")
    header = read_gguf_header(path)
    tensor = header.tensors["rope_freqs.weight"]
    content = bytearray(path.read_bytes())
    content[tensor.offset_bytes : tensor.offset_bytes + 4] = torch.tensor(32.0).numpy().tobytes()
    path.write_bytes(content)

    unpack_gguf(read_gguf_header(path), tmp_path, stage=QUIET)

    rotary = json.loads((tmp_path / "config.json").read_text())["rope_parameters"]
    assert rotary["rope_type"] == "llama3"
    assert rotary["factor"] == 32.0
