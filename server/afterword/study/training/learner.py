# pyright: basic
"""What a training changes: the weights that learn, and the loss of a batch. Knows no optimiser or files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch
from torch import Tensor, nn

from afterword.study.training.objectives import TrainingLoss, training_loss
from afterword.study.training.recipes import TrainingRecipe
from afterword.transformer.reference.reference_model import ReferenceModel

Model = TypeVar("Model", bound=nn.Module)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner(Generic[Model]):
    """A model, some or all of whose parameters learn, and its objective."""

    model: Model
    loss: Callable[[Tensor, Tensor], TrainingLoss]
    """Returns the loss of inputs and targets, both (batch, tokens) int64."""

    def parameters(self) -> dict[str, nn.Parameter]:
        """Return the parameters that learn, by their names."""
        named = self.model.named_parameters()
        return {name: each for name, each in named if each.requires_grad}

    def weights(self) -> dict[str, Tensor]:
        """Return copies of what the parameters hold."""
        return {name: each.detach().clone() for name, each in self.parameters().items()}

    @torch.no_grad()
    def load(self, weights: Mapping[str, Tensor]) -> None:
        """Give the parameters other values.

        Raises:
            KeyError, RuntimeError: they are those of another model.
        """
        for name, parameter in self.parameters().items():
            if weights[name].shape != parameter.shape:
                raise RuntimeError(f"{name} has another shape")
            parameter.copy_(weights[name])


def new_model(recipe: TrainingRecipe, *, vocabulary_size: int) -> Learner[ReferenceModel]:
    """Return a model of random weights, all of which learn by the recipe's objective."""
    model = ReferenceModel(recipe.model_configuration(vocabulary_size)).train()

    def loss(inputs: Tensor, targets: Tensor) -> TrainingLoss:
        states = model.hidden_states(inputs)  # (batch, tokens, width)
        return training_loss(
            model.logits(states),
            targets,
            states=states,
            embeddings=model.embedding.tokens,
            contrastive_weight=recipe.contrastive_weight,
            embedding_weight=recipe.embedding_weight,
        )

    return Learner(model=model, loss=loss)
