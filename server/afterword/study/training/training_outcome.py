"""The results of a training: its progress after each step, and its outcome at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from afterword.study.training.held_out_loss import (
    DocumentLoss,
    Guessing,
    bits_per_byte,
    mean_loss,
)
from afterword.study.training.trainer import LossPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingProgress:
    """The progress of a training after a step."""

    step: int
    steps: int
    loss: float
    """The training loss of this step, in nats per token."""
    held_out: float | None
    """The latest held-out loss, in nats per token; None before the first measurement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOutcome:
    """The outcome of a training: the losses of the saved model, and what is in its folder."""

    folder: Path
    is_finished: bool
    """Whether all steps were taken; if not, the training can be resumed."""
    step: int
    parameters: int
    vocabulary_size: int
    losses: list[DocumentLoss]
    """The loss of the saved (best) weights on each whole held-out document."""
    sizes_bytes: Mapping[str, int]
    """The length of each held-out document in UTF-8, by the name of its loss."""
    guessing: Guessing
    points: list[LossPoint]
    checkpoint: Path
    plot: Path | None
    """The loss curve; None if matplotlib is not installed, or nothing was measured yet."""

    @property
    def held_out(self) -> float:
        """The mean loss over all held-out documents, in nats per token."""
        return mean_loss(self.losses)

    def bits_per_byte_of(self, loss: DocumentLoss) -> float:
        """Return the loss on one document in bits per byte."""
        size_bytes = self.sizes_bytes[loss.name]
        return bits_per_byte(loss.nats_per_token, tokens=loss.tokens, size_bytes=size_bytes)

    def bits_per_byte(self, nats_per_token: float) -> float:
        """Return a mean loss over all held-out documents in bits per byte."""
        tokens = sum(loss.tokens for loss in self.losses)
        size_bytes = sum(self.sizes_bytes[loss.name] for loss in self.losses)
        return bits_per_byte(nats_per_token, tokens=tokens, size_bytes=size_bytes)
