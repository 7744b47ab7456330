"""``afterword tune``: tunes a voice on a writer's texts."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from afterword.cli.command_service import settings_from_files
from afterword.cli.training_display import INTERRUPTED, training_display
from afterword.cli.voice_check import check_thresholds
from afterword.models.model_store import ModelStore
from afterword.models.trained_models import new_trained_folder, trained_root, voices_root
from afterword.models.voices.voice_card import VoiceCard, base_fingerprint, card_rows
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.required_packages import require_packages
from afterword.study.training.corpora import read_corpus
from afterword.study.training.corpus_split import split_corpus
from afterword.study.tuning.tuning_recipe import tuning_recipe

if TYPE_CHECKING:
    from afterword.study.tuning.tuning_run import TuningOutcome


def run_tune(arguments: Namespace) -> int:
    """Tune with a progress bar, and print the voice's card; Ctrl-C stops after the step."""
    folder = new_trained_folder(voices_root(), arguments.name, other_root=trained_root())
    require_packages(("torch", "tokenizers"), "A voice is tuned by torch", extra="train")
    from afterword.study.training.checkpoints import read_checkpoint
    from afterword.study.tuning.tuning_run import run_tuning

    documents = read_corpus([Path(path).expanduser() for path in arguments.paths])
    checkpoint = read_checkpoint(folder) if arguments.resume else None
    begun = checkpoint.recipe if checkpoint else {}
    settings = settings_from_files(model=arguments.base or begun.get("base_name"))
    base = ModelStore().prepare(settings.model)
    recipe = tuning_recipe(
        base.name,
        base_fingerprint(base),
        steps=arguments.steps,
        learning_rate=arguments.learning_rate or begun.get("peak_learning_rate"),
    )
    with training_display(f"Tuning {folder.name}", documents=len(documents)) as display:
        outcome = run_tuning(
            documents,
            VoiceFolder(folder),
            base,
            recipe,
            checkpoint=checkpoint,
            minutes=arguments.minutes,
            report=display.report,
            should_stop=display.should_stop,
            threads=settings.threads,
        )
    check: list[tuple[str, str]] = []
    if outcome.card is not None and arguments.check_places:
        held_out = split_corpus(documents).held_out
        row = check_thresholds(outcome.voice, held_out, settings, places=arguments.check_places)
        check += [] if row is None else [row]
    return _print_outcome(outcome, check)


def _print_outcome(outcome: "TuningOutcome", check: Sequence[tuple[str, str]]) -> int:
    """Print what there is, and how it goes on; return the command's exit code."""
    tell = partial(print, file=sys.stderr)
    if outcome.card is not None:
        _print_card(outcome.card, check)
    if not outcome.is_finished:
        tell(
            f"Stopped after step {outcome.step} of {outcome.steps}. The checkpoint is "
            f"{outcome.checkpoint}; go on with the same command and --resume."
        )
    return 0 if outcome.card is not None else INTERRUPTED


def _print_card(card: VoiceCard, check: Sequence[tuple[str, str]]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    table = Table(box=None, show_header=False)
    for what, value in [*card_rows(card), *check]:
        table.add_row(what, Text(value))  # "[…]" in it is no markup
    console.print(table)
    figures = card.figures
    if figures.bits_per_byte_after >= figures.bits_per_byte_before:
        console.print(
            "It predicts the held-out text no better than its base does: give more text, or text by "
            "one author."
        )
    console.print(f'Write in it: voice = "{card.name}" in the settings', markup=False)
