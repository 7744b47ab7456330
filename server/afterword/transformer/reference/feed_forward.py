# pyright: basic
"""The position-wise feed-forward layer, gated or plain."""

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor, nn

from afterword.transformer.reference.model_configuration import Activation, ModelConfiguration


def activate(inner: Tensor, kind: str) -> Tensor:
    """Apply the nonlinearity named by ``Activation`` element by element.

    SiLU: Elfwing et al. 2017; GELU and its tanh form: Hendrycks & Gimpel 2016. ``kind`` is a plain
    string so that the function can be scripted.
    """
    if kind == "silu":
        return F.silu(inner)
    return F.gelu(inner, approximate="tanh" if kind == "gelu_tanh" else "none")


class FeedForward(nn.Module):
    """down(activate(gate(x)) * up(x)) (Shazeer 2020), or down(activate(up(x))) (Vaswani 2017)."""

    def __init__(self, configuration: ModelConfiguration) -> None:
        super().__init__()
        width, inner = configuration.width, configuration.feed_forward_width
        has_bias = configuration.has_feed_forward_bias
        self.activation: Activation = configuration.activation
        self.gate = nn.Linear(width, inner, bias=has_bias) if configuration.is_gated else None
        self.up = nn.Linear(width, inner, bias=has_bias)
        self.down = nn.Linear(inner, width, bias=has_bias)

    def forward(self, hidden: Tensor) -> Tensor:
        """(..., width) -> (..., width)."""
        kind = str(self.activation)
        if self.gate is None:
            return self.down(activate(self.up(hidden), kind))
        return self.down(torch.mul(activate(self.gate(hidden), kind), self.up(hidden)))
