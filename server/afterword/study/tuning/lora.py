# pyright: basic
"""Low-rank adapters (LoRA, Hu et al. 2021): W·x + alpha / rank · B·(A·x), with W frozen.

A is random and B zero at first, so that the model starts as its base.
"""

import math
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from numpy.typing import NDArray
from torch import Tensor, nn

from afterword.models.voices.adapter_config import lora_key
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weight_folder import source_of
from afterword.transformer.torch_arrays import as_array


class LoraLinear(nn.Module):
    """A frozen linear layer with an adapter beside it."""

    def __init__(self, frozen: nn.Linear, *, rank: int, alpha: float) -> None:
        super().__init__()
        self.frozen = frozen
        self.scale = alpha / rank
        self.is_active = True
        """Whether the adapter counts; without it the layer is the base's."""
        in_size, out_size = frozen.in_features, frozen.out_features
        self.a = nn.Parameter(torch.randn(rank, in_size) / math.sqrt(in_size))
        self.b = nn.Parameter(torch.zeros(out_size, rank))

    def forward(self, hidden: Tensor) -> Tensor:
        """(..., in) -> (..., out)."""
        projected = self.frozen(hidden)
        if not self.is_active:
            return projected
        return projected + F.linear(F.linear(hidden, self.a), self.b) * self.scale


def add_adapters(model: ReferenceModel, *, rank: int, alpha: float) -> None:
    """Freeze a model and put an adapter beside each linear layer of its blocks."""
    model.requires_grad_(requires_grad=False)
    for block in model.blocks:
        for part in map(block.get_submodule, ("attention", "feed_forward")):
            for name, layer in list(part.named_children()):
                if isinstance(layer, nn.Linear):
                    setattr(part, name, LoraLinear(layer, rank=rank, alpha=alpha))


@contextmanager
def without_adapters(model: nn.Module) -> Generator[None]:
    """Let the model compute as its base does."""
    layers = [module for module in model.modules() if isinstance(module, LoraLinear)]
    for layer in layers:
        layer.is_active = False
    try:
        yield
    finally:
        for layer in layers:
            layer.is_active = True


def adapter_arrays(
    weights: Mapping[str, Tensor], configuration: ModelConfiguration
) -> dict[str, NDArray[Any]]:
    """Return an adapter's tensors by their names in PEFT's format.

    Args:
        weights: what was learned, by the names of the parameters: ``blocks.0.attention.query.a`` …
        configuration: the base's.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for name, tensor in weights.items():
        layer, _, part = name.rpartition(".")
        stored = source_of(f"{layer}.weight", configuration).name
        arrays[lora_key(stored, "A" if part == "a" else "B")] = as_array(tensor.float())
    return arrays


def adapted_modules(arrays: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of the layers that an adapter's tensors are for, such as ``q_proj``."""
    return tuple(sorted({name.split(".")[-3] for name in arrays}))
