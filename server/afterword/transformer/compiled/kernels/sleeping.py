# pyright: basic
"""Gives the processor away while a thread waits: by a futex on Linux, else for a moment at a time.

Compiled code calls the system's functions by their names, without the GIL. On Windows a thread only
lets others run that are ready on its processor, since the shortest sleep there lasts for milliseconds.
"""

import platform
import sys
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from afterword.transformer.compiled.kernels.primitives import INT64, declare, intrinsic

_INT32 = ir.IntType(32)
_FUTEX_CALLS = {"x86_64": 202, "aarch64": 98}
"""The number of the system call ``futex``, by machine."""
_FUTEX_CALL = _FUTEX_CALLS.get(platform.machine()) if sys.platform == "linux" else None
_WAIT, _WAKE = 128, 129  # linux/futex.h: FUTEX_WAIT, FUTEX_WAKE, both FUTEX_PRIVATE_FLAG
_ALL = 2**31 - 1
_NAP_MICROSECONDS = 50
"""The microseconds of one sleep where nobody can wake the thread."""
IDLE_NANOSECONDS = 100_000_000 if _FUTEX_CALL else 1000 * _NAP_MICROSECONDS
"""The longest sleep of a thread that has nothing to do, in nanoseconds."""
IDLE_NAPS = 1 if _FUTEX_CALL else 2000
"""The number of times that it sleeps before it gives up: it then costs nothing, and wakes more slowly."""


@intrinsic
def sleep_while_equal(_context: Any, _address: Any, _value: Any, _nanoseconds: Any) -> Any:
    """Sleep while the lower 32 bits of the int64 at an address are those of ``value``.

    Returns when ``wake_sleepers`` is called for the address, at the latest after that many
    nanoseconds, and sometimes without a reason. Without a futex it returns after 50 microseconds.
    """

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        if _FUTEX_CALL is None:
            _nap(builder)
        else:
            address, value, nanoseconds = arguments
            timeout = cgutils.alloca_once(builder, ir.ArrayType(INT64, 2))  # struct timespec
            seconds = builder.sdiv(nanoseconds, INT64(1_000_000_000))
            rest = builder.srem(nanoseconds, INT64(1_000_000_000))
            for index, part in enumerate((seconds, rest)):
                builder.store(part, builder.gep(timeout, [INT64(0), INT64(index)]))
            low = builder.and_(value, INT64(0xFFFFFFFF))
            _futex(builder, address, _WAIT, low, builder.ptrtoint(timeout, INT64))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), generate


@intrinsic
def wake_sleepers(_context: Any, _address: Any) -> Any:
    """Wake all threads that sleep on an address."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        if _FUTEX_CALL is not None:
            _futex(builder, arguments[0], _WAKE, INT64(_ALL), INT64(0))
        return context.get_dummy_value()

    return types.void(types.int64), generate


def _futex(builder: Any, address: Any, operation: int, value: Any, timeout: Any) -> None:
    # ``syscall`` has variable arguments in C. Linux passes them like fixed ones on both machines.
    function = declare(builder, "syscall", INT64, [INT64] * 7)
    zero = INT64(0)
    builder.call(
        function, [INT64(_FUTEX_CALL), address, INT64(operation), value, timeout, zero, zero]
    )


def _nap(builder: Any) -> None:
    if sys.platform == "win32":
        builder.call(declare(builder, "SwitchToThread", _INT32, []), [])
    else:
        function = declare(builder, "usleep", _INT32, [_INT32])
        builder.call(function, [_INT32(_NAP_MICROSECONDS)])
