"""``afterword train``: trains a small model on texts."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from afterword.cli.command_service import settings_from_files
from afterword.cli.training_display import INTERRUPTED, training_display
from afterword.models.trained_models import new_trained_folder, trained_root, voices_root
from afterword.required_packages import require_packages
from afterword.study.training.corpora import read_corpus
from afterword.study.training.recipes import (
    ModelSize,
    OptimiserKind,
    TrainingRecipe,
    recipe_for,
)

if TYPE_CHECKING:
    from afterword.study.training.training_outcome import TrainingOutcome

_OF_THE_RECIPE: Final = ("size", "steps", "optimiser", "contrastive_weight", "embedding_weight")
"""The options that say what is trained; a training that is resumed keeps what they were."""


def run_train(arguments: Namespace) -> int:
    """Train with a progress bar, and print the outcome; Ctrl-C stops after the step."""
    folder = new_trained_folder(trained_root(), arguments.name, other_root=voices_root())
    require_packages(("torch", "tokenizers"), "A model is trained by torch", extra="train")
    from afterword.study.training.checkpoints import read_checkpoint
    from afterword.study.training.training_run import run_training

    documents = read_corpus([Path(path).expanduser() for path in arguments.paths])
    checkpoint = read_checkpoint(folder) if arguments.resume else None
    recipe = choose_recipe(arguments, None if checkpoint is None else checkpoint.recipe)
    with training_display(f"Training {folder.name}", documents=len(documents)) as display:
        outcome = run_training(
            documents,
            folder,
            recipe,
            checkpoint=checkpoint,
            report=display.report,
            should_stop=display.should_stop,
            threads=settings_from_files().threads,
        )
    _print_outcome(outcome, steps=recipe.steps)
    if outcome.is_finished:
        return 0
    print(
        f"Stopped after step {outcome.step}. The checkpoint is {outcome.checkpoint}; go on with "
        "the same command and --resume.",
        file=sys.stderr,
    )
    return INTERRUPTED


def choose_recipe(arguments: Namespace, begun: Mapping[str, object] | None) -> TrainingRecipe:
    """Return the recipe of the command line; what it leaves out is as in ``begun``, a checkpoint's."""
    options: dict[str, Any] = {name: getattr(arguments, name) for name in _OF_THE_RECIPE}
    for name, value in (begun or {}).items():
        if name in options and options[name] is None:
            options[name] = value
    options = {name: value for name, value in options.items() if value is not None}
    size = ModelSize(options.pop("size", ModelSize.TINY))
    optimiser = OptimiserKind(options.pop("optimiser", OptimiserKind.ADAMW))
    return recipe_for(size, optimiser=optimiser, **options)


def _print_outcome(outcome: "TrainingOutcome", *, steps: int) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{outcome.folder.name}: {outcome.parameters / 1e6:.1f} million parameters, "
        f"{outcome.vocabulary_size} tokens, {outcome.step} of {steps} steps"
    )
    table = Table("Held out", "Tokens", "Nats a token", "Bits a byte", box=None, highlight=False)
    for loss in outcome.losses:
        bits = f"{outcome.bits_per_byte_of(loss):.3f}"
        table.add_row(Text(loss.name), str(loss.tokens), f"{loss.nats_per_token:.3f}", bits)
    for name, nats, style in (
        ("All of them", outcome.held_out, "bold"),
        ("An n-gram model, order 5", outcome.guessing.by_ngrams, "dim"),
        ("Guessing by frequency", outcome.guessing.by_frequency, "dim"),
        ("Guessing blindly", outcome.guessing.uniform, "dim"),
    ):
        table.add_row(name, "", f"{nats:.3f}", f"{outcome.bits_per_byte(nats):.3f}", style=style)
    console.print(table)
    if outcome.plot is not None:
        console.print(f"How the loss fell: {outcome.plot}", markup=False)
    elif outcome.points:
        losses = outcome.folder / "losses.csv"
        console.print(
            f'How the loss fell: {losses}; as a picture with: pip install "afterword[train]"',
            markup=False,
        )
    console.print(f"Try it: afterword continue FILE --model {outcome.folder.name}", markup=False)
