"""Training recipes: model sizes and hyperparameters. Numbers only; nothing is run here."""

import math
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import ClassVar, Final

from afterword.transformer.reference.model_configuration import (
    LayerConfiguration,
    ModelConfiguration,
)


class ModelSize(StrEnum):
    """The size of the model to train."""

    TINY = "tiny"
    """About a million parameters, trained in minutes, for experiments."""
    SMALL = "small"
    """About 12 million parameters, trained in hours, for a few million words."""


class OptimiserKind(StrEnum):
    """The rule by which gradients change the weights; ``optimisers`` has the formulas."""

    ADAMW = "adamw"
    ADAM = "adam"
    SGD = "sgd"


_RATE_FACTORS: Final = {
    OptimiserKind.ADAMW: 1.0,
    OptimiserKind.ADAM: 1.0,
    # Adam's steps are about as long as its rate, those of SGD as long as the gradient, which is
    # small in each weight.
    OptimiserKind.SGD: 500.0,
}
"""The factors of a recipe's learning rate by optimiser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningRecipe:
    """The hyperparameters that every training has, from nothing or of a voice."""

    AFTER_DIVERGENCE: ClassVar[str] = (
        "Go on from the last checkpoint with --resume, or look for files that hold no prose."
    )
    """The next step when the loss is not finite any more."""

    context_tokens: int
    """The length of the training windows in tokens."""
    batch_windows: int
    """The number of windows in one step."""
    steps: int
    peak_learning_rate: float
    warm_up_steps: int = 1
    weight_decay: float = 0.1
    """The weight decay of matrices by AdamW; norms have none."""
    gradient_norm_limit: float = 1.0
    """The largest gradient norm; larger gradients are scaled down to it (Pascanu et al. 2013)."""
    optimiser: OptimiserKind = OptimiserKind.ADAMW
    patience_points: int = 0
    """After so many measurements without a lower held-out loss the training ends; 0 is never."""
    seed: int = 0

    def describe(self) -> dict[str, object]:
        """Return the recipe as plain values, for a checkpoint."""
        # torch reads no enums back from a file, only plain strings.
        return {name: str(v) if isinstance(v, StrEnum) else v for name, v in asdict(self).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRecipe(LearningRecipe):
    """The hyperparameters of a training from nothing: with the texts they determine the model.

    The length of the windows is also the longest context when serving.
    """

    size: ModelSize
    vocabulary_size: int
    """The largest number of tokens in the vocabulary; a small corpus has fewer."""
    width: int
    feed_forward_width: int
    layers: int
    heads: int
    key_value_heads: int
    dropout: float = 0.1
    """The share of activations that are dropped (Srivastava et al. 2014)."""
    contrastive_weight: float = 0.0
    """The weight of the contrastive term in the loss, beside 1 for the next token."""
    embedding_weight: float = 0.0
    """The weight of the embedding term, likewise."""

    def model_configuration(self, vocabulary_size: int) -> ModelConfiguration:
        """Return the configuration of the model: a Llama with a tied head."""
        return ModelConfiguration(
            family="llama",
            vocabulary_size=vocabulary_size,
            width=self.width,
            feed_forward_width=self.feed_forward_width,
            heads=self.heads,
            key_value_heads=self.key_value_heads,
            head_width=self.width // self.heads,
            layers=(LayerConfiguration(),) * self.layers,
            max_positions=self.context_tokens,
            dropout=self.dropout,
        )


_RECIPES: Final = {
    ModelSize.TINY: TrainingRecipe(
        size=ModelSize.TINY,
        vocabulary_size=1024,
        width=128,
        feed_forward_width=352,
        layers=4,
        heads=4,
        key_value_heads=2,
        context_tokens=512,
        batch_windows=2,
        steps=3000,
        peak_learning_rate=3e-3,
        dropout=0.2,
    ),
    ModelSize.SMALL: TrainingRecipe(
        size=ModelSize.SMALL,
        vocabulary_size=8192,
        width=384,
        feed_forward_width=1024,
        layers=6,
        heads=6,
        key_value_heads=2,
        context_tokens=1024,
        batch_windows=4,
        steps=3000,
        peak_learning_rate=1e-3,
    ),
}


def recipe_for(
    size: ModelSize,
    *,
    steps: int | None = None,
    optimiser: OptimiserKind = OptimiserKind.ADAMW,
    contrastive_weight: float = 0.0,
    embedding_weight: float = 0.0,
) -> TrainingRecipe:
    """Return the recipe of a size; without ``steps`` it has a default number of steps."""
    recipe = _RECIPES[size]
    steps = steps or recipe.steps
    return replace(
        recipe,
        steps=steps,
        warm_up_steps=warm_up_of(steps),
        peak_learning_rate=recipe.peak_learning_rate * _RATE_FACTORS[optimiser],
        optimiser=optimiser,
        contrastive_weight=contrastive_weight,
        embedding_weight=embedding_weight,
    )


def warm_up_of(steps: int) -> int:
    """Return the number of warm-up steps: a twentieth of all steps, at most 100."""
    return max(1, min(100, steps // 20))


def learning_rate_at(step: int, recipe: LearningRecipe) -> float:
    """Return the learning rate of a step, counted from 0.

    It rises linearly (Vaswani et al. 2017, section 5.3) and falls along a cosine
    (Loshchilov & Hutter 2017, without restarts) to a tenth of its peak.
    """
    peak = recipe.peak_learning_rate
    if step < recipe.warm_up_steps:
        return peak * (step + 1) / recipe.warm_up_steps
    falling_steps = max(1, recipe.steps - recipe.warm_up_steps)
    share = min(1.0, (step - recipe.warm_up_steps) / falling_steps)
    return peak * (0.1 + 0.9 * (1 + math.cos(math.pi * share)) / 2)
