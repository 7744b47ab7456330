"""Folders with random weights in the real shapes of the catalogue's models from the hub.

The configurations are written down from the models' public descriptions; that their weights are as many
as the catalogue says is checked. Tokenizers have the real kind and size, and tokens that mean nothing.
"""

import json
import math
from collections.abc import Iterator
from itertools import chain, islice, product
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors

from afterword.models.catalogue import CatalogueEntry
from afterword.transformer.reference.families import Unsupported, parse_configuration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weight_folder import source_of
from afterword.transformer.tensor_file import TensorShape, write_tensor_file

Config = dict[str, Any]

_BFLOAT16: Final = np.dtype(np.uint16)
_DRAWN: Final = 2**22
"""Numbers that are drawn; a tensor begins somewhere among them, and has them again and again."""
_SPREAD: Final = 0.02
_SPECIAL: Final = ("<pad>", "<eos>", "<bos>", "<unk>")
_MARKS: Final = "\n\t .,;:!?'\"()-0123456789"


def _llama(**sizes: Any) -> Config:
    return {
        "model_type": "llama",
        "hidden_act": "silu",
        "max_position_embeddings": 8192,
        "rms_norm_eps": 1e-5,
        "tie_word_embeddings": True,
        "vocab_size": 49_152,
        **sizes,
    }


def _qwen3(**sizes: Any) -> Config:
    return {
        "model_type": "qwen3",
        "hidden_act": "silu",
        "max_position_embeddings": 32_768,
        "rms_norm_eps": 1e-6,
        "rope_theta": 1_000_000,
        "tie_word_embeddings": True,
        "vocab_size": 151_936,
        "num_hidden_layers": 28,
        "num_attention_heads": 16,
        "num_key_value_heads": 8,
        "head_dim": 128,
        **sizes,
    }


CONFIGS: Final[dict[str, Config]] = {
    "qwen3-0.6b-base": _qwen3(hidden_size=1024, intermediate_size=3072),
    "qwen3-1.7b-base": _qwen3(hidden_size=2048, intermediate_size=6144),
    "gemma-3-1b-pt": {
        "model_type": "gemma3_text",
        "hidden_activation": "gelu_pytorch_tanh",
        "max_position_embeddings": 32_768,
        "rms_norm_eps": 1e-6,
        "rope_theta": 1_000_000,
        "rope_local_base_freq": 10_000,
        "query_pre_attn_scalar": 256,
        "sliding_window": 512,
        "sliding_window_pattern": 6,
        "tie_word_embeddings": True,
        "vocab_size": 262_144,
        "hidden_size": 1152,
        "intermediate_size": 6912,
        "num_hidden_layers": 26,
        "num_attention_heads": 4,
        "num_key_value_heads": 1,
        "head_dim": 256,
    },
    "smollm2-360m": _llama(
        rope_theta=100_000,
        hidden_size=960,
        intermediate_size=2560,
        num_hidden_layers=32,
        num_attention_heads=15,
        num_key_value_heads=5,
    ),
    "smollm2-1.7b": _llama(
        rope_theta=130_000,
        hidden_size=2048,
        intermediate_size=8192,
        num_hidden_layers=24,
        num_attention_heads=32,
        num_key_value_heads=32,
    ),
    "llama-3.2-1b": _llama(
        rope_theta=500_000,
        rope_scaling={
            "rope_type": "llama3",
            "factor": 32.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
        },
        max_position_embeddings=131_072,
        vocab_size=128_256,
        hidden_size=2048,
        intermediate_size=8192,
        num_hidden_layers=16,
        num_attention_heads=32,
        num_key_value_heads=8,
        head_dim=64,
    ),
}
"""The ``config.json`` of each model, as far as the runtime reads it."""


def write_random_model(entry: CatalogueEntry, folder: Path) -> None:
    """Write a model's folder as the hub has it, with random weights.

    Raises:
        ValueError: the configuration has another number of weights than the catalogue says.
    """
    config = CONFIGS[entry.name]
    is_gemma = config["model_type"] == "gemma3_text"
    tokenizer = (
        _gemma_tokenizer(config["vocab_size"]) if is_gemma else _byte_level(config["vocab_size"])
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    ids = {
        "bos_token_id": tokenizer.token_to_id("<bos>"),
        "eos_token_id": tokenizer.token_to_id("<eos>"),
    }
    (folder / "config.json").write_text(json.dumps(config | ids))
    shapes = _shapes(config)
    weights = sum(math.prod(shape) for _, shape in shapes.values())
    if weights != entry.parameters:
        raise ValueError(f"{entry.name} has {weights} weights here and {entry.parameters} there")
    tensors = _random_tensors(shapes, is_gemma=is_gemma)
    write_tensor_file(folder / "model.safetensors", shapes, tensors, {"format": "pt"})


def _shapes(config: Config) -> dict[str, TensorShape]:
    """Return the stored tensors of a model, by their names in its files."""
    configuration = parse_configuration(config)
    if isinstance(configuration, Unsupported):
        raise TypeError(configuration.reason)
    with torch.device("meta"):
        model = ReferenceModel(configuration)
    return {
        source_of(name, configuration).name: (_BFLOAT16, tuple(parameter.shape))
        for name, parameter in model.named_parameters()
    }


def _random_tensors(
    shapes: dict[str, TensorShape], *, is_gemma: bool
) -> Iterator[NDArray[np.uint16]]:
    random = np.random.default_rng(0)
    drawn = random.standard_normal(_DRAWN, np.float32) * np.float32(_SPREAD)
    halves = (drawn.view(np.uint32) >> np.uint32(16)).astype(np.uint16)
    # Gemma stores the weights of norms minus one.
    norm = np.uint16(0 if is_gemma else np.float32(1).view(np.uint32) >> np.uint32(16))
    for name, (_, shape) in shapes.items():
        if name.endswith("norm.weight"):
            yield np.full(shape, norm)
        else:
            start = int(random.integers(_DRAWN))
            yield np.resize(np.roll(halves, -start), shape)


def _syllables(first: str) -> list[str]:
    return ["".join(pair) for pair in product(first + ascii_lowercase, ascii_lowercase)]


def _learned(first: str, count: int) -> tuple[list[str], list[tuple[str, str]]]:
    """Return ``count`` tokens of two and four letters, and the merges that make them."""
    pairs = _syllables(first)
    halves = islice(product(pairs, ascii_lowercase, ascii_lowercase), max(0, count - len(pairs)))
    quads = [(pair, second + third) for pair, second, third in halves]
    merges = [*((pair[:-1], pair[-1]) for pair in pairs), *quads][:count]
    return ["".join(merge) for merge in merges], merges


def _byte_level(size: int) -> Tokenizer:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    learned, merges = _learned("Ġ", size - len(alphabet) - len(_SPECIAL))
    tokens = [*_SPECIAL, *alphabet, *learned]
    tokenizer = Tokenizer(models.BPE(_numbered(tokens), merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in _SPECIAL])
    return tokenizer


def _gemma_tokenizer(size: int) -> Tokenizer:
    letters = [*(f"<0x{byte:02X}>" for byte in range(256)), "▁", *ascii_lowercase]
    letters += [mark for mark in _MARKS if mark != " "]
    learned, merges = _learned("▁", size - len(letters) - len(_SPECIAL))
    tokens = [*_SPECIAL, *letters, *learned]
    tokenizer = Tokenizer(
        models.BPE(_numbered(tokens), merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)  # noqa: S106
    )
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=["<bos>", "$A"], special_tokens=[("<bos>", tokens.index("<bos>"))]
    )
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in _SPECIAL])
    return tokenizer


def _numbered(tokens: list[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(chain(tokens))}
