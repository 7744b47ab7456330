# pyright: basic
"""Elementary functions in float32, of plain arithmetic, so that the compiler can vectorise them."""

import math

import numpy as np

from afterword.transformer.compiled.kernels.primitives import (
    bits_of_float,
    float_of_bits,
    kernel,
    larger_of,
    njit,
)

_ONE, _HALF = np.float32(1), np.float32(0.5)
_LOWEST, _HIGHEST = np.float32(-87.0), np.float32(88.0)
_PER_LN2 = np.float32(1 / math.log(2))
# ln 2 as the sum of two numbers; the first has so few bits that its multiples are exact.
_LN2_HIGH, _LN2_LOW = np.float32(0.693359375), np.float32(-2.12194440e-4)
# Coefficients of the Taylor series of (e^x - 1 - x) / x², within 3e-8 for |x| < ln 2 / 2.
_C2, _C3, _C4 = np.float32(1 / 2), np.float32(1 / 6), np.float32(1 / 24)
_C5, _C6, _C7 = np.float32(1 / 120), np.float32(1 / 720), np.float32(1 / 5040)
_BIAS, _MANTISSA = np.int32(127), np.int32(23)
_ROUND_HALF, _SIXTEEN, _LAST = np.int32(0x7FFF), np.int32(16), np.int32(1)

_GELU_SCALE = np.float32(2 * math.sqrt(2 / math.pi))
_GELU_CUBE = np.float32(0.044715)
_SQRT_HALF = math.sqrt(0.5)


@njit(
    fastmath={"contract"},
    error_model="numpy",
    no_cpython_wrapper=True,
    no_cfunc_wrapper=True,
)
def exponential(x):
    """Return e^x to within 2 units in the last place; x is limited to -87 to 88 first."""
    x = min(max(x, _LOWEST), _HIGHEST)
    powers = np.rint(x * _PER_LN2)
    rest = (x - powers * _LN2_HIGH) - powers * _LN2_LOW
    series = _C7
    series = series * rest + _C6
    series = series * rest + _C5
    series = series * rest + _C4
    series = series * rest + _C3
    series = series * rest + _C2
    value = series * rest * rest + rest + _ONE
    return value * float_of_bits((np.int32(powers) + _BIAS) << _MANTISSA)


@kernel
def largest_of(numbers):
    """Return the largest of one or more float32, NaN if one is NaN."""
    largest = numbers[0]
    for index in range(len(numbers)):
        largest = larger_of(largest, numbers[index])
    return largest


@kernel
def silu(x):
    """Return SiLU: x / (1 + e^-x)."""
    return x / (_ONE + exponential(-x))


@kernel
def gelu_tanh(x):
    """Return GELU by its tanh approximation; (1 + tanh y) / 2 is 1 / (1 + e^-2y)."""
    return x / (_ONE + exponential(-_GELU_SCALE * (x + _GELU_CUBE * x * x * x)))


@kernel
def gelu(x):
    """Return GELU: x times the normal distribution function at x."""
    return x * np.float32(0.5 * (1.0 + math.erf(x * _SQRT_HALF)))


@kernel
def bfloat16_bits(x):
    """Return the bits of the nearest bf16, ties to even: the upper half of a float32."""
    bits = bits_of_float(x)
    return (bits + _ROUND_HALF + ((bits >> _SIXTEEN) & _LAST)) >> _SIXTEEN
