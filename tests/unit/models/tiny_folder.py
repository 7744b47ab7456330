"""Writes Hugging Face model folders of a few bytes for tests."""

import json
from pathlib import Path


def safetensors_bytes(size: int = 8) -> bytes:
    """Return a safetensors file with one tensor of ``size`` bytes."""
    entry = {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}
    header = json.dumps({"__metadata__": {"format": "pt"}, "w": entry}).encode()
    return len(header).to_bytes(8, "little") + header + bytes(size)


def write_folder(folder: Path, *, weights: bool = True, tokenizer: bool = True) -> Path:
    """Write a folder that passes every check; parts can be left out."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "model_type": "llama",
        "bos_token_id": 1,
        "eos_token_id": 2,
        "max_position_embeddings": 64,
    }
    (folder / "config.json").write_text(json.dumps(config))
    if weights:
        (folder / "model.safetensors").write_bytes(safetensors_bytes())
    if tokenizer:
        (folder / "tokenizer.json").write_text(json.dumps({"post_processor": None}))
    return folder
