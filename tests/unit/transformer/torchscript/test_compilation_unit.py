# pyright: basic
"""A compiled model's weights leave the memory with it."""

import gc
import weakref

import numpy as np
import pytest
import torch
from torch import nn
from torch.jit import _state

from afterword.transformer.torchscript.compilation_unit import own_compilation_unit


class Scale(nn.Module):
    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.weight


@pytest.mark.filterwarnings("ignore:.*torch.jit")
def test_frozen_weights_go_when_the_model_goes() -> None:
    array = np.ones(64, dtype=np.float32)
    # The tensor keeps the array for as long as anything keeps the tensor's memory.
    memory = weakref.ref(array)
    with own_compilation_unit():
        model = torch.jit.freeze(torch.jit.script(Scale(torch.from_numpy(array)).eval()))
    del array
    for _ in range(3):
        assert torch.equal(model(torch.ones(64)), torch.ones(64))
    assert memory() is not None
    del model
    gc.collect()
    assert memory() is None


def test_torchs_own_unit_is_in_force_again_afterwards() -> None:
    before = _state._python_cu
    with pytest.raises(ZeroDivisionError), own_compilation_unit():
        raise ZeroDivisionError
    assert _state._python_cu is before
