"""A base of a few thousand parameters, and a recipe for it whose steps take milliseconds."""

from dataclasses import replace
from pathlib import Path

from afterword.models.model_folder import check_folder
from afterword.models.prepared_model import PreparedModel
from afterword.models.voices.voice_card import base_fingerprint
from afterword.study.tuning.tuning_recipe import TuningRecipe, tuning_recipe
from fakes.tiny_model_folder import write_tiny_model

SENTENCES = (
    "The boat was late. ",
    "Nobody rang the bell. ",
    "She opened the door. ",
    "It was ten to four. ",
)


def tiny_base(folder: Path) -> PreparedModel:
    """Write a base of random weights."""
    return check_folder(write_tiny_model(folder), name="tiny", source="a test")


def tiny_recipe(base: PreparedModel, *, steps: int) -> TuningRecipe:
    """Return a recipe with short windows and a high rate."""
    recipe = tuning_recipe(base.name, base_fingerprint(base), steps=steps, learning_rate=0.02)
    return replace(recipe, rank=2, alpha=4.0, context_tokens=16)


def write_chapters(folder: Path, *, count: int = 5) -> Path:
    """Write some chapters, in which the same sentences come in other orders."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        text = "".join(SENTENCES[(number + place * place) % 4] for place in range(40))
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return folder
