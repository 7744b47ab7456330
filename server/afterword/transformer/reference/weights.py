# pyright: basic
"""The weights of a Hugging Face folder, by their names in the reference model.

Only safetensors files are read, one tensor at a time. The Llama layout is written too, for models
that were trained here.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from afterword.errors import ModelFileError
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.tensor_file import TensorFile, write_tensor_file

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
class _Source:
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

    def read(self, name: str) -> Tensor:
        """Return the tensor that the reference model calls ``name``, in its stored type.

        Raises:
            ModelFileError: the folder doesn't hold it.
        """
        source = _source_of(name, self._configuration)
        stored = self._stored_name(source)
        tensor = self._holder[stored].read(stored)
        if source.is_transposed:
            tensor = tensor.t()
        if source.fused_part is not None:
            tensor = tensor.chunk(3)[source.fused_part]
        return tensor if source.offset == 0.0 else tensor.float() + source.offset

    def token_rows(self, token_ids: Tensor) -> Tensor:
        """Return the embedding rows of tokens, (n, width) in the stored type.

        Raises:
            ModelFileError: the folder doesn't hold it.
        """
        stored = self._stored_name(_source_of("embedding.tokens", self._configuration))
        return self._holder[stored].read_rows(stored, token_ids.tolist())

    def _stored_name(self, source: "_Source") -> str:
        """Return a tensor's name in these files: some checkpoints have no outer prefix."""
        short = source.name.partition(".")[2]
        stored = source.name if source.name in self._holder else short
        if stored not in self._holder:
            raise ModelFileError(
                f"{self._folder} holds no tensor {source.name}.",
                next_step="Prepare the model again, or choose another one.",
            )
        return stored


def write_llama_weights(model: ReferenceModel, path: Path) -> None:
    """Write a model of the llama family as a safetensors file that transformers loads.

    Raises:
        ValueError: the model is of another family.
        OSError: the file can't be written.
    """
    if model.configuration.family != "llama":
        raise ValueError("only models of the llama family can be written")
    state = {
        _source_of(name, model.configuration).name: tensor.detach().cpu()
        for name, tensor in model.state_dict().items()
    }
    shapes = {name: (tensor.dtype, tuple(tensor.shape)) for name, tensor in state.items()}
    write_tensor_file(path, shapes, state.values(), {"format": "pt"})


def _source_of(name: str, configuration: ModelConfiguration) -> _Source:
    is_gpt2, is_gemma = configuration.family == "gpt2", configuration.family == "gemma3_text"
    outer = _GPT2_OUTER_NAMES if is_gpt2 else _OUTER_NAMES
    offset = 1.0 if is_gemma and name.endswith("norm.weight") else 0.0
    if not name.startswith("blocks."):
        return _Source(name=outer[name], offset=offset)
    _, index, rest = name.split(".", 2)
    part, _, kind = rest.rpartition(".")
    if is_gpt2:
        return _Source(
            name=f"transformer.h.{index}.{_GPT2_NAMES[part]}.{kind}",
            fused_part=_GPT2_FUSED.index(part) if part in _GPT2_FUSED else None,
            is_transposed=kind == "weight" and not part.endswith("norm"),
        )
    names = _GEMMA_NAMES if is_gemma else _ROTARY_NAMES
    return _Source(name=f"model.layers.{index}.{names[part]}.{kind}", offset=offset)


def _weight_paths(folder: Path) -> list[Path]:
    """Return the one safetensors file of a folder, or the shards that its index names."""
    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return [folder / "model.safetensors"]
    try:
        shards = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
    except (OSError, ValueError, KeyError, AttributeError) as error:
        message = f"{index} can't be read."
        raise ModelFileError(message, next_step="Prepare the model again.") from error
    # A shard is a name inside the folder, never a path out of it.
    return [folder / Path(str(shard)).name for shard in shards]
