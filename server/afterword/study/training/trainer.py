# pyright: basic
"""The training loop's state: a model, its optimiser, and one step at a time. Knows no files."""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from afterword.errors import ModelError
from afterword.study.training.objectives import training_loss
from afterword.study.training.optimisers import make_optimiser
from afterword.study.training.recipes import TrainingRecipe, learning_rate_at
from afterword.study.training.window_order import WindowOrder
from afterword.transformer.reference.reference_model import ReferenceModel


@dataclass(frozen=True, slots=True, kw_only=True)
class LossPoint:
    """The losses after a number of steps, in nats per token."""

    step: int
    """The number of steps taken before the measurement."""
    learned: float
    """The mean next-token loss over the steps since the previous point; the objective's other terms
    are not in it."""
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
        self._optimiser = make_optimiser(
            self.model.parameters(),
            recipe.optimiser,
            learning_rate=recipe.peak_learning_rate,
            weight_decay=recipe.weight_decay,
        )
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
        """Take one step of the recipe's optimiser on its objective.

        Dropout (Srivastava et al. 2014) uses a random state of this training's own, which other
        random draws don't change.

        Returns:
            The next-token loss of the step, in nats per token.

        Raises:
            ModelError: the loss is not finite any more.
        """
        inputs, targets = self._windows.batch(self.step)
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self._random_state)
            states = self.model.hidden_states(inputs)  # (batch, tokens, width)
            self._random_state = torch.get_rng_state()
        loss = training_loss(
            self.model.logits(states),
            targets,
            states=states,
            embeddings=self.model.embedding.tokens,
            contrastive_weight=self.recipe.contrastive_weight,
            embedding_weight=self.recipe.embedding_weight,
        )
        total = loss.total.item()
        if not math.isfinite(total):
            raise ModelError(
                f"The training went astray at step {self.step + 1}: its loss is {total}.",
                next_step="Go on from the last checkpoint with --resume, or look for files that "
                "hold no prose.",
            )
        self._optimiser.zero_grad(set_to_none=True)
        loss.total.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.gradient_norm_limit)
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate_at(self.step, self.recipe)
        self._optimiser.step()
        self.step += 1
        value = loss.next_token.item()
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
