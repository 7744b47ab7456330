# pyright: basic
"""A GPU of torch's that is no GPU: the processor computes, and tensors keep apart as if there were two.

Inside ``gpu_on_processor`` the device "meta" is such a GPU. An operation on tensors of both devices
raises, as on a real one; only copies cross.
"""

import contextlib
from collections.abc import Generator
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

NAME = "meta"
"""The device's name: one that torch knows, and for which it loads no driver."""
_GPU, _PROCESSOR = torch.device(NAME), torch.device("cpu")


class GpuTensor(torch.Tensor):
    """A tensor that says it is on the GPU; its numbers are in ``inner``."""

    inner: torch.Tensor

    @staticmethod
    def __new__(cls, inner: torch.Tensor) -> "GpuTensor":
        tensor = torch.Tensor._make_wrapper_subclass(
            cls, inner.size(), strides=inner.stride(), dtype=inner.dtype, device=_GPU
        )
        tensor.inner = inner
        return tensor

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _compute(func, args, kwargs or {})


class _Gpu(TorchDispatchMode):
    """Takes the operations too that make tensors there from none."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _compute(func, args, kwargs or {})


@contextlib.contextmanager
def gpu_on_processor() -> Generator[str]:
    """Have such a GPU inside this context, on this thread; yields its name."""
    with _Gpu():
        yield NAME


def _compute(func: Any, args: Any, kwargs: Any) -> Any:
    args, kwargs = tree_map_only(torch.Tensor, _caught, (args, kwargs))
    leaves = tree_leaves((args, kwargs))
    tensors = [each for each in leaves if isinstance(each, torch.Tensor)]
    devices = [each for each in leaves if isinstance(each, torch.device)]
    on_gpu = [each for each in tensors if isinstance(each, GpuTensor)]
    # Numbers are tensors without dimensions, which belong everywhere.
    elsewhere = [each for each in tensors if each.dim() and not isinstance(each, GpuTensor)]
    if on_gpu and elsewhere and func is not torch.ops.aten.copy_.default:
        raise RuntimeError(f"the tensors of {func} are on two devices")
    inner_args, inner_kwargs = tree_map_only(GpuTensor, lambda each: each.inner, (args, kwargs))
    inner_args, inner_kwargs = tree_map_only(
        torch.device, lambda _: _PROCESSOR, (inner_args, inner_kwargs)
    )
    result = func(*inner_args, **inner_kwargs)
    stays = devices[0].type == NAME if devices else bool(on_gpu)
    return tree_map_only(torch.Tensor, GpuTensor, result) if stays else result


def _caught(tensor: torch.Tensor) -> torch.Tensor:
    """Return an empty tensor as one of the GPU's, if ``torch.tensor`` made it there unseen."""
    is_unseen = tensor.device.type == NAME and not isinstance(tensor, GpuTensor)
    if not is_unseen or tensor.numel():
        return tensor
    return GpuTensor(torch.empty(tensor.shape, dtype=tensor.dtype, device=_PROCESSOR))
