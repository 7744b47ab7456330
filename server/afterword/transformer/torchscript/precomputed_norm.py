# pyright: basic
"""RMSNorm and LayerNorm for inference, in as few torch operations as possible."""

from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor, nn

from afterword.transformer.reference.model_configuration import NormKind


def rms_norm_by_length(hidden: Tensor, scaled_weight: Tensor, epsilon_length: Tensor) -> Tensor:
    """Compute ``rms_norm`` in four operations instead of six.

    x / sqrt(mean(x²) + e) = x sqrt(d) / hypot(|x|, sqrt(d e)), where the vector's length |x| is one
    fused operation. On a CPU starting an operation costs more than the arithmetic of one token.

    Args:
        hidden: (..., width).
        scaled_weight: the weight times sqrt(width), of a shape that broadcasts to ``hidden``.
        epsilon_length: sqrt(width * epsilon), a scalar.
    """
    length = torch.linalg.vector_norm(hidden, 2.0, -1, True)
    return hidden * scaled_weight / torch.hypot(length, epsilon_length)


class PrecomputedNorm(nn.Module):
    """RMSNorm or LayerNorm whose constant factors are computed once, when the model is loaded."""

    is_layer: Final[bool]
    epsilon: Final[float]
    epsilon_length: Tensor

    def __init__(self, weight: Tensor, bias: Tensor | None, *, kind: NormKind, epsilon: float):
        """Take a weight, and a bias or None, of shape (..., width): the last dimension is normalised."""
        super().__init__()
        width = weight.shape[-1]
        self.is_layer = kind is NormKind.LAYER
        self.epsilon = epsilon
        self.register_buffer("epsilon_length", torch.tensor((width * epsilon) ** 0.5))
        scaled = weight.float() if self.is_layer else weight.float() * width**0.5
        self.weight = nn.Parameter(scaled, requires_grad=False)
        zeros = torch.zeros_like(scaled)
        self.bias = nn.Parameter(zeros if bias is None else bias.float(), requires_grad=False)

    def forward(self, hidden: Tensor) -> Tensor:
        """(..., width) -> (..., width)."""
        if self.is_layer:
            return F.layer_norm(hidden, self.weight.shape, self.weight, self.bias, self.epsilon)
        return rms_norm_by_length(hidden, self.weight, self.epsilon_length)
