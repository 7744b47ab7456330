# pyright: basic
"""Complex rotations of pairs are the reference's rotations of halves, in another order."""

import torch

from afterword.transformer.fused_weights import pair_halves
from afterword.transformer.reference.model_configuration import Rotary
from afterword.transformer.reference.reference_model import rotate_halves
from afterword.transformer.reference.rotary_angles import rotary_angles
from afterword.transformer.torchscript.rotary_tables import rotate_pairs, rotation_table


def paired_rows(heads: torch.Tensor) -> torch.Tensor:
    rows = pair_halves(heads.permute(1, 2, 0).reshape(48, 5).numpy(), 16)
    return torch.from_numpy(rows).view(3, 16, 5).permute(2, 0, 1)


def test_pairs_turn_as_halves_do() -> None:
    heads = torch.randn(5, 3, 16)  # (tokens, heads, head_width)
    angles = torch.from_numpy(rotary_angles(Rotary(theta=50.0), 16, 5))
    halves = rotate_halves(heads.transpose(0, 1), angles).transpose(0, 1)
    paired = paired_rows(heads)
    turned = rotate_pairs(paired.contiguous(), rotation_table(Rotary(theta=50.0), 16, 5))
    torch.testing.assert_close(turned, paired_rows(halves))
