# pyright: basic
"""A whole tuning, from texts to a voice's folder: started, resumed, or stopped early."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from afterword.errors import ModelError
from afterword.models.prepared_model import PreparedModel
from afterword.models.voices.voice_card import VoiceCard
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.study.training.checkpoints import Checkpoint, checkpoint_path, write_checkpoint
from afterword.study.training.corpora import CorpusDocument, fingerprint
from afterword.study.training.corpus_split import split_corpus
from afterword.study.training.training_lock import locked_for_training
from afterword.study.training.training_loop import take_steps
from afterword.study.training.training_outcome import TrainingProgress
from afterword.study.tuning.begun_tuning import begin_tuning
from afterword.study.tuning.saved_voice import save_voice
from afterword.study.tuning.tuning_recipe import TuningRecipe

_TOKENS_AT_A_POINT = 2_048
"""The number of held-out tokens that are measured now and then: five seconds of Gemma."""


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
        tuning = begin_tuning(split, base, recipe, checkpoint, minutes=minutes)

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
        card = None if is_interrupted else save_voice(tuning, voice, split)
        return TuningOutcome(
            voice=voice,
            is_finished=tuning.trainer.is_finished,
            step=tuning.trainer.step,
            steps=tuning.recipe.steps,
            checkpoint=kept,
            card=card,
        )
