# pyright: basic
"""Writes GGUF files of a few kilobytes for tests, with the well-known ``gguf`` package."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from gguf import GGUFWriter

from afterword.models.preparation_progress import Stage

END = "<|endoftext|>"
QUIET = Stage(report=lambda _: None, message="", from_percent=0, to_percent=100)
"""A stage whose progress nobody hears of."""


def byte_alphabet() -> list[str]:
    """Return how byte-level vocabularies spell the bytes 0-255 (GPT-2's table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spelled = {byte: chr(byte) for byte in printable}
    rest = [byte for byte in range(256) if byte not in spelled]
    spelled |= {byte: chr(256 + index) for index, byte in enumerate(rest)}
    return [spelled[byte] for byte in range(256)]


def add_byte_level_vocabulary(
    writer: GGUFWriter, *, pre: str = "gpt-2", merges: tuple[str, ...] = ("t h", "Ġ th")
) -> int:
    """Add a vocabulary of bytes, what ``merges`` make, and an end token; returns its size."""
    tokens = [*byte_alphabet(), *(merge.replace(" ", "") for merge in merges), END]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types([1] * (len(tokens) - 1) + [3])
    writer.add_token_merges(list(merges))
    writer.add_eos_token_id(len(tokens) - 1)
    writer.add_bos_token_id(len(tokens) - 1)
    return len(tokens)


def add_gemma_vocabulary(writer: GGUFWriter) -> int:
    """Add a SentencePiece vocabulary in Gemma's manner; returns its size."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>"]
    byte_tokens = [f"<0x{byte:02X}>" for byte in range(256)]
    learned = [*"the sac\u2581", "th", "  ", "\u2581th", "the", "\u2581the", "<h1>"]
    tokens = [*special, *byte_tokens, *dict.fromkeys(learned)]
    tokens.remove(" ")
    kinds = [3] * 4 + [6] * 256 + [1] * (len(tokens) - 260)
    kinds[tokens.index("<h1>")] = kinds[tokens.index("  ")] = 4
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(index) for index in range(len(tokens))])
    writer.add_token_types(kinds)
    for name, token_id in (("pad", 0), ("eos", 1), ("bos", 2), ("unk", 3)):
        getattr(writer, f"add_{name}_token_id")(token_id)
    writer.add_add_bos_token(True)
    return len(tokens)


def write_tensors(writer: GGUFWriter, tensors: Mapping[str, np.ndarray]) -> None:
    """Add 32-bit tensors and write the file."""
    for name, values in tensors.items():
        writer.add_tensor(name, np.ascontiguousarray(values, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def llama_tensors(
    *, vocabulary_size: int, hidden: int = 8, layers: int = 1, seed: int = 0
) -> dict[str, np.ndarray]:
    """Return random weights of a Llama with two heads, as the file names them."""
    draw = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (vocabulary_size, hidden),
        "output_norm.weight": (hidden,),
    }
    for layer in range(layers):
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            shapes[f"blk.{layer}.{name}.weight"] = (hidden, hidden)
        for name in ("ffn_gate", "ffn_up"):
            shapes[f"blk.{layer}.{name}.weight"] = (16, hidden)
        shapes[f"blk.{layer}.ffn_down.weight"] = (hidden, 16)
        for name in ("attn_norm", "ffn_norm"):
            shapes[f"blk.{layer}.{name}.weight"] = (hidden,)
    return {name: draw.normal(size=shape) for name, shape in shapes.items()}


def write_llama(path: Path, *, layers: int = 1, seed: int = 0, extra: str = "") -> Path:
    """Write a whole little Llama; ``extra`` names a tensor that the architecture doesn't have."""
    writer = GGUFWriter(path, "llama")
    size = add_byte_level_vocabulary(writer)
    add_llama_parameters(writer, layers=layers)
    tensors = llama_tensors(vocabulary_size=size, layers=layers, seed=seed)
    if extra:
        tensors[extra] = np.zeros(8)
    write_tensors(writer, tensors)
    return path


def add_llama_parameters(writer: GGUFWriter, *, layers: int = 1) -> None:
    """Add the hyperparameters that fit ``llama_tensors``."""
    writer.add_context_length(64)
    writer.add_embedding_length(8)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(16)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10_000.0)
