# pyright: basic
"""The training loop's state: what learns, its optimiser, and one step at a time. Knows no files."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

import torch
from torch import Tensor

from afterword.errors import ModelError
from afterword.study.training.learner import Learner, Model
from afterword.study.training.optimisers import make_optimiser
from afterword.study.training.recipes import LearningRecipe, learning_rate_at
from afterword.study.training.window_order import WindowOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class LossPoint:
    """The losses after a number of steps, in nats per token."""

    step: int
    """The number of steps taken before the measurement."""
    learned: float
    """The mean next-token loss over the steps since the previous point; the objective's other terms
    are not in it."""
    held_out: float


class Trainer(Generic[Model]):
    """The state of a training between two steps, which can be saved and restored."""

    def __init__(
        self,
        recipe: LearningRecipe,
        windows: WindowOrder,
        make_learner: Callable[[], Learner[Model]],
    ) -> None:
        """Have the first weights drawn from the recipe's seed.

        Args:
            recipe: the hyperparameters.
            windows: what each step reads.
            make_learner: returns what learns, by torch's own random numbers.
        """
        self.recipe = recipe
        self._windows = windows
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(recipe.seed)
            self.learner = make_learner()
            self._random_state = torch.get_rng_state()
        self._optimiser = make_optimiser(
            self.learner.parameters().values(),
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
    def model(self) -> Model:
        """The model whose weights learn."""
        return self.learner.model

    @property
    def is_finished(self) -> bool:
        """Whether all steps of the recipe have been taken, or the loss has stopped falling."""
        patience = self.recipe.patience_points
        has_stalled = 0 < patience <= len(self.points) - self._best_place - 1
        return self.step >= self.recipe.steps or has_stalled

    @property
    def best_step(self) -> int:
        """The number of steps that the best weights had taken; all so far if none were measured."""
        return self.points[self._best_place].step if self.points else self.step

    @property
    def best_held_out(self) -> float:
        """The lowest held-out loss so far, in nats per token."""
        return self.points[self._best_place].held_out if self.points else math.inf

    @property
    def _best_place(self) -> int:
        """The place of the lowest held-out loss among the points; 0 if there are none."""
        held_out = [point.held_out for point in self.points]
        return held_out.index(min(held_out)) if held_out else 0

    def try_step(self) -> None:
        """Do a step's work without changing anything, to find out how long it takes."""
        self.learner.loss(*self._windows.batch(self.step)).total.backward()
        self._optimiser.zero_grad(set_to_none=True)

    def advance(self) -> float:
        """Take one step of the recipe's optimiser on its objective.

        Dropout (Srivastava et al. 2014) uses a random state of this training's own, which other
        random draws don't change.

        Returns:
            The next-token loss of the step, in nats per token.

        Raises:
            ModelError: the loss or its gradient is not finite any more; the weights are unchanged.
        """
        inputs, targets = self._windows.batch(self.step)
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(self._random_state)
            loss = self.learner.loss(inputs, targets)
            self._random_state = torch.get_rng_state()
        self._require_finite(loss.total.item(), "loss")
        self._optimiser.zero_grad(set_to_none=True)
        loss.total.backward()
        norm = torch.nn.utils.clip_grad_norm_(
            self.learner.parameters().values(), self.recipe.gradient_norm_limit
        )
        self._require_finite(norm.item(), "gradient")
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate_at(self.step, self.recipe)
        self._optimiser.step()
        self.step += 1
        value = loss.next_token.item()
        self._losses_since_point.append(value)
        return value

    def _require_finite(self, value: float, what: str) -> None:
        if not math.isfinite(value):
            raise ModelError(
                f"The training went astray at step {self.step + 1}: its {what} is {value}.",
                next_step=self.recipe.AFTER_DIVERGENCE,
            )

    def record(self, held_out: float) -> LossPoint:
        """Record the model's held-out loss; keep a copy of the weights if it is the lowest so far."""
        since = self._losses_since_point
        learned = sum(since) / len(since) if since else math.nan
        is_best = held_out < self.best_held_out
        point = LossPoint(step=self.step, learned=learned, held_out=held_out)
        self.points.append(point)
        self._losses_since_point = []
        if is_best or not self.best_weights:
            self.best_weights = self.learner.weights()
        return point

    def state(self) -> dict[str, Any]:
        """Return everything that the next steps depend on, in plain values and tensors."""
        return {
            "step": self.step,
            "model": self.learner.weights(),
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
        self.learner.load(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._random_state = state["random_state"]
        self.points = [
            LossPoint(step=step, learned=learned, held_out=held_out)
            for step, learned, held_out in state["points"]
        ]
        self._losses_since_point = list(state["losses_since_point"])
        self.best_weights = state["best_weights"]
        self.step = state["step"]
