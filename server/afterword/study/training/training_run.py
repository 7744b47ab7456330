# pyright: basic
"""A whole training run, from texts to a model's folder: started, resumed, or stopped early."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from afterword.errors import ModelError
from afterword.models.trained_models import is_complete
from afterword.study.training.checkpoints import (
    Checkpoint,
    checkpoint_path,
    unusable_checkpoint,
    write_checkpoint,
)
from afterword.study.training.corpora import CorpusDocument, fingerprint
from afterword.study.training.corpus_split import SplitCorpus, split_corpus
from afterword.study.training.held_out_loss import (
    mean_loss,
    measure_guessing,
    measure_held_out,
)
from afterword.study.training.learned_vocabulary import encode_document, train_tokenizer
from afterword.study.training.learner import new_model
from afterword.study.training.loss_plot import can_draw, draw_losses
from afterword.study.training.recipes import TrainingRecipe
from afterword.study.training.saved_model import save_losses, save_model, save_tokenizer
from afterword.study.training.trainer import Trainer
from afterword.study.training.training_lock import locked_for_training
from afterword.study.training.training_loop import take_steps
from afterword.study.training.training_outcome import TrainingOutcome, TrainingProgress
from afterword.study.training.window_order import WindowOrder
from afterword.transformer.reference.reference_model import ReferenceModel

_WINDOWS_AT_A_POINT = 4
"""The number of windows of each held-out document that are measured at a point; at the end all are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """A corpus as tokens."""

    tokenizer: Tokenizer
    learned: Tensor
    """The training documents one after the other, (tokens,) int64."""
    held_out: dict[str, Tensor]
    """The held-out documents, (tokens,) int64 by path."""
    sizes_bytes: dict[str, int]
    """The lengths of the held-out documents in UTF-8, by path."""


def run_training(
    documents: Sequence[CorpusDocument],
    folder: Path,
    recipe: TrainingRecipe,
    *,
    checkpoint: Checkpoint | None = None,
    report: Callable[[TrainingProgress], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    threads: int = 0,
) -> TrainingOutcome:
    """Train a model on ``documents`` and save it in ``folder``.

    Args:
        documents: the corpus; a tenth of it is held out.
        folder: the model's folder, whose name is the model's name.
        recipe: the hyperparameters.
        checkpoint: the checkpoint of that folder to resume from; None starts a new training.
        report: called after each step.
        should_stop: called after each step; if it returns True, the training is saved and stopped.
        threads: torch's number of threads, set for the whole process; 0 leaves it. The order of
            sums depends on it, so a resumed training is equal to the last bit only with the same
            number.

    Raises:
        DocumentError: the corpus is too small.
        ModelError: the folder holds a model already, another process trains it, the checkpoint is
            of another training, or the loss is not finite any more.
        ModelFileError: the checkpoint doesn't fit the tokenizer beside it.
        ModelStorageError: the folder can't be written.
    """
    corpus_sha256 = fingerprint(documents)
    if checkpoint is not None:
        checkpoint.check_fits(recipe, corpus_sha256=corpus_sha256)
    elif is_complete(folder) or checkpoint_path(folder).exists():
        raise ModelError(
            f"There is a model {folder.name} already, in {folder}.",
            next_step="Go on with it by --resume, take another name, or delete that folder.",
        )
    split = split_corpus(documents)
    if threads:
        torch.set_num_threads(threads)
    with locked_for_training(folder):
        texts = _tokenise(split, folder, recipe, is_resumed=checkpoint is not None)
        size = texts.tokenizer.get_vocab_size()
        windows = WindowOrder(texts.learned, recipe)
        trainer = Trainer(recipe, windows, partial(new_model, recipe, vocabulary_size=size))
        if checkpoint is None:
            save_tokenizer(texts.tokenizer, folder)
        else:
            _restore(trainer, checkpoint)

        def keep() -> Path:
            return write_checkpoint(
                folder, trainer.state(), recipe=recipe, corpus_sha256=corpus_sha256
            )

        def measure() -> float:
            losses = measure_held_out(
                trainer.model,
                texts.held_out,
                context_tokens=recipe.context_tokens,
                max_windows=_WINDOWS_AT_A_POINT,
            )
            return mean_loss(losses)

        take_steps(trainer, measure=measure, keep=keep, report=report, should_stop=should_stop)
        return _finish(trainer, texts, folder, recipe, checkpoint_file=keep())


def _finish(
    trainer: Trainer[ReferenceModel],
    texts: _Texts,
    folder: Path,
    recipe: TrainingRecipe,
    *,
    checkpoint_file: Path,
) -> TrainingOutcome:
    """Save the best weights as a model, measure them on whole documents, draw the loss curve."""
    size = texts.tokenizer.get_vocab_size()
    model = ReferenceModel(recipe.model_configuration(size))
    model.load_state_dict(trainer.best_weights or trainer.learner.weights())
    save_model(model, folder)
    save_losses(trainer.points, folder)
    held_out = [token_ids.tolist() for token_ids in texts.held_out.values()]
    guessing = measure_guessing(texts.learned.tolist(), held_out, vocabulary_size=size)
    plot = None
    if trainer.points and can_draw():
        path = folder / "loss.svg"
        plot = draw_losses(trainer.points, guessing=guessing, title=folder.name, path=path)
    return TrainingOutcome(
        folder=folder,
        is_finished=trainer.is_finished,
        step=trainer.step,
        parameters=sum(math.prod(each.shape) for each in model.parameters()),
        vocabulary_size=size,
        losses=measure_held_out(model, texts.held_out, context_tokens=recipe.context_tokens),
        sizes_bytes=texts.sizes_bytes,
        guessing=guessing,
        points=trainer.points,
        checkpoint=checkpoint_file,
        plot=plot,
    )


def _tokenise(
    split: SplitCorpus, folder: Path, recipe: TrainingRecipe, *, is_resumed: bool
) -> _Texts:
    if is_resumed:
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the library raises nothing narrower
            raise unusable_checkpoint(folder, "has lost its tokenizer.json") from error
    else:
        tokenizer = train_tokenizer(
            (document.text for document in split.learned), vocabulary_size=recipe.vocabulary_size
        )
    learned = [
        token_id
        for document in split.learned
        for token_id in encode_document(tokenizer, document.text)
    ]
    held_out = {
        str(document.path): torch.tensor(encode_document(tokenizer, document.text))
        for document in split.held_out
    }
    return _Texts(
        tokenizer=tokenizer,
        learned=torch.tensor(learned),
        held_out=held_out,
        sizes_bytes={str(document.path): document.size_bytes for document in split.held_out},
    )


def _restore(trainer: Trainer[ReferenceModel], checkpoint: Checkpoint) -> None:
    try:
        trainer.restore(checkpoint.state)
    except (KeyError, RuntimeError, TypeError, ValueError) as error:
        raise unusable_checkpoint(checkpoint.folder, "doesn't fit its tokenizer") from error
