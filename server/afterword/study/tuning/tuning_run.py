# pyright: basic
"""A whole tuning, from texts to a voice's folder: started, resumed, or stopped early."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from afterword import __version__
from afterword.errors import ModelError
from afterword.models.prepared_model import PreparedModel
from afterword.models.voices.adapter_config import AdapterConfig
from afterword.models.voices.voice_card import VoiceCard, VoiceFigures
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.study.training.checkpoints import (
    Checkpoint,
    checkpoint_path,
    unusable_checkpoint,
    write_checkpoint,
)
from afterword.study.training.corpora import CorpusDocument, fingerprint
from afterword.study.training.corpus_split import SplitCorpus, split_corpus
from afterword.study.training.learner import Learner
from afterword.study.training.objectives import TrainingLoss
from afterword.study.training.trainer import Trainer
from afterword.study.training.training_lock import locked_for_training
from afterword.study.training.training_loop import take_steps
from afterword.study.training.training_outcome import TrainingProgress
from afterword.study.training.window_order import WindowOrder
from afterword.study.tuning.lora import (
    adapted_modules,
    adapter_arrays,
    add_adapters,
    without_adapters,
)
from afterword.study.tuning.reduced_softmax import ReducedSoftmax, likely_rows
from afterword.study.tuning.tunable_model import TunableModel
from afterword.study.tuning.tuning_recipe import DEFAULT_MINUTES, PASSES, TuningRecipe
from afterword.study.tuning.voice_measures import (
    CopyFigures,
    HeldOutFigures,
    measure_copying,
    measure_held_out_text,
)
from afterword.study.tuning.writer_texts import WriterTexts, read_writer_texts
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.tensor_file import shape_of, write_tensor_file

_TOKENS_AT_A_POINT = 4_096
"""The number of held-out tokens that are measured now and then: eight windows of Gemma, in ten seconds."""
_TOKENS_AT_THE_END = 16_384
"""The number of held-out tokens, and of learned ones, that the finished voice is measured on."""
_LIKELY_ROWS_WINDOWS = 4
"""The number of windows by which the tokens are chosen that the base holds likely."""
_SHARE_FOR_STEPS = 0.8
"""The share of the time that the steps may take; measuring takes the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningOutcome:
    """The outcome of a tuning."""

    voice: VoiceFolder
    is_finished: bool
    """Whether nothing is left to do; if not, the tuning can be resumed."""
    step: int
    """The number of steps taken so far."""
    steps: int
    """The number of steps that were to be taken."""
    checkpoint: Path
    card: VoiceCard | None
    """The card of the voice that was saved; None if the tuning was interrupted before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tuning:
    """The parts of a tuning: what learns, what it learns from, and how far it is."""

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


def run_tuning(
    documents: Sequence[CorpusDocument],
    voice: VoiceFolder,
    base: PreparedModel,
    recipe: TuningRecipe,
    *,
    checkpoint: Checkpoint | None = None,
    minutes: float | None = None,
    report: Callable[[TrainingProgress], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    threads: int = 0,
) -> TuningOutcome:
    """Tune a voice on ``documents`` and save it in its folder.

    Args:
        documents: the writer's texts; a tenth of them is held out.
        voice: the folder, whose name is the voice's.
        base: the model that it is for.
        recipe: the hyperparameters. Where its steps are 0, they are chosen by the length of the texts
            and by ``minutes``, once, at the beginning.
        checkpoint: the checkpoint of that folder to resume from; None starts a new tuning.
        minutes: after this time the tuning ends with what it has; None is no limit.
        report: called after each step.
        should_stop: called after each step; if it returns True, a checkpoint is written and no voice.
        threads: torch's number of threads, set for the whole process; 0 leaves it. The order of
            sums depends on it, so a resumed tuning is equal to the last bit only with the same
            number.

    Raises:
        DocumentError: the corpus is too small.
        ModelError: the folder holds a voice already, another process tunes it, the checkpoint is of
            another tuning, the base can't be tuned, or the loss is not finite any more.
        ModelFileError: the base or the checkpoint is damaged.
        ModelStorageError: the folder can't be written.
    """
    began_s = time.monotonic()
    corpus_sha256 = fingerprint(documents)
    if checkpoint is not None:
        recipe = recipe.with_steps(recipe.steps or checkpoint.steps)
        checkpoint.check_fits(recipe, corpus_sha256=corpus_sha256)
    elif voice.is_complete or checkpoint_path(voice.path).exists():
        raise ModelError(
            f"There is a voice {voice.name} already, in {voice.path}.",
            next_step="Go on with it by --resume, take another name, or delete that folder.",
        )
    split = split_corpus(documents)
    if threads:
        torch.set_num_threads(threads)

    def is_time_over() -> bool:
        return minutes is not None and time.monotonic() - began_s > minutes * 60

    with locked_for_training(voice.path):
        tuning = _begin(split, base, recipe, checkpoint, minutes=minutes)

        def keep() -> Path:
            return write_checkpoint(
                voice.path, tuning.state(), recipe=tuning.recipe, corpus_sha256=corpus_sha256
            )

        take_steps(
            tuning.trainer,
            measure=lambda: tuning.measure(_TOKENS_AT_A_POINT).nats_per_token,
            keep=keep,
            report=report,
            should_stop=lambda: should_stop() or is_time_over(),
        )
        kept = keep()
        is_interrupted = should_stop() and not tuning.trainer.is_finished
        card = None if is_interrupted else _save(tuning, voice, split, corpus_sha256=corpus_sha256)
        return TuningOutcome(
            voice=voice,
            is_finished=tuning.trainer.is_finished,
            step=tuning.trainer.step,
            steps=tuning.recipe.steps,
            checkpoint=kept,
            card=card,
        )


def _begin(
    split: SplitCorpus,
    base: PreparedModel,
    recipe: TuningRecipe,
    checkpoint: Checkpoint | None,
    *,
    minutes: float | None,
) -> _Tuning:
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
    return _Tuning(recipe=recipe, model=model, texts=texts, softmax=softmax, trainer=trainer)


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


def _save(
    tuning: _Tuning, voice: VoiceFolder, split: SplitCorpus, *, corpus_sha256: str
) -> VoiceCard:
    """Measure the best weights, beside the base alone, and save them as a voice."""
    trainer, recipe = tuning.trainer, tuning.recipe
    if trainer.best_weights:
        trainer.learner.load(trainer.best_weights)
    arrays = adapter_arrays(trainer.learner.weights(), tuning.model.configuration)
    config = AdapterConfig(
        base_name=recipe.base_name,
        rank=recipe.rank,
        alpha=recipe.alpha,
        target_modules=adapted_modules(arrays),
    )
    shapes = {name: shape_of(array) for name, array in arrays.items()}
    card = VoiceCard(
        name=voice.name,
        base_name=recipe.base_name,
        base_fingerprint=recipe.base_fingerprint,
        data_sha256=corpus_sha256,
        learned_documents=len(split.learned),
        held_out_documents=len(split.held_out),
        learned_tokens=len(tuning.texts.learned),
        settings=recipe.settings(),
        steps=trainer.step,
        best_step=trainer.best_step,
        figures=_figures(tuning),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        afterword_version=__version__,
    )
    return voice.write(
        card,
        config,
        write_weights=lambda path: write_tensor_file(
            path, shapes, arrays.values(), {"format": "pt"}
        ),
    )


def _figures(tuning: _Tuning) -> VoiceFigures:
    def copying() -> CopyFigures:
        return measure_copying(
            tuning.model,
            tuning.texts,
            context_tokens=tuning.recipe.context_tokens,
            max_tokens=_TOKENS_AT_THE_END,
        )

    after, copies_after = tuning.measure(_TOKENS_AT_THE_END), copying()
    with without_adapters(tuning.model.module):
        before, copies_before = tuning.measure(_TOKENS_AT_THE_END), copying()
    return VoiceFigures(
        held_out_bytes=after.size_bytes,
        bits_per_byte_before=before.bits_per_byte,
        bits_per_byte_after=after.bits_per_byte,
        missing_share=after.missing_share,
        copy_tokens=copies_after.tokens,
        copied_words_before=copies_before.longest_words,
        copied_words_after=copies_after.longest_words,
        copied_share_before=copies_before.copied_share,
        copied_share_after=copies_after.copied_share,
    )
