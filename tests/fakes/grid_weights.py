# pyright: basic
"""Weights as a four-bit file leaves them: on grids of 16 levels, rounded to bf16."""

from dataclasses import replace

import torch

from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS
from afterword.transformer.reference.reference_model import ReferenceModel
from fakes.small_models import CONFIGURATIONS, build_model

GRID_CONFIGURATION = replace(
    CONFIGURATIONS["query-key-value-bias-and-own-head"],
    width=64,
    head_width=64,
    feed_forward_width=128,
)
"""All columns make whole groups, and compiled code fits the sizes."""

OFF_GRIDS = "blocks.1.feed_forward.down.weight"
"""The one weight of ``model_on_grids`` that is not on grids, as a finer format's would be."""


def draw_grid_weight(
    rows: int, columns: int, *, highest: int = 15, seed: int = 0, spread: float = 0.2
) -> torch.Tensor:
    """Return a (rows, columns) float32 weight whose groups use levels 0 to ``highest``."""
    generator = torch.Generator().manual_seed(seed)
    shape = (rows, columns // GROUP_COLUMNS, GROUP_COLUMNS)
    levels = torch.randint(highest + 1, shape, generator=generator).float()
    levels[..., 0], levels[..., 1] = 0, highest
    steps = spread / 8 * (0.5 + torch.rand(*shape[:2], 1, generator=generator))
    lowests = -steps * highest * (0.3 + 0.4 * torch.rand(*shape[:2], 1, generator=generator))
    return (levels * steps + lowests).view(rows, columns)


def model_on_grids() -> ReferenceModel:
    """Return a small model whose linear layers, all but one, lie on grids, in bf16."""
    model = build_model(GRID_CONFIGURATION)
    with torch.no_grad():
        for seed, (name, parameter) in enumerate(model.named_parameters()):
            if name.startswith("blocks.") and parameter.dim() == 2 and name != OFF_GRIDS:
                weight = draw_grid_weight(*parameter.shape, seed=seed)
                parameter.copy_(weight.bfloat16().float())
    return model
