# pyright: basic, reportPrivateImportUsage=false
"""A compilation unit of a model's own for TorchScript, so that its weights go when the model goes."""

import contextlib
from collections.abc import Generator

import torch
from torch.jit import _recursive, _state


@contextlib.contextmanager
def own_compilation_unit() -> Generator[None]:
    """Keep what is scripted meanwhile out of torch's one compilation unit, which is never emptied.

    Frozen weights are constants of compiled code: in that unit they stayed for as long as the
    process, 150 MB for each time that a model of 135 million weights was loaded. torch has no public
    way to choose the unit (2.13); where this private one is gone, weights stay again. Can go with
    TorchScript. Types are kept by unit, so they get a store of their own too.
    """
    try:
        kept = _state._python_cu, _recursive._python_cu, _recursive.concrete_type_store  # noqa: SLF001
        unit, store = torch._C.CompilationUnit(), _recursive.ConcreteTypeStore()  # noqa: SLF001
    except AttributeError:
        yield
        return
    _state._python_cu = _recursive._python_cu = unit  # noqa: SLF001
    _recursive.concrete_type_store = store
    try:
        yield
    finally:
        _state._python_cu, _recursive._python_cu, _recursive.concrete_type_store = kept  # noqa: SLF001
