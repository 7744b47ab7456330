# pyright: basic
"""Attention: the sum of values, weighted by the softmax of queries' products with keys.

A row is the query of one token in one head. The rows of all tokens and heads that share a key and
value head are computed together, token by token.
"""

import numpy as np

from afterword.transformer.compiled.kernels.primitives import floats, part
from afterword.transformer.compiled.kernels.scores import mix, score, share_out
from afterword.transformer.compiled.records import BRANCHES, ROWS_TOGETHER

_FEW_ROWS, _SOME_ROWS = 8, 64
"""The largest numbers of rows for which a chunk has 2, and 8 rows."""
_ZERO = np.float32(0)


@part
def rows_together(model, count):
    """Return the number of rows of one key and value head in one chunk.

    In large chunks more rows share each loaded key; small ones give work to all threads, even if
    there is one token only.
    """
    rows = count * (model.heads // model.shared_heads)
    if rows <= _FEW_ROWS:
        return 2
    return 8 if rows <= _SOME_ROWS else ROWS_TOGETHER


@part
def attention_chunks(model, count):
    """Return the number of chunks of attention."""
    rows, together = count * (model.heads // model.shared_heads), rows_together(model, count)
    return model.shared_heads * ((rows + together - 1) // together)


@part
def attend(model, layer, job, chunk, thread):
    """Compute attention for one chunk of rows."""
    width, group = model.head_width, model.heads // model.shared_heads
    together = rows_together(model, job.count)
    per_head = (job.count * group + together - 1) // together
    head, first = chunk // per_head, chunk % per_head * together
    rows = min(together, job.count * group - first)
    queries = model.queries + thread * model.queries_bytes
    mixed = queries + ROWS_TOGETHER * width * 4
    scores = model.scores + thread * model.scores_bytes
    _gather(model, layer, head, first, rows, queries)
    blank = floats(mixed, rows * width)
    for index in range(rows * width):
        blank[index] = _ZERO
    if job.kind == BRANCHES:
        _attend_in_branches(model, layer, job, head, first, rows, queries, mixed, scores)
    else:
        _attend_in_sequence(model, layer, job, head, first, rows, queries, mixed, scores)
    _scatter(model, head, first, rows, mixed)


@part
def _attend_in_sequence(model, layer, job, head, first, rows, queries, mixed, scores):
    """Let each row see the keys up to its own token, within the window."""
    width, group = model.head_width, model.heads // model.shared_heads
    low = _low_of(layer, job.start + first // group)
    end = job.start + (first + rows - 1) // group + 1
    stride = (end - low) * 4
    at = head * job.capacity + low
    score(queries, rows, layer.keys + at * width * 4, end - low, width, scores, stride)
    for row in range(rows):
        position = job.start + (first + row) // group
        seen = floats(scores + row * stride, end - low)
        share_out(seen, _low_of(layer, position) - low, position + 1 - low)
    mix(scores, stride, rows, layer.values + at * width * 2, end - low, width, mixed)


@part
def _attend_in_branches(model, layer, job, head, first, rows, queries, mixed, scores):
    """Let each row see the prefix that all branches share, and its own branch's keys."""
    width, group = model.head_width, model.heads // model.shared_heads
    low = min(_low_of(layer, job.start), job.branch_start)
    own_low = max(0, _low_of(layer, job.start) - job.branch_start)
    shared, own = job.branch_start - low, job.start - job.branch_start + 1 - own_low
    stride = (shared + own) * 4
    at = head * job.capacity + low
    score(queries, rows, layer.keys + at * width * 4, shared, width, scores, stride)
    for row in range(rows):
        branch = (first + row) // group * model.shared_heads + head
        own_at = branch * job.branch_capacity + own_low
        own_keys = layer.branch_keys + own_at * width * 4
        own_values = layer.branch_values + own_at * width * 2
        own_scores = scores + row * stride + shared * 4
        score(queries + row * width * 4, 1, own_keys, own, width, own_scores, stride)
        share_out(floats(scores + row * stride, shared + own), 0, shared + own)
        mix(own_scores, stride, 1, own_values, own, width, mixed + row * width * 4)
    mix(scores, stride, rows, layer.values + at * width * 2, shared, width, mixed)


@part
def _low_of(layer, position):
    """Return the first position that a query at ``position`` sees."""
    return max(0, position + 1 - layer.window) if layer.window else 0


@part
def _gather(model, layer, head, first, rows, queries):
    """Copy the queries of a chunk into consecutive memory."""
    width, group = model.head_width, model.heads // model.shared_heads
    for row in range(rows):
        token, inside = (first + row) // group, (first + row) % group
        at = (token * layer.query_key_value.rows + (head * group + inside) * width) * 4
        source, target = floats(model.projected + at, width), floats(queries, (row + 1) * width)
        for index in range(width):
            target[row * width + index] = source[index]


@part
def _scatter(model, head, first, rows, mixed):
    """Copy the outputs of a chunk to the places of its tokens and heads."""
    width, group = model.head_width, model.heads // model.shared_heads
    for row in range(rows):
        token, inside = (first + row) // group, (first + row) % group
        at = (token * model.heads + head * group + inside) * width * 4
        source, target = floats(mixed, (row + 1) * width), floats(model.mixed + at, width)
        for index in range(width):
            target[index] = source[row * width + index]
