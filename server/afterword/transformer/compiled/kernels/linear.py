# pyright: basic
"""Linear layers: 64 output rows at a time for all tokens, so that weights are read once."""

import numpy as np

from afterword.transformer.compiled.kernels.blocks.instruction_sets import best_instructions
from afterword.transformer.compiled.kernels.blocks.int8_block import QUAD_BYTES, int8_block
from afterword.transformer.compiled.kernels.elementary_functions import gelu, gelu_tanh, silu
from afterword.transformer.compiled.kernels.four_bit_linear import (
    MAX_FOUR_BIT_TOKENS,
    multiply_in_four_bits,
)
from afterword.transformer.compiled.kernels.primitives import floats, int32s, kernel
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS

MAX_INT8_TOKENS = 6
"""The largest number of tokens whose sums fit into the registers, for int8 weights."""

MAX_TOKENS_TOGETHER = max(MAX_INT8_TOKENS, MAX_FOUR_BIT_TOKENS)
"""The largest number of tokens that are multiplied together, for any weights."""

_INSTRUCTIONS = best_instructions()
_one, _two, _four, _six = (int8_block(tokens, _INSTRUCTIONS) for tokens in (1, 2, 4, 6))
_OFFSET = np.int32(_INSTRUCTIONS.weight_offset)
"""The number by which weights are too large in sums of products: 128 where instructions take unsigned
weights."""
_FETCHED_BYTES = 2048
"""The distance in bytes from the weights being read from memory to those that are fetched."""
_ROW_BYTES = CHUNK_ROWS * 4
"""The bytes of one token's numbers in a chunk."""
_SILU, _GELU_TANH = 0, 1
"""The values of ``MODEL.activation``; 2 is GELU."""
_FINE = np.float32(1 / 254)
"""The fine step of ``quantise_to_15_bits``, in coarse steps."""


@kernel
def _sum_products(linear, chunk, inputs, tokens, sums, ahead, ahead_stride):
    """Multiply int8 rows by a chunk of weights, up to six at a time; ``sums`` gets (tokens, 64) int32."""
    quads = linear.columns // 4
    weights = linear.weights + chunk * CHUNK_ROWS * linear.columns
    done = 0
    while done < tokens:
        left = tokens - done
        at, target = inputs + done * linear.columns, sums + done * CHUNK_ROWS * 4
        if left >= 6:
            _six(at, linear.columns, weights, quads, target, ahead, ahead_stride)
            done += 6
        elif left >= 4:
            _four(at, linear.columns, weights, quads, target, ahead, ahead_stride)
            done += 4
        elif left >= 2:
            _two(at, linear.columns, weights, quads, target, ahead, ahead_stride)
            done += 2
        else:
            _one(at, linear.columns, weights, quads, target, ahead, ahead_stride)
            done += 1


@kernel
def _fetched_ahead(linear, chunk, first, threads):
    """Return the address of the weights to fetch while those of ``chunk`` are multiplied, and the stride.

    The first tokens' products read a chunk from memory: what they will read next is fetched. Those of
    the other tokens find it in the cache: they fetch the chunk that this thread will probably take next.
    """
    chunk_bytes = CHUNK_ROWS * linear.columns
    weights = linear.weights + chunk * chunk_bytes
    if first == 0:
        return weights + _FETCHED_BYTES, QUAD_BYTES
    part = first // MAX_INT8_TOKENS - 1
    return weights + threads * chunk_bytes + part * chunk_bytes // 4, QUAD_BYTES // 4


@kernel
def _max_tokens(linear):
    return MAX_FOUR_BIT_TOKENS if linear.has_four_bits else MAX_INT8_TOKENS


@kernel
def _multiply_block(model, job, linear, chunk, first, tokens, sums, target):
    """Write (tokens, 64) float32 at ``target``."""
    if linear.has_four_bits:
        multiply_in_four_bits(model, linear, chunk, job.count, first, tokens, sums, target)
        return
    ahead, stride = _fetched_ahead(linear, chunk, first, job.threads)
    inputs = model.inputs + first * linear.columns
    _sum_products(linear, chunk, inputs, tokens, sums, ahead, stride)
    scales = floats(linear.scales + chunk * CHUNK_ROWS * 4, CHUNK_ROWS)
    bias = floats(linear.bias + chunk * CHUNK_ROWS * 4, CHUNK_ROWS)
    row_sums = floats(linear.row_sums + chunk * CHUNK_ROWS * 4, CHUNK_ROWS)
    steps, zeros = (
        floats(model.input_scales, first + tokens),
        floats(model.input_zeros, first + tokens),
    )
    input_sums = int32s(model.input_sums, first + tokens)
    for token in range(tokens):
        products = int32s(sums + token * CHUNK_ROWS * 4, CHUNK_ROWS)
        output = floats(target + token * _ROW_BYTES, CHUNK_ROWS)
        excess = _OFFSET * input_sums[first + token]
        step, zero = steps[first + token], zeros[first + token]
        for row in range(CHUNK_ROWS):
            product = np.float32(products[row] - excess) - zero * row_sums[row]
            output[row] = product * step * scales[row] + bias[row]


@kernel
def multiply(model, job, linear, chunk, results, sums):
    """Write one chunk of a layer's output for all tokens to ``results``, (count, 64) float32."""
    max_tokens = _max_tokens(linear)
    for first in range(0, job.count, max_tokens):
        tokens = min(max_tokens, job.count - first)
        target = results + first * _ROW_BYTES
        _multiply_block(model, job, linear, chunk, first, tokens, sums, target)


@kernel
def project_up(model, job, linear, chunk, results, sums):
    """Write one chunk of the feed-forward layer's inner state to ``results``: activated, perhaps gated."""
    up = sums + MAX_TOKENS_TOGETHER * _ROW_BYTES
    max_tokens = _max_tokens(linear)
    up_chunk = chunk + model.inner_width // CHUNK_ROWS
    for first in range(0, job.count, max_tokens):
        tokens = min(max_tokens, job.count - first)
        target = results + first * _ROW_BYTES
        _multiply_block(model, job, linear, chunk, first, tokens, sums, target)
        if model.is_gated:
            _multiply_block(model, job, linear, up_chunk, first, tokens, sums, up)
        for token in range(tokens):
            inner = floats(target + token * _ROW_BYTES, CHUNK_ROWS)
            _activate(inner, model.activation)
            if model.is_gated:
                factor = floats(up + token * _ROW_BYTES, CHUNK_ROWS)
                for row in range(CHUNK_ROWS):
                    inner[row] *= factor[row]


@kernel
def _activate(inner, kind):
    if kind == _SILU:
        for row in range(CHUNK_ROWS):
            inner[row] = silu(inner[row])
    elif kind == _GELU_TANH:
        for row in range(CHUNK_ROWS):
            inner[row] = gelu_tanh(inner[row])
    else:
        for row in range(CHUNK_ROWS):
            inner[row] = gelu(inner[row])


@kernel
def predict(model, job, chunk, results, sums):
    """Write one chunk of the logits of ``job.count`` hidden states to ``results``, (count, 64) float32.

    ``model.inputs`` holds two rows for each state, see ``input_quantisation.quantise_to_15_bits``. The head reads its
    weights at the speed of memory, so the second row costs almost nothing; with plain int8, the
    input caused half of the error in the logits.
    """
    linear = job.head
    scales = floats(linear.scales + chunk * _ROW_BYTES, CHUNK_ROWS)
    steps = floats(model.input_scales, job.count)
    input_sums = int32s(model.input_sums, 2 * job.count)
    max_tokens = MAX_INT8_TOKENS // 2
    for first in range(0, job.count, max_tokens):
        states = min(max_tokens, job.count - first)
        inputs = model.inputs + 2 * first * linear.columns
        ahead, stride = _fetched_ahead(linear, chunk, 2 * first, job.threads)
        _sum_products(linear, chunk, inputs, 2 * states, sums, ahead, stride)
        for state in range(first, first + states):
            products = int32s(sums + 2 * (state - first) * _ROW_BYTES, 2 * CHUNK_ROWS)
            output = floats(results + state * _ROW_BYTES, CHUNK_ROWS)
            coarse_excess = _OFFSET * input_sums[2 * state]
            fine_excess = _OFFSET * input_sums[2 * state + 1]
            for row in range(CHUNK_ROWS):
                coarse = np.float32(products[row] - coarse_excess)
                fine = np.float32(products[CHUNK_ROWS + row] - fine_excess)
                output[row] = (coarse + fine * _FINE) * steps[state] * scales[row]


@kernel
def write_logits(job, chunk, results):
    """Copy the results of ``predict`` to the columns of their tokens in ``job.output``."""
    tokens = int32s(job.head_tokens + chunk * CHUNK_ROWS * 4, CHUNK_ROWS)
    for state in range(job.count):
        logits = floats(results + state * _ROW_BYTES, CHUNK_ROWS)
        output = floats(job.output + state * job.output_bytes, job.output_bytes // 4)
        for row in range(CHUNK_ROWS):
            output[tokens[row]] = logits[row]
