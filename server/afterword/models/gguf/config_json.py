"""The config.json of a GGUF file: made from its metadata, as transformers 5 would save it."""

from collections.abc import Callable
from typing import Final

from afterword.errors import ModelFileError
from afterword.models.gguf.header import GgufHeader, MetadataValue
from afterword.models.gguf.tensor_names import FAMILIES, OUTPUT_HEAD

Config = dict[str, object]

_GEMMA_FULL_ATTENTION_EVERY: Final = 6
"""Layers from one with full attention to the next. The others have a sliding window (Gemma 3 report,
section 2)."""
_GEMMA_LOCAL_ROTARY_BASE: Final = 10_000.0
"""Base of the rotary frequencies in the layers with a sliding window."""
_GEMMA_27B_LAYERS: Final = 62
"""Layers by which the 27B model is recognised."""


class HyperParameters:
    """The metadata entries under the architecture's own name, such as ``llama.*``."""

    def __init__(self, header: GgufHeader) -> None:
        self.header = header

    def value(self, key: str) -> MetadataValue | None:
        """Return the value of an entry; None if it is missing."""
        return self.header.metadata.get(f"{self.header.architecture}.{key}")

    def integer(self, key: str, default: int | None = None) -> int:
        """Return a positive whole number.

        Raises:
            ModelFileError: the entry is missing and has no default, or is no positive whole number.
        """
        value = self.value(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise self._error(key, value)
        return value

    def number(self, key: str, default: float) -> float:
        """Return a number, rounded to the seven digits that 32-bit floats can represent."""
        value = self.value(key)
        if value is None:
            return default
        if not isinstance(value, int | float):
            raise self._error(key, value)
        return float(f"{value:.7g}")

    def _error(self, key: str, value: MetadataValue | None) -> ModelFileError:
        found = "lacks" if value is None else "has an unusable value for"
        return ModelFileError(
            f"The model file {self.header.path} {found} {self.header.architecture}.{key}.",
            next_step="Fetch it again, or use another file.",
        )


def build_config(header: GgufHeader, *, rotary_factor: float | None = None) -> Config | None:
    """Return the content of config.json; None if the file has a feature that is not supported here.

    Args:
        header: the header of a file whose architecture is in ``FAMILIES``.
        rotary_factor: the factor by which Llama 3 scales its lowest rotary frequencies, if any.

    Raises:
        ModelFileError: an entry that is needed is missing or unusable.
    """
    parameters = HyperParameters(header)
    if parameters.value("expert_count") or parameters.value("rope.scaling.type") not in (
        *(None, "none", "linear"),
    ):
        return None
    family = FAMILIES[header.architecture]
    embedding = header.tensors.get("token_embd.weight")
    config: Config = {
        "architectures": [family.architecture],
        "model_type": family.model_type,
        "dtype": "bfloat16",
        "vocab_size": embedding.shape[0] if embedding else 0,
        "tie_word_embeddings": OUTPUT_HEAD not in header.tensors,
        "use_cache": True,
    }
    for name, key in (("bos", "bos"), ("eos", "eos"), ("pad", "padding")):
        value = header.metadata.get(f"tokenizer.ggml.{key}_token_id")
        if isinstance(value, int):
            config[f"{name}_token_id"] = value
    config |= _SPECIFIC[header.architecture](parameters)
    if rotary_factor is not None:
        config["rope_parameters"] = {
            "rope_type": "llama3",
            "rope_theta": parameters.number("rope.freq_base", 10_000.0),
            "factor": rotary_factor,
            # The file doesn't contain these three; all Llama 3 models share them.
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
        }
    return config


def _decoder(parameters: HyperParameters) -> Config:
    """Return the entries that Llama, Qwen and Gemma have in common."""
    heads = parameters.integer("attention.head_count")
    hidden_size = parameters.integer("embedding_length")
    head_size = parameters.integer(
        "attention.key_length", parameters.integer("rope.dimension_count", hidden_size // heads)
    )
    return {
        "attention_bias": False,
        "attention_dropout": 0.0,
        "head_dim": head_size,
        "hidden_act": "silu",
        "hidden_size": hidden_size,
        "initializer_range": 0.02,
        "intermediate_size": parameters.integer("feed_forward_length"),
        "max_position_embeddings": parameters.integer("context_length"),
        "num_attention_heads": heads,
        "num_hidden_layers": parameters.integer("block_count"),
        "num_key_value_heads": parameters.integer("attention.head_count_kv", heads),
        "rms_norm_eps": parameters.number("attention.layer_norm_rms_epsilon", 1e-6),
        "rope_parameters": _rotary(parameters),
    }


def _rotary(parameters: HyperParameters) -> Config:
    rotary: Config = {
        "rope_type": "default",
        "rope_theta": parameters.number("rope.freq_base", 10_000.0),
    }
    if parameters.value("rope.scaling.type") == "linear":
        rotary |= {"rope_type": "linear", "factor": parameters.number("rope.scaling.factor", 1.0)}
    return rotary


def _llama(parameters: HyperParameters) -> Config:
    return _decoder(parameters) | {"mlp_bias": False, "pretraining_tp": 1}


def _qwen2(parameters: HyperParameters) -> Config:
    config = _qwen3(parameters)
    del config["attention_bias"], config["head_dim"]  # fixed in this architecture
    return config


def _qwen3(parameters: HyperParameters) -> Config:
    return _decoder(parameters) | {
        "use_sliding_window": False,
        "sliding_window": None,
        "layer_types": ["full_attention"] * parameters.integer("block_count"),
    }


def _gemma3(parameters: HyperParameters) -> Config:
    config = _decoder(parameters)
    layers = parameters.integer("block_count")
    head_size = parameters.integer("attention.key_length", 256)
    is_27b = layers == _GEMMA_27B_LAYERS
    hidden_size, heads = (
        parameters.integer("embedding_length"),
        parameters.integer("attention.head_count"),
    )
    del config["hidden_act"]
    return config | {
        "attn_logit_softcapping": None,
        "final_logit_softcapping": parameters.value("final_logit_softcapping"),
        "head_dim": head_size,
        "hidden_activation": "gelu_pytorch_tanh",
        "layer_types": [
            "sliding_attention" if (index + 1) % _GEMMA_FULL_ATTENTION_EVERY else "full_attention"
            for index in range(layers)
        ],
        # Scores are divided by its root: the head size, or hidden size / heads in the 27B model.
        "query_pre_attn_scalar": hidden_size // heads if is_27b else head_size,
        "rope_parameters": {
            "full_attention": _rotary(parameters),
            "sliding_attention": {
                "rope_type": "default",
                "rope_theta": parameters.number("rope.freq_base_swa", _GEMMA_LOCAL_ROTARY_BASE),
            },
        },
        "sliding_window": parameters.integer("attention.sliding_window", 512),
        "use_bidirectional_attention": False,
    }


def _gpt2(parameters: HyperParameters) -> Config:
    return {
        "activation_function": "gelu_new",
        "layer_norm_epsilon": parameters.number("attention.layer_norm_epsilon", 1e-5),
        "n_ctx": parameters.integer("context_length"),
        "n_embd": parameters.integer("embedding_length"),
        "n_head": parameters.integer("attention.head_count"),
        "n_inner": parameters.integer("feed_forward_length"),
        "n_layer": parameters.integer("block_count"),
        "n_positions": parameters.integer("context_length"),
    }


_SPECIFIC: Final[dict[str, Callable[[HyperParameters], Config]]] = {
    "llama": _llama,
    "qwen2": _qwen2,
    "qwen3": _qwen3,
    "gemma3": _gemma3,
    "gpt2": _gpt2,
}
