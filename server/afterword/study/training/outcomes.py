"""What is told of a training: after each step, and at its end."""

from dataclasses import dataclass
from pathlib import Path

from afterword.study.training.held_out_loss import DocumentLoss, Guessing, mean_loss
from afterword.study.training.trainer import LossPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingProgress:
    """How far a training is, after each step."""

    step: int
    steps: int
    loss: float
    """Of this step, in nats a token."""
    held_out: float | None
    """The latest measurement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOutcome:
    """What a training left in the model's folder."""

    folder: Path
    is_finished: bool
    """False if it was stopped; it can be gone on with."""
    step: int
    parameters: int
    vocabulary_size: int
    losses: list[DocumentLoss]
    """On each held-out document, read whole, of the saved weights: the best ones measured."""
    guessing: Guessing
    points: list[LossPoint]
    checkpoint: Path
    plot: Path | None
    """None where matplotlib is not installed, or nothing was measured yet."""

    @property
    def held_out(self) -> float:
        """Nats a token over all held-out documents."""
        return mean_loss(self.losses)
