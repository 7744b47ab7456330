"""The configuration of a voice's adapter, in PEFT's format of LoRA (Hu et al. 2021). Reads no tensors."""

import json
from dataclasses import dataclass
from typing import Literal, cast


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterConfig:
    """What to compute for the layers that have an adapter: W + alpha / rank · B·A."""

    base_name: str
    """The base model's name: of the catalogue, or a path."""
    rank: int
    alpha: float
    target_modules: tuple[str, ...]
    """The names of the linear layers that have an adapter: ``q_proj`` …, the same in every block."""

    @property
    def scale(self) -> float:
        """The factor of B·A."""
        return self.alpha / self.rank

    def to_json(self) -> str:
        """Return the content of ``adapter_config.json``, as PEFT reads it."""
        content = {
            "base_model_name_or_path": self.base_name,
            "bias": "none",
            "fan_in_fan_out": False,
            "inference_mode": True,
            "lora_alpha": self.alpha,
            "lora_dropout": 0.0,
            "peft_type": "LORA",
            "r": self.rank,
            "target_modules": list(self.target_modules),
            "task_type": "CAUSAL_LM",
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def parse_adapter_config(content: bytes) -> AdapterConfig:
    """Return what the content of an ``adapter_config.json`` says.

    Raises:
        ValueError, TypeError, LookupError: it is not what Afterword writes.
    """
    raw: object = json.loads(content)
    if not isinstance(raw, dict):
        raise TypeError("not an object")
    table = cast("dict[str, object]", raw)
    if table["peft_type"] != "LORA" or table.get("use_dora") or table.get("use_rslora"):
        raise ValueError("not a plain LoRA adapter")
    rank, alpha, modules = table["r"], table["lora_alpha"], table["target_modules"]
    if not isinstance(rank, int) or rank < 1 or not isinstance(alpha, int | float):
        raise ValueError("its rank or its alpha is no number")
    if not isinstance(modules, list):
        raise TypeError("its modules are no list")
    return AdapterConfig(
        base_name=str(table["base_model_name_or_path"]),
        rank=rank,
        alpha=float(alpha),
        target_modules=tuple(str(each) for each in cast("list[object]", modules)),
    )


def lora_key(weight: str, part: Literal["A", "B"]) -> str:
    """Return the name of one of an adapter's tensors in ``adapter_model.safetensors``.

    Args:
        weight: the name of the base's weight in its files: ``model.layers.3.self_attn.q_proj.weight``.
        part: ``A``, a matrix of (rank, in), or ``B``, of (out, rank).
    """
    return f"base_model.model.{weight.removesuffix('.weight')}.lora_{part}.weight"
