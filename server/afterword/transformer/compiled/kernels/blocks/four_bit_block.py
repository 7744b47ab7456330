# pyright: basic
"""The four-bit block: products of int8 inputs and four-bit weights, 16 weight rows at a time."""

from typing import Any

from llvmlite import ir

from afterword.transformer.compiled.kernels.blocks.byte_products import Instructions
from afterword.transformer.compiled.kernels.blocks.llvm_vectors import (
    BYTES,
    FAST,
    FLOAT,
    FLOATS,
    HALF,
    INT32,
    LANES,
    Loop,
    load,
    of_five_addresses,
    offset,
    prefetch,
    repeat,
    store,
    two_levels,
)
from afterword.transformer.compiled.kernels.primitives import INT64
from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS
from afterword.transformer.quantisation.four_bit_panels import GRID_BYTES, GROUP_BYTES, LEVELS_BYTES

INPUT_BYTES = GROUP_COLUMNS + 8
"""The bytes of one group of a token's inputs: 32 int8, then in float32 their step, and their sum
times the step."""

_PREFETCH_BYTES = 2560
"""The distance in bytes from the weights being read to those that are fetched ahead."""
_VECTOR_BYTES = 4 * LANES
_HALVES = ir.VectorType(HALF, LANES)


def four_bit_block(tokens: int, instructions: Instructions) -> Any:
    """Make a function for the product of ``tokens`` int8 rows and a strip of 16 weight rows.

    ``block(inputs, input_stride, strip, groups, output)``: ``inputs`` holds, for the first group of
    columns, the inputs of all tokens one after the other, 40 bytes each (``input_quantisation.quantise_groups``);
    the next group is ``input_stride`` bytes further on. So one address and constant distances
    suffice, where an address for each token would cost as many instructions as the products.
    ``strip`` has the layout of ``four_bit_panels``; ``output`` gets (tokens, 16) float32 in units of
    the weight rows' scales.

    A group's int8 products are summed in int32, then multiplied by the steps of inputs and weights;
    its lowest value is multiplied by the sum of its inputs.
    """
    rows = max(1, instructions.max_vectors // 3)

    def generate(builder: Any, arguments: list[Any]) -> None:
        for first in range(0, tokens, rows):
            _multiply(builder, arguments, range(first, min(first + rows, tokens)), instructions)

    return of_five_addresses(generate)


def _multiply(
    builder: Any, arguments: list[Any], tokens: range, instructions: Instructions
) -> None:
    inputs, stride, strip, groups, output = arguments
    loop = Loop(builder, groups, [ir.Constant(FLOATS, [0.0] * LANES)] * len(tokens))
    piece = offset(builder, strip, loop.index, INT64(GROUP_BYTES))
    prefetch(builder, piece, ahead_bytes=_PREFETCH_BYTES, lines=GROUP_BYTES // _VECTOR_BYTES)
    group = offset(builder, inputs, loop.index, stride)

    def load_input(kind: Any, token: int, at: int) -> Any:
        return load(builder, builder.add(group, INT64(token * INPUT_BYTES + at)), kind, align=4)

    sums = [instructions.zeros() for _ in tokens]
    for vector in range(LEVELS_BYTES // _VECTOR_BYTES):
        pairs = load(builder, builder.add(piece, INT64(_VECTOR_BYTES * vector)), BYTES, align=1)
        for half, levels in enumerate(two_levels(builder, pairs)):
            for index, token in enumerate(tokens):
                four = load_input(INT32, token, 4 * (2 * vector + half))
                sums[index] = instructions.add(builder, sums[index], levels, four)
    steps, lowests = (
        _grid_numbers(builder, piece, LEVELS_BYTES + place * GRID_BYTES) for place in range(2)
    )
    results: list[Any] = []
    for index, token in enumerate(tokens):
        step = repeat(builder, load_input(FLOAT, token, GROUP_COLUMNS), FLOATS)
        total = repeat(builder, load_input(FLOAT, token, GROUP_COLUMNS + 4), FLOATS)
        whole = builder.sitofp(instructions.finish(builder, sums[index]), FLOATS)
        product = builder.fmul(whole, builder.fmul(steps, step, flags=FAST), flags=FAST)
        lowest = builder.fmul(lowests, total, flags=FAST)
        carried = builder.fadd(loop.carried[index], product, flags=FAST)
        results.append(builder.fadd(carried, lowest, flags=FAST))
    for token, total in zip(tokens, loop.close(results), strict=True):
        store(builder, total, builder.add(output, INT64(_VECTOR_BYTES * token)))


def _grid_numbers(builder: Any, piece: Any, at: int) -> Any:
    """Load 16 float16 numbers as float32."""
    halves = load(builder, builder.add(piece, INT64(at)), _HALVES, align=2)
    return builder.fpext(halves, FLOATS)
