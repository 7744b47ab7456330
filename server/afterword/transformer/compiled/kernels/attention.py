# pyright: basic
"""Attention: the sum of values, weighted by the softmax of queries' products with keys.

A row is the query of one token in one head. The rows of all tokens and heads that share a key and
value head are computed together, token by token.
"""

import numpy as np

from afterword.transformer.compiled.kernels.narrow_attention import mix, score, softmax
from afterword.transformer.compiled.kernels.primitives import floats, inlined_kernel, int32s, kernel
from afterword.transformer.compiled.kernels.wide_attention import (
    mix_wide,
    score_wide,
    softmax_wide,
    transpose_queries,
)
from afterword.transformer.compiled.records import BRANCHES, MAX_CHUNK_ROWS

_MIN_WIDE_ROWS = 12
"""The smallest number of rows that are quicker computed as if they were 32."""
_FEW_ROWS, _SOME_ROWS = 8, 64
"""The largest numbers of rows for which a chunk has 2, and 8 rows."""

_ZERO = np.float32(0)
_FIRST, _ONE_ROW = np.int64(0), np.int64(1)
"""Numbers that numba would take for another type if they stood in a call, and compile it once more."""


@kernel
def rows_per_chunk(model, count):
    """Return the number of rows of one key and value head in one chunk.

    In large chunks more rows share each loaded key; small ones give work to all threads, even if
    there is one token only.
    """
    rows = count * (model.heads // model.shared_heads)
    if rows <= _FEW_ROWS:
        return 2
    return 8 if rows <= _SOME_ROWS else MAX_CHUNK_ROWS


@kernel
def attention_chunks(model, count):
    """Return the number of chunks of attention."""
    rows, per_chunk = count * (model.heads // model.shared_heads), rows_per_chunk(model, count)
    return model.shared_heads * ((rows + per_chunk - 1) // per_chunk)


@inlined_kernel
def attend(model, layers, layer_index, job, chunk, thread):
    """Compute attention for one chunk of rows of a layer, in the thread's own memory."""
    layer, width = layers[layer_index], model.head_width
    head, first, rows = _rows_of(model, job, chunk)
    queries = model.queries + thread * model.queries_bytes
    mixed = queries + MAX_CHUNK_ROWS * width * 4
    scores = model.scores + thread * model.scores_bytes
    gather(model, layer, head, first, rows, queries)
    blank = floats(mixed, rows * width)
    for index in range(rows * width):
        blank[index] = _ZERO
    if job.kind == BRANCHES:
        _attend_in_branches(
            model, layer, layer_index, job, head, first, rows, queries, mixed, scores
        )
    elif rows >= _MIN_WIDE_ROWS:
        _attend_side_by_side(model, layer, layer_index, job, head, first, rows, thread)
    else:
        _attend_in_sequence(
            model, layer, layer_index, job, head, first, rows, queries, mixed, scores
        )


@kernel
def write_attended(model, job, chunk, thread):
    """Copy what ``attend`` computed to where all threads read it."""
    head, first, rows = _rows_of(model, job, chunk)
    queries = model.queries + thread * model.queries_bytes
    _scatter(model, head, first, rows, queries + MAX_CHUNK_ROWS * model.head_width * 4)


@kernel
def _rows_of(model, job, chunk):
    """Return a chunk's key and value head, its first row, and its number of rows."""
    rows = job.count * (model.heads // model.shared_heads)
    per_chunk = rows_per_chunk(model, job.count)
    per_head = (rows + per_chunk - 1) // per_chunk
    first = chunk % per_head * per_chunk
    return chunk // per_head, first, min(per_chunk, rows - first)


@kernel
def _attend_in_sequence(model, layer, layer_index, job, head, first, rows, queries, mixed, scores):
    """Let each row see the keys up to its own token, within the window."""
    width, group = model.head_width, model.heads // model.shared_heads
    low = low_of(layer, job.start + first // group)
    end = job.start + (first + rows - 1) // group + 1
    stride = (end - low) * 4
    at = ((layer_index * model.shared_heads + head) * job.capacity + low) * width
    score(queries, rows, job.keys + at * 2, end - low, width, scores, stride)
    for row in range(rows):
        position = job.start + (first + row) // group
        seen = floats(scores + row * stride, end - low)
        softmax(seen, low_of(layer, position) - low, position + 1 - low)
    mix(scores, stride, rows, job.values + at * 2, end - low, width, mixed)


@inlined_kernel
def _attend_side_by_side(model, layer, layer_index, job, head, first, rows, thread):
    """Compute what ``_attend_in_sequence`` does, for up to 32 rows together."""
    width, group = model.head_width, model.heads // model.shared_heads
    queries = model.queries + thread * model.queries_bytes
    mixed = queries + MAX_CHUNK_ROWS * width * 4
    scores = model.scores + thread * model.scores_bytes
    wide = model.wide + thread * model.wide_bytes
    sums, columns = wide + MAX_CHUNK_ROWS * 8, wide + MAX_CHUNK_ROWS * 16
    key_rows = columns + MAX_CHUNK_ROWS * width * 4
    low = low_of(layer, job.start + first // group)
    begins, ends = int32s(wide, MAX_CHUNK_ROWS), int32s(wide + MAX_CHUNK_ROWS * 4, MAX_CHUNK_ROWS)
    for row in range(MAX_CHUNK_ROWS):
        position = job.start + (first + min(row, rows - 1)) // group
        begins[row], ends[row] = low_of(layer, position) - low, position + 1 - low
    count = ends[rows - 1]
    at = ((layer_index * model.shared_heads + head) * job.capacity + low) * width * 2
    transpose_queries(rows, width, queries, columns)
    score_wide(columns, job.keys + at, count, width, key_rows, scores)
    softmax_wide(scores, count, wide, sums)
    mix_wide(scores, job.values + at, count, width, sums, rows, mixed)


@kernel
def _attend_in_branches(model, layer, layer_index, job, head, first, rows, queries, mixed, scores):
    """Let each row see the prefix that all branches share, and its own branch's keys."""
    width, group = model.head_width, model.heads // model.shared_heads
    low = min(low_of(layer, job.start), job.branch_start)
    own_low = max(0, low_of(layer, job.start) - job.branch_start)
    shared, own = job.branch_start - low, job.start - job.branch_start + 1 - own_low
    stride = (shared + own) * 4
    at = ((layer_index * model.shared_heads + head) * job.capacity + low) * width
    score(queries, rows, job.keys + at * 2, shared, width, scores, stride)
    for row in range(rows):
        branch = layer_index * job.count + (first + row) // group
        own_at = (branch * model.shared_heads + head) * job.branch_capacity + own_low
        own_keys = job.branch_keys + own_at * width * 2
        own_values = job.branch_values + own_at * width * 2
        own_scores = scores + row * stride + shared * 4
        score(queries + row * width * 4, _ONE_ROW, own_keys, own, width, own_scores, stride)
        softmax(floats(scores + row * stride, shared + own), _FIRST, shared + own)
        mix(own_scores, stride, _ONE_ROW, own_values, own, width, mixed + row * width * 4)
    mix(scores, stride, rows, job.values + at * 2, shared, width, mixed)


@kernel
def low_of(layer, position):
    """Return the first position that a query at ``position`` sees."""
    return max(0, position + 1 - layer.window) if layer.window else 0


@kernel
def gather(model, layer, head, first, rows, queries):
    """Copy the queries of a chunk into consecutive memory."""
    width, group = model.head_width, model.heads // model.shared_heads
    for row in range(rows):
        token, inside = (first + row) // group, (first + row) % group
        at = (token * layer.query_key_value.rows + (head * group + inside) * width) * 4
        source, target = floats(model.projected + at, width), floats(queries, (row + 1) * width)
        for index in range(width):
            target[row * width + index] = source[index]


@kernel
def _scatter(model, head, first, rows, mixed):
    """Copy the outputs of a chunk to the places of its tokens and heads."""
    width, group = model.head_width, model.heads // model.shared_heads
    for row in range(rows):
        token, inside = (first + row) // group, (first + row) % group
        at = (token * model.heads + head * group + inside) * width * 4
        source, target = floats(mixed, (row + 1) * width), floats(model.mixed + at, width)
        for index in range(width):
            target[index] = source[row * width + index]
