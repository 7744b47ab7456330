# pyright: basic
"""Primitives that numba lacks: memory by its address, the bits of a float, LLVM's functions.

Addresses are int64. The caller is responsible for what is there, and for how long.
"""

from typing import Any

import numba
from llvmlite import ir
from numba import extending, types
from numba.core import config

# A type checker can't follow what these decorators make of a function.
njit: Any = numba.njit
carray: Any = numba.carray  # pyright: ignore[reportPrivateImportUsage]
intrinsic: Any = extending.intrinsic

INT64 = ir.IntType(64)
_FAST = {"contract", "reassoc", "nsz", "arcp"}
"""LLVM's fast-math flags: sums may be reordered, so that loops become vectors; NaN stays NaN."""
_OPTIONS = {"nogil": True, "fastmath": _FAST, "error_model": "numpy"}


def compiled(function: Any) -> Any:
    """Compile a function that Python calls, without the GIL; store the code if there is a folder."""
    return njit(cache=bool(_code_folder()), **_OPTIONS)(function)


def _code_folder() -> str:
    return getattr(config, "CACHE_DIR", "")


def kernel(function: Any) -> Any:
    """Compile a function that only compiled code calls, without a wrapper for Python."""
    return njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **_OPTIONS)(function)


def inlined_kernel(function: Any) -> Any:
    """Compile such a function as a part of each function that calls it.

    numba optimises each function together with all that it calls, and makes machine code of it: in a
    chain of seven callers it did so seven times with the whole program.
    """
    return njit(inline="always", no_cpython_wrapper=True, no_cfunc_wrapper=True, **_OPTIONS)(
        function
    )


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
_int16_pointer = _pointer_intrinsic(types.int16)
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


@kernel
def int16s(address: int, count: int) -> Any:
    """Return a view of ``count`` int16 numbers at an address: the bits of float16 numbers."""
    return carray(_int16_pointer(address), count)


@intrinsic
def fetch_line(_context: Any, _address: Any) -> Any:
    """Ask for a cache line in the second-level cache. The address may be anything."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        parameters = [pointer, number, number, number]
        function = declare(builder, "llvm.prefetch.p0", ir.VoidType(), parameters)
        at = builder.inttoptr(arguments[0], pointer)
        builder.call(function, [at, number(0), number(2), number(1)])
        return context.get_dummy_value()

    return types.void(types.int64), generate


@intrinsic
def half_bits_of_float(_context: Any, _number: Any) -> Any:
    """Return the int16 with the bits of the float16 that is nearest to a float32."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        half = builder.fptrunc(arguments[0], ir.HalfType())
        return builder.bitcast(half, ir.IntType(16))

    return types.int16(types.float32), generate


@intrinsic
def float_of_half_bits(_context: Any, _bits: Any) -> Any:
    """Return the float32 that equals the float16 with the bits of an int16."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        half = builder.bitcast(arguments[0], ir.HalfType())
        return builder.fpext(half, ir.FloatType())

    return types.float32(types.int16), generate


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


def _float_intrinsic(name: str) -> Any:
    """Make a function of two float32 of one of LLVM's intrinsics."""

    @intrinsic
    def function(_context: Any, _first: Any, _second: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            declared = declare(builder, name, ir.FloatType(), [ir.FloatType()] * 2)
            return builder.call(declared, arguments)

        return types.float32(types.float32, types.float32), generate

    return function


smaller_of = _float_intrinsic("llvm.minimum.f32")
"""Return the smaller of two float32, NaN if one is NaN. LLVM makes vectors of loops with it, as it
doesn't with Python's ``min``."""
larger_of = _float_intrinsic("llvm.maximum.f32")
"""Return the larger one, see ``smaller_of``."""


def declare(builder: Any, name: str, result: Any, parameters: list[Any]) -> Any:
    """Return the LLVM function of that name; declare it if the module doesn't have it."""
    found = builder.module.globals.get(name)
    return found or ir.Function(builder.module, ir.FunctionType(result, parameters), name)
