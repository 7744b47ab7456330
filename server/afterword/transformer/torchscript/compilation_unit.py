# pyright: basic, reportPrivateImportUsage=false
"""A TorchScript compilation unit for each model, so that its weights are freed with the model."""

import contextlib
from collections.abc import Generator

import torch
from torch.jit import _recursive, _state


@contextlib.contextmanager
def own_compilation_unit() -> Generator[None]:
    """Script modules into a new compilation unit instead of torch's global one, inside this context.

    The global unit is never emptied. Frozen weights are constants of compiled code, so there they
    stay for the life of the process: 150 MB each time that a model of 135 million weights is loaded.
    torch has no public way to choose the unit (2.13); if this private one is removed, weights stay
    again. This workaround can be removed with TorchScript. Types are stored by unit, so they get a
    store of their own too.
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
