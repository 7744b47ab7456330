# pyright: basic
"""Takes the steps of a training, measuring and writing checkpoints on the way. Knows no models or files."""

from collections.abc import Callable
from typing import Any

from afterword.study.training.trainer import Trainer
from afterword.study.training.training_outcome import TrainingProgress

_POINTS = 20
"""The number of times in a training that the held-out loss is measured and a checkpoint written."""


def take_steps(
    trainer: Trainer[Any],
    *,
    measure: Callable[[], float],
    keep: Callable[[], object],
    report: Callable[[TrainingProgress], None] | None,
    should_stop: Callable[[], bool],
) -> None:
    """Take steps until the training is finished or ``should_stop`` says so.

    Args:
        trainer: the state of the training.
        measure: returns the held-out loss of the model as it is, in nats per token.
        keep: writes a checkpoint.
        report: called after each step.
        should_stop: called after each step.
    """
    steps = trainer.recipe.steps
    every = max(1, steps // _POINTS)
    held_out = trainer.points[-1].held_out if trainer.points else None
    while not trainer.is_finished:
        loss = trainer.advance()
        if trainer.step % every == 0 or trainer.is_finished:
            held_out = trainer.record(measure()).held_out
            keep()
        if report is not None:
            report(TrainingProgress(step=trainer.step, steps=steps, loss=loss, held_out=held_out))
        if should_stop():
            break
