# pyright: basic
"""RMSNorm and LayerNorm of one token's vector."""

import numpy as np

from afterword.transformer.compiled.kernels.primitives import kernel

_ZERO, _ONE = np.float32(0), np.float32(1)


@kernel
def normaliser(row, epsilon, is_layer_norm):
    """Return the mean of a row (0 for RMSNorm), and the scale that it is multiplied by."""
    width = np.float32(len(row))
    mean = _ZERO
    if is_layer_norm:
        for index in range(len(row)):
            mean += row[index]
        mean /= width
    square = _ZERO
    for index in range(len(row)):
        square += (row[index] - mean) * (row[index] - mean)
    return mean, _ONE / np.sqrt(square / width + epsilon)


@kernel
def normalise(row, weight, bias, epsilon, is_layer_norm, target):
    """Write the normalised row to ``target``, which may be the row itself."""
    mean, scale = normaliser(row, epsilon, is_layer_norm)
    for index in range(len(row)):
        target[index] = (row[index] - mean) * scale * weight[index] + bias[index]
