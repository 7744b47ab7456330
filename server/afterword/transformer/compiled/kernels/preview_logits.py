# pyright: basic
"""The preview of logits: those of all rows of a head nearly, to see which have to be computed exactly."""

import numpy as np

from afterword.transformer.compiled.kernels.blocks.instruction_sets import best_instructions
from afterword.transformer.compiled.kernels.blocks.preview_block import preview_block
from afterword.transformer.compiled.kernels.elementary_functions import largest_of
from afterword.transformer.compiled.kernels.primitives import floats, int32s, kernel
from afterword.transformer.quantisation.head_preview import (
    LEVEL_STEP,
    PREVIEWED_COLUMNS,
    ZERO_LEVEL,
)
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS

_multiply = preview_block(best_instructions())
_ZERO_LEVEL, _LEVEL_STEP = np.int32(ZERO_LEVEL), np.float32(LEVEL_STEP)
_ROW_BYTES = CHUNK_ROWS * 4
"""The bytes of one state's numbers in a chunk."""


@kernel
def preview(model, job, chunk, results, sums):
    """Write one chunk of the previewed logits of ``job.count`` states to ``results``, (count, 64) float32.

    Of the two int8 rows that ``model.inputs`` holds for each state, only the coarse one counts.
    """
    linear = job.head
    eights = linear.columns // PREVIEWED_COLUMNS
    levels = job.head_preview + chunk * eights * _ROW_BYTES
    scales = floats(linear.scales + chunk * _ROW_BYTES, CHUNK_ROWS)
    steps = floats(model.input_scales, job.count)
    input_sums = int32s(model.input_sums, 2 * job.count)
    for state in range(job.count):
        row = model.inputs + 2 * state * linear.columns
        _multiply(row, np.int64(0), levels, eights, sums)
        products = int32s(sums, CHUNK_ROWS)
        output = floats(results + state * _ROW_BYTES, CHUNK_ROWS)
        excess, step = _ZERO_LEVEL * input_sums[2 * state], steps[state] * _LEVEL_STEP
        for place in range(CHUNK_ROWS):
            output[place] = np.float32(products[place] - excess) * step * scales[place]


@kernel
def write_largest(job, chunk, results):
    """Write the largest logit of a chunk of each state's preview."""
    chunks = job.head.rows // CHUNK_ROWS
    for state in range(job.count):
        logits = floats(results + state * _ROW_BYTES, CHUNK_ROWS)
        floats(job.head_largest + state * chunks * 4, chunks)[chunk] = largest_of(logits)
