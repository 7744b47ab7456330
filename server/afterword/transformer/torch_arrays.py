# pyright: basic
"""Tensors and arrays of the same memory: what passes between torch's code and numpy's.

numpy has no bf16: its numbers are uint16 there, as in ``tensor_file``.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def as_tensor(array: NDArray[Any]) -> Tensor:
    """Return an array as a tensor, without a copy; the array must be writable."""
    tensor = torch.from_numpy(array)
    return tensor.view(torch.bfloat16) if array.dtype == np.uint16 else tensor


def as_array(tensor: Tensor) -> NDArray[Any]:
    """Return a tensor in the processor's memory as an array, without a copy where it is contiguous."""
    tensor = tensor.detach().contiguous()
    return (tensor.view(torch.uint16) if tensor.dtype == torch.bfloat16 else tensor).numpy()
