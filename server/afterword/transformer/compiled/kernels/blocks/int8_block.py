# pyright: basic
"""The int8 block: products of int8 inputs and a chunk of int8 weights.

The sums of several rows times several columns stay in registers, so that every loaded number is used
several times. Numba's own vectoriser finds neither this block nor the other ones.
"""

import itertools
from typing import Any

from afterword.transformer.compiled.kernels.blocks.byte_products import Instructions
from afterword.transformer.compiled.kernels.blocks.llvm_vectors import (
    BYTES,
    INT32,
    LANES,
    Loop,
    load,
    of_seven_addresses,
    offset,
    prefetch,
    store,
)
from afterword.transformer.compiled.kernels.primitives import INT64
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS

_VECTORS = CHUNK_ROWS // LANES
"""The number of vectors of a chunk of weight rows."""
QUAD_BYTES = 4 * CHUNK_ROWS
"""The bytes of the weights of four columns in a chunk."""


def int8_block(tokens: int, instructions: Instructions) -> Any:
    """Make a function for the product of ``tokens`` int8 rows and a chunk of 64 weight rows.

    ``block(inputs, input_stride, weights, quads, sums, ahead, ahead_stride)``: ``inputs`` has int8
    rows ``input_stride`` bytes apart; ``weights`` is (quads, 64, 4) uint8, see ``panels``: each quad
    is four columns of 64 rows; ``sums`` gets (tokens, 64) int32, too large by
    ``Instructions.weight_offset`` times the sum of the token's inputs. With each quad the next 256
    bytes at ``ahead`` are fetched, ``ahead_stride`` bytes further on each time.
    """
    vectors, rows = _shape_of_pass(tokens, instructions.max_vectors)

    def generate(builder: Any, arguments: list[Any]) -> None:
        for first_row in range(0, tokens, rows):
            for first_vector in range(0, _VECTORS, vectors):
                some_rows = range(first_row, min(first_row + rows, tokens))
                some_vectors = range(first_vector, min(first_vector + vectors, _VECTORS))
                _multiply(builder, arguments, some_rows, some_vectors, instructions)

    return of_seven_addresses(generate)


def _shape_of_pass(tokens: int, most: int) -> tuple[int, int]:
    """Return the number of vectors of 16 rows, and of tokens, whose sums fit into the registers."""
    shapes = [
        (vectors, rows)
        for vectors in (4, 2, 1)
        for rows in range(1, tokens + 1)
        if vectors * rows <= most
    ]
    return max(shapes, key=lambda shape: (shape[0] * shape[1], min(shape)))


def _multiply(
    builder: Any,
    arguments: list[Any],
    rows: range,
    vectors: range,
    instructions: Instructions,
) -> None:
    inputs, stride, weights, quads, sums, ahead, ahead_stride = arguments
    width = len(instructions.zeros())
    loop = Loop(builder, quads, instructions.zeros() * (len(rows) * len(vectors)))
    piece = offset(builder, weights, loop.index, INT64(QUAD_BYTES))
    fetched = offset(builder, ahead, loop.index, ahead_stride)
    prefetch(builder, fetched, ahead_bytes=0, lines=_VECTORS)
    starts = [offset(builder, inputs, INT64(row), stride) for row in rows]
    fours = [
        load(builder, offset(builder, at, loop.index, INT64(4)), INT32, align=4) for at in starts
    ]
    results: list[Any] = [None] * len(loop.carried)
    for place, vector in enumerate(vectors):
        at = builder.add(piece, INT64(4 * LANES * vector))
        some_weights = instructions.weights(builder, load(builder, at, BYTES, align=1))
        for row, four in enumerate(fours):
            first = (row * len(vectors) + place) * width
            carried = loop.carried[first : first + width]
            results[first : first + width] = instructions.add(builder, carried, some_weights, four)
    totals = loop.close(results)
    for index, (row, vector) in enumerate(itertools.product(rows, vectors)):
        total = instructions.finish(builder, totals[index * width : (index + 1) * width])
        store(builder, total, builder.add(sums, INT64(4 * LANES * (row * _VECTORS + vector))))
