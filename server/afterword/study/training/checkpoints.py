# pyright: basic
"""Checkpoints: the state of a training on disk, written atomically, and the check that it fits."""

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final

import torch

from afterword.errors import ModelError, ModelFileError
from afterword.study.training.recipes import LearningRecipe, ModelSize

CHECKPOINT_FORMAT: Final = 1
"""The version of the file format."""
_MAY_CHANGE: Final = frozenset({"steps", "warm_up_steps", "peak_learning_rate"})
"""The fields of a recipe that may change when a training is resumed."""
_FILE_NAME: Final = "checkpoint.pt"
_DAMAGED: Final = (
    OSError,
    RuntimeError,
    EOFError,
    KeyError,
    TypeError,
    ValueError,
    UnpicklingError,
)
"""The exceptions that reading a damaged file raises; which one depends on where the damage is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of a training between two steps, read from disk."""

    folder: Path
    """The folder of the model or voice."""
    recipe: dict[str, Any]
    """The recipe as ``LearningRecipe.describe`` returned it."""
    corpus_sha256: str
    """The ``corpora.fingerprint`` of the texts that the model is trained on."""
    state: dict[str, Any]
    """The state as ``Trainer.state`` returned it."""

    @property
    def size(self) -> ModelSize:
        """The size of a model that is trained from nothing."""
        return ModelSize(self.recipe["size"])

    @property
    def steps(self) -> int:
        """The number of steps that the training was to take in all."""
        return int(self.recipe["steps"])

    def check_fits(self, recipe: LearningRecipe, *, corpus_sha256: str) -> None:
        """Check that the training can be resumed with a recipe.

        The number of steps and the learning rate may differ.

        Raises:
            ModelError: the checkpoint is of another corpus, size or base.
            ModelFileError: it was begun by a version of Afterword with other recipes.
        """
        name, now = self.folder.name, recipe.describe()
        changed = {key for key in now if now[key] != self.recipe.get(key)} - _MAY_CHANGE
        if "size" in changed:
            raise ModelError(
                f"{name} is of the size {self.size}, not {now['size']}.",
                next_step=f"Go on with --size {self.size}, or take another name.",
            )
        if "base_fingerprint" in changed:
            raise ModelError(
                f"{name} was begun on other weights than those of {now['base_name']}.",
                next_step=f"Give the base that it began with, {self.recipe.get('base_name')}, "
                "unchanged, or take another name.",
            )
        if self.corpus_sha256 != corpus_sha256:
            raise ModelError(
                f"{name} has been learning from other texts than these.",
                next_step="Give the texts that it began with, unchanged, or take another name.",
            )
        if changed:
            raise unusable_checkpoint(
                self.folder, f"was begun with another {', '.join(sorted(changed))}"
            )


def checkpoint_path(folder: Path) -> Path:
    """Return the path of the checkpoint of the model or voice in ``folder``."""
    return folder / "training" / _FILE_NAME


def write_checkpoint(
    folder: Path, state: dict[str, Any], *, recipe: LearningRecipe, corpus_sha256: str
) -> Path:
    """Write a training's state; an existing checkpoint is replaced once this one is complete.

    Raises:
        OSError: the folder can't be written.
    """
    path = checkpoint_path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "format": CHECKPOINT_FORMAT,
        "recipe": recipe.describe(),
        "corpus_sha256": corpus_sha256,
        "state": state,
    }
    unfinished = path.with_name(f"{_FILE_NAME}.unfinished")
    try:
        with unfinished.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except RuntimeError as error:
        # For a full disk torch raises only that it could not write.
        raise OSError(f"{path} could not be written") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def read_checkpoint(folder: Path) -> Checkpoint:
    """Return the checkpoint in a folder. Only tensors and plain values are read: no code is run.

    Raises:
        ModelFileError: there is no checkpoint, or it is damaged or of another version.
    """
    path = checkpoint_path(folder)
    if not path.is_file():
        raise ModelFileError(
            f"There is no checkpoint of {folder.name} to go on from.",
            next_step="Leave out --resume to begin.",
        )
    try:
        if not zipfile.is_zipfile(path):  # torch would read it as its oldest format
            raise ValueError("not written by torch.save")
        content = torch.load(path, weights_only=True)
        found = Checkpoint(
            folder=folder,
            recipe=dict(content["recipe"]),
            corpus_sha256=content["corpus_sha256"],
            state=content["state"],
        )
        is_known = content["format"] == CHECKPOINT_FORMAT
    except _DAMAGED as error:
        raise unusable_checkpoint(folder, "is damaged") from error
    if not is_known:
        raise unusable_checkpoint(folder, "was written by another version of Afterword")
    return found


def unusable_checkpoint(folder: Path, what: str) -> ModelFileError:
    """Return the error for a checkpoint that can't be resumed; ``what`` is a predicate."""
    return ModelFileError(
        f"The checkpoint {checkpoint_path(folder)} {what}.",
        next_step=f"Delete the folder {folder} to begin again, or train under another name.",
    )
