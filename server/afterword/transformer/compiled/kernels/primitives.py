# pyright: basic
"""Primitives that numba lacks: memory by its address, atomic integers, the bits of a float.

Addresses are int64. The caller is responsible for what is there, and for how long.
"""

from typing import Any

import numba
from llvmlite import ir
from numba import extending, types
from numba.core import config

from afterword.transformer.processor_features import is_arm

# A type checker can't follow what these decorators make of a function.
njit: Any = numba.njit
carray: Any = numba.carray  # pyright: ignore[reportPrivateImportUsage]
intrinsic: Any = extending.intrinsic

INT64 = ir.IntType(64)
_FAST = {"contract", "reassoc", "nsz", "arcp"}
"""LLVM's fast-math flags: sums may be reordered, so that loops become vectors; NaN stays NaN."""
_WHOLE_SYSTEM = 15
"""The only operand that Arm's ``isb`` has."""
_OPTIONS = {"nogil": True, "fastmath": _FAST, "error_model": "numpy"}


def compiled(function: Any) -> Any:
    """Compile a function that Python calls, without the GIL; store the code if there is a folder."""
    return njit(cache=bool(_code_folder()), **_OPTIONS)(function)


def _code_folder() -> str:
    return getattr(config, "CACHE_DIR", "")


def kernel(function: Any) -> Any:
    """Compile a function that only compiled code calls, without a wrapper for Python."""
    return njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **_OPTIONS)(function)


def kernel_for_finite(function: Any) -> Any:
    """Compile such a function for finite arguments only; for others its result is undefined.

    Without this LLVM does not vectorise the search for a largest number.
    """
    options = _OPTIONS | {"fastmath": True}
    return njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)(function)


def _pointer_intrinsic(pointee: Any) -> Any:
    @intrinsic
    def pointer(_context: Any, _address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return types.CPointer(pointee)(types.int64), generate

    return pointer


_float_pointer = _pointer_intrinsic(types.float32)
_int32_pointer = _pointer_intrinsic(types.int32)
_int8_pointer = _pointer_intrinsic(types.int8)
_uint16_pointer = _pointer_intrinsic(types.uint16)


@kernel
def floats(address: int, count: int) -> Any:
    """Return a view of ``count`` float32 numbers at an address."""
    return carray(_float_pointer(address), count)


@kernel
def int32s(address: int, count: int) -> Any:
    """Return a view of ``count`` int32 numbers at an address."""
    return carray(_int32_pointer(address), count)


@kernel
def int8s(address: int, count: int) -> Any:
    """Return a view of ``count`` int8 numbers at an address."""
    return carray(_int8_pointer(address), count)


@kernel
def uint16s(address: int, count: int) -> Any:
    """Return a view of ``count`` uint16 numbers at an address: the bits of bf16 numbers."""
    return carray(_uint16_pointer(address), count)


@intrinsic
def float_of_bits(_context: Any, _bits: Any) -> Any:
    """Reinterpret an int32 as the float32 with these bits."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.FloatType())

    return types.float32(types.int32), generate


@intrinsic
def bits_of_float(_context: Any, _number: Any) -> Any:
    """Reinterpret a float32 as the int32 with its bits."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(types.float32), generate


@intrinsic
def atomic_add(_context: Any, _address: Any, _amount: Any) -> Any:
    """Add to the int64 at an address; return its value before."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], INT64.as_pointer())
        return builder.atomic_rmw("add", pointer, arguments[1], "seq_cst")

    return types.int64(types.int64, types.int64), generate


@intrinsic
def atomic_load(_context: Any, _address: Any) -> Any:
    """Read the int64 at an address, with acquire order: what was written before it is visible."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], INT64.as_pointer())
        return builder.load_atomic(pointer, "acquire", 8)

    return types.int64(types.int64), generate


@intrinsic
def atomic_store(_context: Any, _address: Any, _value: Any) -> Any:
    """Write the int64 at an address, with release order: after all earlier writes."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], INT64.as_pointer())
        builder.store_atomic(arguments[1], pointer, "release", 8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), generate


@intrinsic
def compare_and_swap(_context: Any, _address: Any, _expected: Any, _wanted: Any) -> Any:
    """Replace the int64 at an address by ``wanted`` if it is ``expected``; return whether it was."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], INT64.as_pointer())
        both = builder.cmpxchg(pointer, arguments[1], arguments[2], "seq_cst", "seq_cst")
        return builder.extract_value(both, 1)

    return types.boolean(types.int64, types.int64, types.int64), generate


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
    timer, which any system lets a program read: its rate is the register ``CNTFRQ_EL0``, and from
    24 MHz (Apple, and many others) to 1 GHz.
    """

    def generate(_context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        return builder.call(declare(builder, "llvm.readcyclecounter", INT64, []), [])

    return types.int64(), generate


def declare(builder: Any, name: str, result: Any, parameters: list[Any]) -> Any:
    """Return the LLVM function of that name; declare it if the module doesn't have it."""
    found = builder.module.globals.get(name)
    return found or ir.Function(builder.module, ir.FunctionType(result, parameters), name)
