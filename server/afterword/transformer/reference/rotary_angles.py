"""The angles of rotary position encodings, for all of our models."""

import math

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.reference.model_configuration import Rotary


def rotary_frequencies(rotary: Rotary, head_width: int) -> NDArray[np.float32]:
    """Return by how many radians each pair of elements turns per position.

    Su et al. 2021, section 3.2: theta ** (-2i / d). Context extensions change it: ``linear``
    divides all (Chen et al. 2023); ``llama3`` divides the low frequencies, keeps the high ones
    and passes smoothly between them (Llama 3.1).

    Returns:
        (head_width / 2,), rounded once: everything before is computed in float64.
    """
    exponents = np.arange(0, head_width, 2) / head_width
    frequencies = 1.0 / rotary.theta**exponents / rotary.linear_factor
    if rotary.llama3_factor != 1.0:
        turns = rotary.original_positions * frequencies / (2 * math.pi)
        low, high = rotary.llama3_low_frequency_factor, rotary.llama3_high_frequency_factor
        kept_share = np.clip((turns - low) / (high - low), 0.0, 1.0)
        frequencies = frequencies * (kept_share + (1.0 - kept_share) / rotary.llama3_factor)
    return frequencies.astype(np.float32)


def rotary_angles(rotary: Rotary, head_width: int, positions: int) -> NDArray[np.float32]:
    """Return the angle of each pair at each position: (positions, head_width / 2).

    Angles are products in float32, as in the models' training: so are their rounding errors.
    """
    return np.outer(np.arange(positions, dtype=np.float32), rotary_frequencies(rotary, head_width))
