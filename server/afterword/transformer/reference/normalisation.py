# pyright: basic
"""RMSNorm and LayerNorm: as functions, and as modules for learning and for serving."""

from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor, nn

from afterword.transformer.reference.model_configuration import ModelConfiguration, NormKind


def rms_norm(hidden: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    """Divide by the root mean square of the last dimension (Zhang & Sennrich 2019).

    Args:
        hidden: (..., width).
        weight: (width,).
        epsilon: added to the mean square.

    Returns:
        (..., width).
    """
    mean_square = hidden.square().mean(dim=-1, keepdim=True)
    return hidden * torch.rsqrt(mean_square + epsilon) * weight


def rms_norm_by_length(hidden: Tensor, scaled_weight: Tensor, epsilon_length: Tensor) -> Tensor:
    """Compute ``rms_norm`` in four operations instead of six.

    x / sqrt(mean(x²) + e) = x sqrt(d) / hypot(|x|, sqrt(d e)), where |x| is the vector's length: one
    fused operation. On a CPU each operation costs more than the arithmetic of one token.

    Args:
        hidden: (..., width).
        scaled_weight: (width,) or what broadcasts: the weight times sqrt(width).
        epsilon_length: () sqrt(width * epsilon).
    """
    length = torch.linalg.vector_norm(hidden, 2.0, -1, True)
    return hidden * scaled_weight / torch.hypot(length, epsilon_length)


class Norm(nn.Module):
    """The norm that the configuration asks for, over the last dimension."""

    def __init__(self, configuration: ModelConfiguration, width: int) -> None:
        super().__init__()
        self.epsilon = configuration.norm_epsilon
        self.weight = nn.Parameter(torch.ones(width))
        is_layer = configuration.norm_kind is NormKind.LAYER
        self.bias = nn.Parameter(torch.zeros(width)) if is_layer else None

    def forward(self, hidden: Tensor) -> Tensor:
        """(..., width) -> (..., width)."""
        if self.bias is None:
            return rms_norm(hidden, self.weight, self.epsilon)
        return F.layer_norm(hidden, self.weight.shape, self.weight, self.bias, self.epsilon)


class InferenceNorm(nn.Module):
    """RMSNorm or LayerNorm with its constants worked out beforehand."""

    is_layer: Final[bool]
    epsilon: Final[float]
    epsilon_length: Tensor

    def __init__(self, weight: Tensor, bias: Tensor | None, *, kind: NormKind, epsilon: float):
        """``weight`` has the normalised dimension last."""
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
