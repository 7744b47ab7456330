"""The weights' files of a Hugging Face folder: where they hold the reference model's tensors.

Only safetensors files are read, a tensor at a time.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.errors import ModelFileError
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.tensor_file import TensorFile, to_float32

_ROTARY_NAMES = {
    "attention.query": "self_attn.q_proj",
    "attention.key": "self_attn.k_proj",
    "attention.value": "self_attn.v_proj",
    "attention.output": "self_attn.o_proj",
    "attention.query_norm": "self_attn.q_norm",
    "attention.key_norm": "self_attn.k_norm",
    "attention_norm": "input_layernorm",
    "feed_forward_norm": "post_attention_layernorm",
    "feed_forward.gate": "mlp.gate_proj",
    "feed_forward.up": "mlp.up_proj",
    "feed_forward.down": "mlp.down_proj",
}
_GEMMA_NAMES = {
    **_ROTARY_NAMES,
    "attention_output_norm": "post_attention_layernorm",
    "feed_forward_norm": "pre_feedforward_layernorm",
    "feed_forward_output_norm": "post_feedforward_layernorm",
}
_GPT2_NAMES = {
    "attention.query": "attn.c_attn",
    "attention.key": "attn.c_attn",
    "attention.value": "attn.c_attn",
    "attention.output": "attn.c_proj",
    "attention_norm": "ln_1",
    "feed_forward_norm": "ln_2",
    "feed_forward.up": "mlp.c_fc",
    "feed_forward.down": "mlp.c_proj",
}
_GPT2_FUSED = ("attention.query", "attention.key", "attention.value")
_OUTER_NAMES = {
    "embedding.tokens": "model.embed_tokens.weight",
    "final_norm.weight": "model.norm.weight",
    "head.weight": "lm_head.weight",
}
_GPT2_OUTER_NAMES = {
    "embedding.tokens": "transformer.wte.weight",
    "embedding.positions": "transformer.wpe.weight",
    "final_norm.weight": "transformer.ln_f.weight",
    "final_norm.bias": "transformer.ln_f.bias",
    "head.weight": "lm_head.weight",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSource:
    """The stored tensor that a tensor of the reference model comes from, and how it is stored."""

    name: str
    fused_part: int | None = None
    """The third of GPT-2's fused query, key and value that it is."""
    is_transposed: bool = False
    """Whether it is stored as (in, out), as GPT-2 stores linear weights."""
    offset: float = 0.0
    """The number to add to it: Gemma stores the weights of norms minus one."""


class WeightFolder:
    """The safetensors files of one model, read by the reference model's tensor names."""

    def __init__(self, folder: Path, configuration: ModelConfiguration) -> None:
        """Open the files' headers.

        Raises:
            ModelFileError: a file is missing or damaged.
        """
        self._configuration = configuration
        self.files = [TensorFile(path) for path in _weight_paths(folder)]
        self._holder = {name: file for file in self.files for name in file.names}
        self._folder = folder

    def find(self, name: str) -> tuple[TensorFile, WeightSource]:
        """Return the file that holds the tensor which the reference model calls ``name``, and where.

        Raises:
            ModelFileError: the folder doesn't hold it.
        """
        source = source_of(name, self._configuration)
        # Some checkpoints have no outer prefix.
        for stored in (source.name, source.name.partition(".")[2]):
            if stored in self._holder:
                return self._holder[stored], replace(source, name=stored)
        raise ModelFileError(
            f"{self._folder} holds no tensor {source.name}.",
            next_step="Prepare the model again, or choose another one.",
        )

    def read(self, name: str) -> NDArray[Any]:
        """Return the tensor that the reference model calls ``name``, in its stored type.

        It is mapped from its file while it is used. Writing into it changes no file.

        Raises:
            ModelFileError: the folder doesn't hold it.
        """
        file, source = self.find(name)
        tensor = file.read(source.name, is_writable=True)
        if source.is_transposed:
            tensor = tensor.T
        if source.fused_part is not None:
            tensor = np.split(tensor, 3)[source.fused_part]
        return tensor if source.offset == 0.0 else to_float32(tensor) + np.float32(source.offset)

    def token_rows(self, token_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the embedding rows of tokens, (n, width).

        Raises:
            ModelFileError: the folder doesn't hold it.
        """
        file, source = self.find("embedding.tokens")
        return to_float32(file.read_rows(source.name, token_ids.tolist()))


def source_of(name: str, configuration: ModelConfiguration) -> WeightSource:
    """Return where a model's files hold the tensor that the reference model calls ``name``."""
    is_gpt2, is_gemma = configuration.family == "gpt2", configuration.family == "gemma3_text"
    outer = _GPT2_OUTER_NAMES if is_gpt2 else _OUTER_NAMES
    offset = 1.0 if is_gemma and name.endswith("norm.weight") else 0.0
    if not name.startswith("blocks."):
        return WeightSource(name=outer[name], offset=offset)
    _, index, rest = name.split(".", 2)
    part, _, kind = rest.rpartition(".")
    if is_gpt2:
        return WeightSource(
            name=f"transformer.h.{index}.{_GPT2_NAMES[part]}.{kind}",
            fused_part=_GPT2_FUSED.index(part) if part in _GPT2_FUSED else None,
            is_transposed=kind == "weight" and not part.endswith("norm"),
        )
    names = _GEMMA_NAMES if is_gemma else _ROTARY_NAMES
    return WeightSource(name=f"model.layers.{index}.{names[part]}.{kind}", offset=offset)


def _weight_paths(folder: Path) -> list[Path]:
    """Return the one safetensors file of a folder, or the shards that its index names."""
    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return [folder / "model.safetensors"]
    try:
        shards = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        message = f"{index} can't be read."
        raise ModelFileError(message, next_step="Prepare the model again.") from error
    # A shard is a name inside the folder, never a path out of it.
    return [folder / Path(str(shard)).name for shard in shards]
