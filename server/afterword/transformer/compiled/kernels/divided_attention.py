# pyright: basic
"""Attention of one token, divided among the threads by ranges of keys.

Each range has a softmax of its own, relative to its own largest score. The next step puts them
together (Milakov and Gimelshein 2018, "Online normalizer calculation for softmax").
"""

import numpy as np

from afterword.transformer.compiled.aligned_memory import CACHE_LINE_BYTES
from afterword.transformer.compiled.kernels.attention import gather, low_of
from afterword.transformer.compiled.kernels.elementary_functions import exponential, largest_of
from afterword.transformer.compiled.kernels.narrow_attention import mix, score
from afterword.transformer.compiled.kernels.primitives import fetch_line, floats, kernel
from afterword.transformer.compiled.records import MAX_CHUNK_ROWS, MAX_KEY_RANGES, SEQUENCE

_MIXED_KEYS = 32
"""The number of keys whose values are summed together: they stay in the nearest cache."""
_KEYS_TOGETHER = 4
"""The number of keys that a block multiplies at once: ranges are multiples of it."""
_KEYS_AHEAD = 16
"""The distance from the keys that are multiplied to those that are fetched."""
_ZERO, _ONE = np.float32(0), np.float32(1)
_LOWEST = np.float32(-3e38)
"""A number below every score."""


@kernel
def is_divided(model, job):
    """Return whether a job's attention is divided by keys: that of one token of a sequence is."""
    group = model.heads // model.shared_heads
    return job.kind == SEQUENCE and job.count == 1 and group <= MAX_CHUNK_ROWS


@kernel
def key_ranges(model):
    """Return the number of ranges that the keys of one key and value head are divided into."""
    return max(1, MAX_KEY_RANGES // model.shared_heads)


@kernel
def attend_to_range(model, layers, layer_index, job, chunk, thread):
    """Attend to one range of a head's keys, for all its queries, in the thread's own memory."""
    layer, width, group = layers[layer_index], model.head_width, model.heads // model.shared_heads
    head, part = chunk // key_ranges(model), chunk % key_ranges(model)
    queries = model.queries + thread * model.queries_bytes
    mixed, scores = _own_sums(model, thread), model.scores + thread * model.scores_bytes
    sums = floats(mixed, group * (width + 2))
    for index in range(group * width):
        sums[index] = _ZERO
    low, end = low_of(layer, job.start), job.start + 1
    whole = (end - low + _KEYS_TOGETHER - 1) // _KEYS_TOGETHER
    per_range = (whole + key_ranges(model) - 1) // key_ranges(model) * _KEYS_TOGETHER
    first = min(low + part * per_range, end)
    count = min(per_range, end - first)
    at = ((layer_index * model.shared_heads + head) * job.capacity + first) * width * 2
    gather(model, layer, head, 0, group, queries)
    key_bytes = width * 2
    for key in range(0, count, _KEYS_TOGETHER):
        few = min(_KEYS_TOGETHER, count - key)
        place = at + key * key_bytes
        fetch_lines(job.keys + place + _KEYS_AHEAD * key_bytes, few * key_bytes)
        fetch_lines(job.values + place, few * key_bytes)
        score(queries, group, job.keys + place, few, width, scores + key * 4, count * 4)
    for row in range(group):
        seen = floats(scores + row * count * 4, count)
        # A short text leaves ranges empty.
        largest = largest_of(seen) if count else _LOWEST
        sums[group * width + row] = largest
        sums[group * width + group + row] = _exponentiate(seen, largest)
    for key in range(0, count, _MIXED_KEYS):
        few = min(_MIXED_KEYS, count - key)
        values = job.values + at + key * key_bytes
        mix(scores + key * 4, count * 4, group, values, few, width, mixed)


@kernel
def fetch_lines(address, size_bytes):
    """Ask for memory that is read soon."""
    for at in range(address, address + size_bytes, CACHE_LINE_BYTES):
        fetch_line(at)


@kernel
def write_range(model, chunk, thread):
    """Copy what ``attend_to_range`` computed to where all threads read it."""
    count = model.heads // model.shared_heads * (model.head_width + 2)
    source = floats(_own_sums(model, thread), count)
    target = floats(model.range_sums + chunk * count * 4, count)
    for index in range(count):
        target[index] = source[index]


@kernel
def join_ranges(model):
    """Put the ranges of all heads together: (heads, head_width) float32 at ``model.mixed``."""
    width, group, ranges = model.head_width, model.heads // model.shared_heads, key_ranges(model)
    size = group * (width + 2)
    for head in range(model.heads):
        output = floats(model.mixed + head * width * 4, width)
        for index in range(width):
            output[index] = _ZERO
        row, first = head % group, model.range_sums + head // group * ranges * size * 4
        all_sums = floats(first, ranges * size)
        largest = _LOWEST
        for part in range(ranges):
            largest = max(largest, all_sums[part * size + group * width + row])
        total = _ZERO
        for part in range(ranges):
            own_largest = all_sums[part * size + group * width + row]
            factor = exponential(own_largest - largest)
            total += factor * all_sums[part * size + group * width + group + row]
            mixed = floats(first + (part * size + row * width) * 4, width)
            for index in range(width):
                output[index] += factor * mixed[index]
        for index in range(width):
            output[index] *= _ONE / total


@kernel
def _own_sums(model, thread):
    """Return the address of a thread's sums: (group, head_width) values, largest scores, totals."""
    queries = model.queries + thread * model.queries_bytes
    return queries + MAX_CHUNK_ROWS * model.head_width * 4


@kernel
def _exponentiate(scores, largest):
    """Replace scores by their exponentials, relative to the largest; return the sum.

    It is NaN where a score is not finite. NaN passes through ``exponential``, but minus infinity does not.
    """
    total, fault = _ZERO, _ZERO
    for index in range(len(scores)):
        fault += scores[index] * _ZERO
        weight = exponential(scores[index] - largest)
        scores[index] = weight
        total += weight
    return total + fault
