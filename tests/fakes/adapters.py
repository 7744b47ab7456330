# pyright: basic
"""Adapters of random numbers, and models that compute with them as LoRA was published, unmerged."""

from pathlib import Path

import numpy as np
import torch
from torch import nn

from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weight_folder import source_of
from afterword.transformer.tensor_file import TensorFile, shape_of, write_tensor_file
from fakes.small_models import build_model

PREFIX = "base_model.model."
SCALE = 2.0
RANK = 4


def linear_names(configuration: ModelConfiguration) -> dict[str, tuple[int, int]]:
    """Return the names of all linear weights of a model's blocks, with their shapes (out, in)."""
    return {
        f"{name}.weight": (module.out_features, module.in_features)
        for name, module in build_model(configuration).named_modules()
        if isinstance(module, nn.Linear) and name.startswith("blocks.")
    }


def write_random_adapter(
    path: Path,
    configuration: ModelConfiguration,
    *,
    seed: int = 0,
    size: float = 0.2,
    parts: tuple[str, ...] = ("attention", "feed_forward"),
) -> None:
    """Write an adapter of a model's linear layers in PEFT's format.

    Args:
        path: the file.
        configuration: the model's; not GPT-2's, whose files hold three weights as one.
        seed: of the random numbers.
        size: the standard deviation of what is added to a layer's output, for an input of 1s' size.
        parts: the parts of each block that it changes.
    """
    random = np.random.default_rng(seed)
    tensors = dict[str, np.ndarray]()
    for name, (rows, columns) in linear_names(configuration).items():
        if name.split(".")[2] not in parts:
            continue
        stored = PREFIX + source_of(name, configuration).name.removesuffix(".weight")
        down = random.standard_normal((RANK, columns)) / np.sqrt(columns)
        up = random.standard_normal((rows, RANK)) * size / SCALE / np.sqrt(RANK)
        tensors[f"{stored}.lora_A.weight"] = down.astype(np.float32)
        tensors[f"{stored}.lora_B.weight"] = up.astype(np.float32)
    shapes = {name: shape_of(tensor) for name, tensor in tensors.items()}
    write_tensor_file(path, shapes, tensors.values(), {"format": "pt"})


def with_adapter(model: ReferenceModel, path: Path) -> ReferenceModel:
    """Have a model add to the output of each layer what its adapter computes of the input."""
    file, configuration = TensorFile(path), model.configuration
    for name, module in model.named_modules():
        stored = f"{name}.weight"
        if not isinstance(module, nn.Linear) or not name.startswith("blocks."):
            continue
        key = PREFIX + source_of(stored, configuration).name.removesuffix(".weight")
        if f"{key}.lora_A.weight" not in file.names:
            continue
        down, up = (
            torch.from_numpy(np.array(file.read(f"{key}.lora_{part}.weight"))) for part in "AB"
        )

        def add(_module, inputs, output, down=down, up=up):
            return output + SCALE * (inputs[0] @ down.T @ up.T)

        module.register_forward_hook(add)
    return model
