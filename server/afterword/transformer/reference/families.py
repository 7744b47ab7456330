# pyright: basic
"""Model families: reads ``config.json`` of Hugging Face as a ``ModelConfiguration``, writes Llama's.

The families: Llama (and SmolLM2), Gemma 3 (text), Qwen 2 and 2.5, Qwen 3, GPT-2. A model that
asks for anything this package doesn't have gives ``Unsupported``, and the caller uses transformers.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from afterword.errors import ModelFileError
from afterword.transformer.reference.model_configuration import (
    Activation,
    LayerConfiguration,
    ModelConfiguration,
    NormKind,
    Rotary,
)

_ACTIVATIONS = {
    "silu": Activation.SILU,
    "swish": Activation.SILU,
    "gelu": Activation.GELU,
    "gelu_new": Activation.GELU_TANH,
    "gelu_pytorch_tanh": Activation.GELU_TANH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """The answer for a model that this package can't run as its authors meant it."""

    reason: str


def read_configuration(folder: Path) -> ModelConfiguration | Unsupported:
    """Read ``folder/config.json``.

    Raises:
        ModelFileError: the file is missing or no JSON object.
    """
    return parse_configuration(_read_config_json(folder))


def read_family(folder: Path) -> str:
    """Return the ``model_type`` in ``folder/config.json``, built in or not; empty if it has none.

    Raises:
        ModelFileError: the file is missing or no JSON object.
    """
    return str(_read_config_json(folder).get("model_type", ""))


def _read_config_json(folder: Path) -> Mapping[str, Any]:
    path = folder / "config.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        message = f"{path} can't be read as a model's configuration."
        raise ModelFileError(message, next_step="Prepare the model again.") from error
    if not isinstance(raw, dict):
        raise ModelFileError(f"{path} is no JSON object.", next_step="Prepare the model again.")
    return raw


def parse_configuration(raw: Mapping[str, Any]) -> ModelConfiguration | Unsupported:
    """Translate the content of a ``config.json``."""
    family = str(raw.get("model_type", ""))
    if family not in ("llama", "gemma3_text", "qwen2", "qwen3", "gpt2"):
        return Unsupported(reason=f"the architecture {family or 'without a name'} is not built in")
    try:
        return _gpt2(raw) if family == "gpt2" else _rotary_family(raw, family)
    except _CannotRunError as error:
        return Unsupported(reason=str(error))
    except (KeyError, TypeError, ValueError) as error:
        return Unsupported(reason=f"its configuration can't be understood: {error!r}")


class _CannotRunError(Exception):
    """The configuration asks for something that is not built in."""


def _rotary_family(raw: Mapping[str, Any], family: str) -> ModelConfiguration:
    if raw.get("attn_logit_softcapping") or raw.get("final_logit_softcapping"):
        raise _CannotRunError("soft caps on logits are not built in")
    if raw.get("use_bidirectional_attention"):
        raise _CannotRunError("attention that looks ahead is not built in")
    is_gemma = family == "gemma3_text"
    width, heads = int(raw["hidden_size"]), int(raw["num_attention_heads"])
    has_bias = bool(raw.get("attention_bias", False))
    return ModelConfiguration(
        family=family,
        vocabulary_size=int(raw["vocab_size"]),
        width=width,
        feed_forward_width=int(raw["intermediate_size"]),
        heads=heads,
        key_value_heads=int(raw.get("num_key_value_heads") or heads),
        head_width=int(raw.get("head_dim") or width // heads),
        layers=_layers(raw, family),
        max_positions=int(raw.get("max_position_embeddings", 2048)),
        activation=_activation(raw, "hidden_activation" if is_gemma else "hidden_act"),
        norm_epsilon=float(raw.get("rms_norm_eps", 1e-6)),
        has_output_norms=is_gemma,
        has_query_key_norm=family in ("gemma3_text", "qwen3"),
        has_query_key_value_bias=family == "qwen2" or has_bias,
        has_attention_output_bias=has_bias and family != "qwen2",
        has_feed_forward_bias=bool(raw.get("mlp_bias", False)),
        embedding_scale=width**0.5 if is_gemma else 1.0,
        query_scale=float(raw.get("query_pre_attn_scalar", 256)) ** -0.5 if is_gemma else None,
        tied_head=bool(raw.get("tie_word_embeddings", is_gemma)),
    )


def _gpt2(raw: Mapping[str, Any]) -> ModelConfiguration:
    for name in ("scale_attn_by_inverse_layer_idx", "add_cross_attention"):
        if raw.get(name):
            raise _CannotRunError(f"{name} is not built in")
    width, heads = int(raw["n_embd"]), int(raw["n_head"])
    return ModelConfiguration(
        family="gpt2",
        vocabulary_size=int(raw["vocab_size"]),
        width=width,
        feed_forward_width=int(raw.get("n_inner") or 4 * width),
        heads=heads,
        key_value_heads=heads,
        head_width=width // heads,
        layers=(LayerConfiguration(rotary=None),) * int(raw["n_layer"]),
        max_positions=int(raw["n_positions"]),
        activation=_activation(raw, "activation_function"),
        is_gated=False,
        norm_kind=NormKind.LAYER,
        norm_epsilon=float(raw.get("layer_norm_epsilon", 1e-5)),
        has_query_key_value_bias=True,
        has_attention_output_bias=True,
        has_feed_forward_bias=True,
        learned_positions=True,
        query_scale=1.0 if raw.get("scale_attn_weights") is False else None,
        tied_head=bool(raw.get("tie_word_embeddings", True)),
    )


def _activation(raw: Mapping[str, Any], key: str) -> Activation:
    name = str(raw.get(key) or raw.get("hidden_act") or "silu")
    if name not in _ACTIVATIONS:
        raise _CannotRunError(f"the activation {name} is not built in")
    return _ACTIVATIONS[name]


def _layers(raw: Mapping[str, Any], family: str) -> tuple[LayerConfiguration, ...]:
    """Read the window and the rotary encoding of each layer."""
    count = int(raw["num_hidden_layers"])
    kinds = raw.get("layer_types") or _default_layer_types(raw, family, count)
    if len(kinds) != count:
        raise _CannotRunError("layer_types does not name every layer")
    layers: list[LayerConfiguration] = []
    for kind in kinds:
        if kind not in ("full_attention", "sliding_attention"):
            raise _CannotRunError(f"the layer type {kind} is not built in")
        window = int(raw["sliding_window"]) if kind == "sliding_attention" else None
        layers.append(LayerConfiguration(window=window, rotary=_rotary(raw, kind)))
    return tuple(layers)


def _default_layer_types(raw: Mapping[str, Any], family: str, count: int) -> list[str]:
    """Return the layer types by the family's rule, for older configurations that don't list them."""
    if family == "gemma3_text":
        pattern = int(raw.get("sliding_window_pattern") or raw.get("_sliding_window_pattern") or 6)
        first_sliding, period = 0, pattern
    elif raw.get("use_sliding_window") and raw.get("sliding_window"):
        first_sliding, period = int(raw.get("max_window_layers", 28)), math.inf
    else:
        first_sliding, period = count, math.inf
    return [
        "sliding_attention" if i >= first_sliding and (i + 1) % period else "full_attention"
        for i in range(count)
    ]


def _rotary(raw: Mapping[str, Any], kind: str) -> Rotary:
    """Read the rotary encoding of one layer type, in the layout of transformers 5 or the older one."""
    parameters = raw.get("rope_parameters") or {}
    if kind in parameters:
        parameters = parameters[kind]
    elif not parameters:
        is_local = kind == "sliding_attention" and "rope_local_base_freq" in raw
        theta = raw["rope_local_base_freq"] if is_local else raw.get("rope_theta", 10_000.0)
        parameters = {**({} if is_local else raw.get("rope_scaling") or {}), "rope_theta": theta}
    theta = float(parameters.get("rope_theta", 10_000.0))
    match str(parameters.get("rope_type") or parameters.get("type") or "default"):
        case "default":
            return Rotary(theta=theta)
        case "linear":
            return Rotary(theta=theta, linear_factor=float(parameters["factor"]))
        case "llama3":
            return Rotary(
                theta=theta,
                llama3_factor=float(parameters["factor"]),
                llama3_low_frequency_factor=float(parameters["low_freq_factor"]),
                llama3_high_frequency_factor=float(parameters["high_freq_factor"]),
                original_positions=int(parameters["original_max_position_embeddings"]),
            )
        case other:
            raise _CannotRunError(f"the rotary scaling {other} is not built in")


def llama_config_json(configuration: ModelConfiguration) -> dict[str, object]:
    """Return the ``config.json`` of a Llama that was trained here, as transformers reads it.

    Raises:
        ValueError: the configuration is not a plain Llama.
    """
    if configuration.family != "llama":
        raise ValueError("only models of the llama family can be written")
    rotary = configuration.layers[0].rotary or Rotary()
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": configuration.vocabulary_size,
        "hidden_size": configuration.width,
        "intermediate_size": configuration.feed_forward_width,
        "num_hidden_layers": len(configuration.layers),
        "num_attention_heads": configuration.heads,
        "num_key_value_heads": configuration.key_value_heads,
        "head_dim": configuration.head_width,
        "hidden_act": "silu",
        "max_position_embeddings": configuration.max_positions,
        "rms_norm_eps": configuration.norm_epsilon,
        "rope_theta": rotary.theta,
        "tie_word_embeddings": configuration.tied_head,
        "attention_bias": False,
        "mlp_bias": False,
        "torch_dtype": "float32",
    }
