# pyright: basic
"""The preview block: products of one int8 row and a chunk of weights of which only four bits are read."""

from typing import Any

from afterword.transformer.compiled.kernels.blocks.byte_products import Instructions
from afterword.transformer.compiled.kernels.blocks.llvm_vectors import (
    BYTES,
    INT32,
    LANES,
    Loop,
    load,
    of_five_addresses,
    offset,
    prefetch,
    store,
    two_levels,
)
from afterword.transformer.compiled.kernels.primitives import INT64
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS

_VECTORS = CHUNK_ROWS // LANES
"""The number of vectors of a chunk of weight rows."""
_VECTOR_BYTES = 4 * LANES
_PREFETCH_BYTES = 2048
"""The distance in bytes from the weights being read to those that are fetched ahead."""


def preview_block(instructions: Instructions) -> Any:
    """Make a function for the product of an int8 row and the levels of 64 weight rows.

    ``block(input, unused, levels, eights, sums)``: ``levels`` is (eights, 64, 4) uint8, see
    ``head_preview``: each piece is eight columns of 64 rows; ``sums`` gets (64,) int32.
    """
    together = next(each for each in (4, 2, 1) if each <= instructions.max_vectors)

    def generate(builder: Any, arguments: list[Any]) -> None:
        for first in range(0, _VECTORS, together):
            _multiply(builder, arguments, range(first, first + together), instructions)

    return of_five_addresses(generate)


def _multiply(
    builder: Any, arguments: list[Any], vectors: range, instructions: Instructions
) -> None:
    row, _, levels, eights, sums = arguments
    width = len(instructions.zeros())
    loop = Loop(builder, eights, instructions.zeros() * len(vectors))
    piece = offset(builder, levels, loop.index, INT64(_VECTOR_BYTES * _VECTORS))
    prefetch(builder, piece, ahead_bytes=_PREFETCH_BYTES, lines=_VECTORS)
    at = offset(builder, row, loop.index, INT64(8))
    fours = [load(builder, builder.add(at, INT64(4 * half)), INT32, align=4) for half in range(2)]
    results: list[Any] = []
    for place, vector in enumerate(vectors):
        pairs = load(builder, builder.add(piece, INT64(_VECTOR_BYTES * vector)), BYTES, align=1)
        totals = loop.carried[place * width : (place + 1) * width]
        for some_levels, four in zip(two_levels(builder, pairs), fours, strict=True):
            totals = instructions.add(builder, totals, some_levels, four)
        results += totals
    ended = loop.close(results)
    for place, vector in enumerate(vectors):
        total = instructions.finish(builder, ended[place * width : (place + 1) * width])
        store(builder, total, builder.add(sums, INT64(_VECTOR_BYTES * vector)))
