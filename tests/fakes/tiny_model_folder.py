# pyright: basic
"""A model folder that loads in a moment and runs as any other does; what it writes makes no sense."""

from dataclasses import replace
from pathlib import Path

from afterword.study.training.learned_vocabulary import train_tokenizer
from afterword.study.training.saved_model import save_model, save_tokenizer
from fakes.small_models import PLAIN, build_model

PROSE = (
    "She opened the door. The sea was calm, and nobody came. He waited until the rain had ended."
)


def write_tiny_model(folder: Path) -> Path:
    """Write a model of random weights and a vocabulary of some hundred tokens; return its folder."""
    folder.mkdir(parents=True)
    tokenizer = train_tokenizer([PROSE], vocabulary_size=300)
    configuration = replace(
        PLAIN, vocabulary_size=tokenizer.get_vocab_size(), max_positions=512, tied_head=True
    )
    save_tokenizer(tokenizer, folder)
    save_model(build_model(configuration), folder)
    return folder
