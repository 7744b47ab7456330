# pyright: basic
"""The norm of the serving path is the reference's norm."""

import torch

from afterword.transformer.reference.reference_model import rms_norm
from afterword.transformer.torchscript.precomputed_norm import rms_norm_by_length


def test_the_short_form_of_the_norm_equals_the_long_one() -> None:
    hidden, weight = torch.randn(4, 32) * 0.01, torch.randn(32)
    epsilon = 1e-4  # as large as the mean square, so that it matters
    short = rms_norm_by_length(hidden, weight * 32**0.5, torch.tensor((32 * epsilon) ** 0.5))
    torch.testing.assert_close(short, rms_norm(hidden, weight, epsilon))
