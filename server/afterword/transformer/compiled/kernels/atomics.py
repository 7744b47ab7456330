# pyright: basic
"""Integers that threads share, and the processor's clock.

Every operation here is sequentially consistent. That matters where a thread writes one word and then
reads another: with less, an Arm processor may read first.
"""

from typing import Any

from llvmlite import ir
from numba import types

from afterword.transformer.compiled.kernels.primitives import INT64, declare, intrinsic
from afterword.transformer.processor_features import is_arm

_WHOLE_SYSTEM = 15
"""The only operand that Arm's ``isb`` has."""


@intrinsic
def atomic_add(_context: Any, _address: Any, _amount: Any) -> Any:
    """Add to the int64 at an address; return its value before."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], INT64.as_pointer())
        return builder.atomic_rmw("add", pointer, arguments[1], "seq_cst")

    return types.int64(types.int64, types.int64), generate


@intrinsic
def atomic_load(_context: Any, _address: Any) -> Any:
    """Read the int64 at an address: what its writer had written before is visible."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], INT64.as_pointer())
        return builder.load_atomic(pointer, "seq_cst", 8)

    return types.int64(types.int64), generate


@intrinsic
def compare_and_swap(_context: Any, _address: Any, _expected: Any, _wanted: Any) -> Any:
    """Replace the int64 at an address by ``wanted`` if it is ``expected``; return whether it was."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], INT64.as_pointer())
        both = builder.cmpxchg(pointer, arguments[1], arguments[2], "seq_cst", "seq_cst")
        return builder.extract_value(both, 1)

    return types.boolean(types.int64, types.int64, types.int64), generate


@intrinsic
def fence(_context: Any) -> Any:
    """Let no load or store pass this point, in either direction."""

    def generate(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        builder.fence("seq_cst")
        return context.get_dummy_value()

    return types.void(), generate


@intrinsic
def pause(_context: Any) -> Any:
    """Let the processor wait for some ten cycles, for loops that wait.

    On Arm that is ``isb``, as in Rust's standard library: ``yield`` does nothing on most processors.
    """

    def generate(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        if is_arm(builder.module.triple):
            function = declare(builder, "llvm.aarch64.isb", ir.VoidType(), [ir.IntType(32)])
            builder.call(function, [ir.IntType(32)(_WHOLE_SYSTEM)])
        else:
            builder.call(declare(builder, "llvm.x86.sse2.pause", ir.VoidType(), []), [])
        return context.get_dummy_value()

    return types.void(), generate


@intrinsic
def cycles(_context: Any) -> Any:
    """Read a counter of the processor that counts at a constant rate.

    On x86 that is the time stamp counter, at two to four counts a nanosecond. On Arm it is the virtual
    timer, which any system lets a program read, at 24 MHz (Apple, and many others) to 1 GHz.
    """

    def generate(_context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        return builder.call(declare(builder, "llvm.readcyclecounter", INT64, []), [])

    return types.int64(), generate
