# pyright: basic
"""The training loop's state: a model, its optimiser, and one step at a time. Knows no files."""

import math
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor

from afterword.errors import ModelError
from afterword.study.training.recipes import TrainingRecipe, learning_rate_at
from afterword.study.training.window_order import WindowOrder
from afterword.transformer.reference.reference_model import ReferenceModel

_BETAS = (0.9, 0.95)
"""The decay rates of AdamW's moments: the second is below the default 0.999, as usual for
Transformers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LossPoint:
    """The losses after a number of steps, in nats per token."""

    step: int
    """The number of steps taken before the measurement."""
    learned: float
    """The mean training loss over the steps since the previous point."""
    held_out: float


class Trainer:
    """The state of a training between two steps, which can be saved and restored."""

    def __init__(
        self, recipe: TrainingRecipe, windows: WindowOrder, *, vocabulary_size: int
    ) -> None:
        """Draw the model's first weights from the recipe's seed."""
        self.recipe = recipe
        self._windows = windows
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.seed)
            self.model = ReferenceModel(recipe.model_configuration(vocabulary_size))
            self._random_state = torch.get_rng_state()
        self.model.train()
        self._optimiser = _make_optimiser(self.model, recipe)
        self.step = 0
        """The number of steps taken so far."""
        self.points: list[LossPoint] = []
        self.best_weights: dict[str, Tensor] = {}
        """The weights at the lowest held-out loss so far; empty before the first point."""
        self._losses_since_point: list[float] = []

    @property
    def is_finished(self) -> bool:
        """Whether all steps of the recipe have been taken."""
        return self.step >= self.recipe.steps

    @property
    def best_held_out(self) -> float:
        """The lowest held-out loss so far, in nats per token."""
        return min((point.held_out for point in self.points), default=math.inf)

    def advance(self) -> float:
        """Take one step of AdamW (Loshchilov & Hutter 2019) on the next-token cross-entropy.

        Dropout (Srivastava et al. 2014) uses a random state of this training's own, which other
        random draws don't change.

        Returns:
            The loss of the step, in nats per token.

        Raises:
            ModelError: the loss is not finite any more.
        """
        inputs, targets = self._windows.batch(self.step)
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self._random_state)
            logits = self.model(inputs)  # (batch, tokens, vocabulary)
            loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
            self._random_state = torch.get_rng_state()
        value = loss.item()
        if not math.isfinite(value):
            raise ModelError(
                f"The training went astray at step {self.step + 1}: its loss is {value}.",
                next_step="Go on from the last checkpoint with --resume, or look for files that "
                "hold no prose.",
            )
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.gradient_norm_limit)
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate_at(self.step, self.recipe)
        self._optimiser.step()
        self.step += 1
        self._losses_since_point.append(value)
        return value

    def record(self, held_out: float) -> LossPoint:
        """Record the model's held-out loss; keep a copy of the weights if it is the lowest so far."""
        since = self._losses_since_point
        learned = sum(since) / len(since) if since else math.nan
        is_best = held_out < self.best_held_out
        point = LossPoint(step=self.step, learned=learned, held_out=held_out)
        self.points.append(point)
        self._losses_since_point = []
        if is_best or not self.best_weights:
            state = self.model.state_dict()
            self.best_weights = {name: tensor.clone() for name, tensor in state.items()}
        return point

    def state(self) -> dict[str, Any]:
        """Return everything that the next steps depend on, in plain values and tensors."""
        return {
            "step": self.step,
            "model": self.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "random_state": self._random_state,
            "points": [(point.step, point.learned, point.held_out) for point in self.points],
            "losses_since_point": self._losses_since_point,
            "best_weights": self.best_weights,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Restore what ``state`` returned; data order and learning rate depend on the step only.

        Raises:
            KeyError, RuntimeError, ValueError: it is the state of another kind of model.
        """
        self.model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._random_state = state["random_state"]
        self.points = [
            LossPoint(step=step, learned=learned, held_out=held_out)
            for step, learned, held_out in state["points"]
        ]
        self._losses_since_point = list(state["losses_since_point"])
        self.best_weights = state["best_weights"]
        self.step = state["step"]


def _make_optimiser(model: ReferenceModel, recipe: TrainingRecipe) -> torch.optim.AdamW:
    """Make an AdamW that decays matrices only: the weights of norms need not be small."""
    parameters = list(model.parameters())
    groups = [
        {
            "params": [each for each in parameters if each.dim() > 1],
            "weight_decay": recipe.weight_decay,
        },
        {"params": [each for each in parameters if each.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.peak_learning_rate, betas=_BETAS)
