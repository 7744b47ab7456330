"""The hyperparameters of tuning a voice. Numbers only; nothing is run here."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from afterword.study.training.recipes import LearningRecipe, warm_up_of

PASSES: Final = 2
"""How often the learned text is read, unless that would take longer than ``DEFAULT_MINUTES``."""
DEFAULT_MINUTES: Final = 45.0
"""The longest that a tuning takes by default, in minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningRecipe(LearningRecipe):
    """The hyperparameters of a voice: with the base and the texts they determine it."""

    AFTER_DIVERGENCE: ClassVar[str] = (
        "What was learned up to the last checkpoint is kept. Go on from there with --resume and a "
        "smaller --learning-rate, or look for files that hold no prose."
    )

    steps: int = 0
    """The number of steps; 0 until the length of the texts is known."""
    base_name: str
    base_fingerprint: str
    """The checksum of the base's weights."""
    rank: int = 16
    """The rank of the adapters, which all linear layers of the blocks have."""
    alpha: float = 32.0
    """The adapters' outputs are multiplied by ``alpha / rank``."""
    context_tokens: int = 512
    batch_windows: int = 2
    peak_learning_rate: float = 4e-4
    weight_decay: float = 0.01
    patience_points: int = 5

    def with_steps(self, steps: int) -> "TuningRecipe":
        """Return the same recipe for another number of steps."""
        return replace(self, steps=steps, warm_up_steps=warm_up_of(steps))

    def settings(self) -> dict[str, str | int | float]:
        """Return the hyperparameters that a voice's card shows, by their names."""
        shown = ("rank", "alpha", "context_tokens", "batch_windows", "peak_learning_rate")
        return {name: getattr(self, name) for name in (*shown, "weight_decay", "seed")}


def tuning_recipe(
    base_name: str,
    base_fingerprint: str,
    *,
    steps: int | None = None,
    learning_rate: float | None = None,
) -> TuningRecipe:
    """Return the recipe for a base.

    Without ``steps`` they are chosen when the texts are known.
    """
    recipe = TuningRecipe(base_name=base_name, base_fingerprint=base_fingerprint)
    if learning_rate is not None:
        recipe = replace(recipe, peak_learning_rate=learning_rate)
    return recipe.with_steps(steps or 0)
