# pyright: basic
"""The step between projection and attention: norms, rotary positions, and writing the KV cache."""

import numpy as np

from afterword.transformer.compiled.kernels.elementary_functions import bfloat16_bits
from afterword.transformer.compiled.kernels.norms import normaliser
from afterword.transformer.compiled.kernels.primitives import (
    floats,
    half_bits_of_float,
    int16s,
    kernel,
    uint16s,
)
from afterword.transformer.compiled.records import BRANCHES

_LARGEST_HALF = np.float32(65504)
"""The largest float16."""


@kernel
def rotate_and_cache(model, layers, layer_index, job, token):
    """Normalise and rotate one token's queries and keys; write its keys and values to the cache."""
    layer, width, shared = layers[layer_index], model.head_width, model.shared_heads
    rotated = model.heads + shared
    row = model.projected + token * layer.query_key_value.rows * 4
    is_branch = job.kind == BRANCHES
    position = job.start + (0 if is_branch else token)
    for head in range(rotated):
        numbers = floats(row + head * width * 4, width)
        if layer.query_key_norm.weight:
            weight = floats(layer.query_key_norm.weight + head * width * 4, width)
            _, scale = normaliser(numbers, model.epsilon, False)
            for index in range(width):
                numbers[index] *= scale * weight[index]
        if layer.rotations:
            _rotate(numbers, floats(layer.rotations + position * width * 4, width))
    for head in range(shared):
        if is_branch:
            branch = layer_index * job.count + token
            slot = (branch * shared + head) * job.branch_capacity + position - job.branch_start
            keys, values = job.branch_keys, job.branch_values
        else:
            slot = (layer_index * shared + head) * job.capacity + position
            keys, values = job.keys, job.values
        key = floats(row + (model.heads + head) * width * 4, width)
        value = floats(row + (rotated + head) * width * 4, width)
        cached_key = int16s(keys + slot * width * 2, width)
        cached_value = uint16s(values + slot * width * 2, width)
        for index in range(width):
            number = min(max(key[index], -_LARGEST_HALF), _LARGEST_HALF)
            cached_key[index] = half_bits_of_float(number)
            cached_value[index] = np.uint16(bfloat16_bits(value[index]))


@kernel
def _rotate(numbers, rotation):
    """Multiply pairs of numbers, as complex numbers, by cos + i sin."""
    for pair in range(len(numbers) // 2):
        real, imaginary = numbers[2 * pair], numbers[2 * pair + 1]
        cosine, sine = rotation[2 * pair], rotation[2 * pair + 1]
        numbers[2 * pair] = real * cosine - imaginary * sine
        numbers[2 * pair + 1] = real * sine + imaginary * cosine
