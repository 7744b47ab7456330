# pyright: basic, reportCallIssue=false, reportArgumentType=false
"""All decoder layers for inference in sequence, and their compilation by TorchScript."""

import torch
from torch import Tensor, nn

from afterword.transformer.torchscript.compilation_unit import own_compilation_unit
from afterword.transformer.torchscript.inference_block import InferenceBlock
from afterword.transformer.torchscript.precomputed_norm import PrecomputedNorm


class InferenceModel(nn.Module):
    """All decoder layers and the final norm: what lies between the embedding and the output head."""

    def __init__(self, blocks: list[InferenceBlock], final_norm: PrecomputedNorm) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(blocks)
        self.final_norm = final_norm

    def forward(
        self,
        hidden: Tensor,
        *,
        rotations: list[Tensor],
        masks: list[Tensor],
        keys: list[Tensor],
        values: list[Tensor],
        start: int,
    ) -> Tensor:
        """(n, width) embedded tokens -> (n, width) normalised hidden states.

        ``rotations`` has one tensor for each distinct rotary encoding, ``masks`` one for each layer.
        """
        for index, block in enumerate(self.blocks):
            hidden = block(
                hidden,
                rotations=rotations[block.rotary_index],
                mask=masks[index],
                keys=keys[index],
                values=values[index],
                start=start,
            )
        return self.final_norm(hidden)

    @torch.jit.export
    def forward_branches(
        self,
        hidden: Tensor,
        *,
        rotations: list[Tensor],
        keys: list[Tensor],
        values: list[Tensor],
        prefix_tokens: int,
        branch_keys: list[Tensor],
        branch_values: list[Tensor],
        length: int,
    ) -> Tensor:
        """(b, width) embedded tokens, one for each branch -> (b, width) normalised hidden states."""
        for index, block in enumerate(self.blocks):
            hidden = block.forward_branches(
                hidden,
                rotations=rotations[block.rotary_index],
                keys=keys[index],
                values=values[index],
                prefix_tokens=prefix_tokens,
                branch_keys=branch_keys[index],
                branch_values=branch_values[index],
                length=length,
            )
        return self.final_norm(hidden)


def compile_model(model: InferenceModel) -> nn.Module:
    """Script and freeze the model, so that no Python runs between its operations.

    TorchScript is deprecated upstream, but it needs no compiler on the writer's machine and saves
    3 ms of 17 ms a token. If it is removed from torch, the same code runs as plain Python.
    """
    try:
        with own_compilation_unit():
            scripted = torch.jit.script(model.eval())
            return torch.jit.freeze(scripted, preserved_attrs=["forward_branches"])
    except (AttributeError, RuntimeError):
        return model
