# pyright: basic
"""The base of a voice: the reference model with its weights frozen, in bf16 where that is fast.

Matrices are mapped from the model's files where they are bf16 there. Norms, and what passes from block
to block, stay in float32: rounded, small changes to large states would be lost.
"""

import torch
from torch import Tensor

from afterword.errors import ModelError, ModelFileError
from afterword.models.prepared_model import PreparedModel
from afterword.transformer.reference.families import Unsupported, read_configuration
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weight_folder import WeightFolder
from afterword.transformer.torch_arrays import as_tensor
from afterword.transformer.torchscript.kernel_features import has_bfloat16

_NEXT_STEP = "Choose a Llama, Gemma 3 or Qwen model with --base."


class TunableModel:
    """A model that computes hidden states, and the weights of its output head."""

    def __init__(self, base: PreparedModel, *, dtype: torch.dtype | None = None) -> None:
        """Load a base.

        Args:
            base: the model.
            dtype: the type of matrices; None is the fastest one on this processor.

        Raises:
            ModelError: it is of a family that can't be tuned.
            ModelFileError: its files are missing or damaged.
        """
        self.configuration = _configuration_of(base)
        self._dtype = dtype or (torch.bfloat16 if has_bfloat16() else torch.float32)
        self.module = _load(base, self.configuration, self._dtype)
        # In bf16 the embedding would make the whole residual stream bf16.
        self.module.embedding.register_forward_hook(lambda _module, _inputs, hidden: hidden.float())

    @property
    def head(self) -> Tensor:
        """The weights of the output head, (vocabulary, width)."""
        own = self.module.head
        return self.module.embedding.tokens if own is None else own.weight

    def hidden_states(self, token_ids: Tensor) -> Tensor:
        """(batch, tokens) ids -> (batch, tokens, width) in the type of the head."""
        with torch.autocast("cpu", self._dtype, enabled=self._dtype is not torch.float32):
            return self.module.hidden_states(token_ids).to(self._dtype)


def _configuration_of(base: PreparedModel) -> ModelConfiguration:
    configuration = read_configuration(base.folder)
    if isinstance(configuration, Unsupported):
        reason = configuration.reason
        raise ModelError(f"{base.name} can't be tuned: {reason}.", next_step=_NEXT_STEP)
    if configuration.family == "gpt2":
        raise ModelError(
            f"{base.name} can't be tuned: GPT-2 holds three layers in one, and transposed.",
            next_step=_NEXT_STEP,
        )
    return configuration


def _load(
    base: PreparedModel, configuration: ModelConfiguration, dtype: torch.dtype
) -> ReferenceModel:
    with torch.device("meta"):  # the random weights would be replaced at once
        model = ReferenceModel(configuration)
    files = WeightFolder(base.folder, configuration)
    state = {}
    for name, expected in model.state_dict().items():
        stored = as_tensor(files.read(name))
        if stored.shape != expected.shape:
            raise ModelFileError(
                f"{base.name} is damaged: {name} is {tuple(stored.shape)} and should be "
                f"{tuple(expected.shape)}.",
                next_step="Fetch or prepare it again.",
            )
        state[name] = stored.to(dtype if stored.dim() > 1 else torch.float32)
    model.load_state_dict(state, assign=True)
    return model.requires_grad_(requires_grad=False).train()
