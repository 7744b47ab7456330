# pyright: basic
"""A tuning between two steps: what learns, what it learns from, and how far it is. Writes no files."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from afterword.models.prepared_model import PreparedModel
from afterword.study.training.checkpoints import Checkpoint, unusable_checkpoint
from afterword.study.training.corpus_split import SplitCorpus
from afterword.study.training.learner import Learner
from afterword.study.training.objectives import TrainingLoss
from afterword.study.training.trainer import Trainer
from afterword.study.training.window_order import WindowOrder
from afterword.study.tuning.lora import add_adapters
from afterword.study.tuning.reduced_softmax import ReducedSoftmax, likely_rows
from afterword.study.tuning.tunable_model import TunableModel
from afterword.study.tuning.tuning_recipe import DEFAULT_MINUTES, PASSES, TuningRecipe
from afterword.study.tuning.voice_measures import HeldOutFigures, measure_held_out_text
from afterword.study.tuning.writer_texts import WriterTexts, read_writer_texts
from afterword.transformer.reference.reference_model import ReferenceModel

_LIKELY_ROWS_WINDOWS = 4
"""The number of windows by which the tokens are chosen that the base holds likely."""
_SHARE_FOR_STEPS = 0.8
"""The share of the time that the steps may take; measuring takes the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """The parts of a tuning."""

    recipe: TuningRecipe
    model: TunableModel
    texts: WriterTexts
    softmax: ReducedSoftmax
    trainer: Trainer[ReferenceModel]

    def state(self) -> dict[str, Any]:
        """Return everything that the next steps depend on."""
        return self.trainer.state() | {"rows": self.softmax.rows}

    def measure(self, max_tokens: int) -> HeldOutFigures:
        """Measure the model, as it is now, on held-out text."""
        return measure_held_out_text(
            self.model,
            self.texts,
            rows=self.softmax.rows,
            context_tokens=self.recipe.context_tokens,
            max_tokens=max_tokens,
        )


def begin_tuning(
    split: SplitCorpus,
    base: PreparedModel,
    recipe: TuningRecipe,
    checkpoint: Checkpoint | None,
    *,
    minutes: float | None,
) -> Tuning:
    """Load the base, encode the texts, and choose the rows of the softmax, unless a checkpoint has them."""
    model = TunableModel(base)
    texts = read_writer_texts(split, base, vocabulary_size=model.configuration.vocabulary_size)
    windows = WindowOrder(texts.learned, recipe, lead=texts.lead)
    if checkpoint is None:
        rows = likely_rows(_sample_states(model, windows), model.head, learned=texts.learned)
    else:
        rows = checkpoint.state["rows"]
    ignored = [mark for mark in (texts.separator, texts.lead) if mark is not None]
    softmax = ReducedSoftmax(model.head, rows, ignored=ignored)

    def loss(inputs: Tensor, targets: Tensor) -> TrainingLoss:
        next_token = softmax.loss(model.hidden_states(inputs), targets)
        return TrainingLoss(total=next_token, next_token=next_token)

    def make_learner() -> Learner[ReferenceModel]:
        add_adapters(model.module, rank=recipe.rank, alpha=recipe.alpha)
        return Learner(model=model.module, loss=loss)

    trainer = Trainer(recipe, windows, make_learner)
    if checkpoint is not None:
        _restore(trainer, checkpoint)
    elif not recipe.steps:
        recipe = recipe.with_steps(_steps_that_fit(trainer, windows, recipe, minutes))
        trainer.recipe = recipe
    return Tuning(recipe=recipe, model=model, texts=texts, softmax=softmax, trainer=trainer)


def _sample_states(model: TunableModel, windows: WindowOrder) -> Iterable[Tensor]:
    for step in range(_LIKELY_ROWS_WINDOWS):
        with torch.no_grad():
            yield model.hidden_states(windows.batch(step)[0][:1])[0]


def _steps_that_fit(
    trainer: Trainer[ReferenceModel],
    windows: WindowOrder,
    recipe: TuningRecipe,
    minutes: float | None,
) -> int:
    """Return the steps for some passes over the text, or as many as the time is enough for."""
    wanted = max(1, PASSES * windows.windows_per_epoch // recipe.batch_windows)
    trainer.try_step()  # the first one sets up kernels
    began_s = time.monotonic()
    trainer.try_step()
    seconds = max(time.monotonic() - began_s, 1e-3)
    fitting = int((minutes or DEFAULT_MINUTES) * 60 * _SHARE_FOR_STEPS / seconds)
    return max(1, min(wanted, fitting))


def _restore(trainer: Trainer[ReferenceModel], checkpoint: Checkpoint) -> None:
    try:
        trainer.restore(checkpoint.state)
    except (KeyError, RuntimeError, TypeError, ValueError) as error:
        raise unusable_checkpoint(checkpoint.folder, "doesn't fit its base") from error
