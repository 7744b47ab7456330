# pyright: basic
"""Saves a trained model as a folder that transformers and Afterword load."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.models.whole_file import write_whole_file
from afterword.study.training.learned_vocabulary import END_OF_TEXT, END_OF_TEXT_ID
from afterword.study.training.trainer import LossPoint
from afterword.transformer.reference.families import llama_config_json
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.reference.weights import write_llama_weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def save_tokenizer(tokenizer: "Tokenizer", folder: Path) -> None:
    """Write ``tokenizer.json``.

    Raises:
        OSError: the folder can't be written.
    """
    # Not with tokenizer.save, which raises a plain Exception for a full disk.
    write_whole_file(folder / "tokenizer.json", tokenizer.to_str())


def save_model(model: ReferenceModel, folder: Path) -> None:
    """Write the weights and their configuration beside the tokenizer.

    ``config.json`` is written last: it marks the folder as a complete model.

    Raises:
        OSError: the folder can't be written.
    """
    write_llama_weights(model, folder / "model.safetensors")
    ends = {"bos_token_id": END_OF_TEXT_ID, "eos_token_id": END_OF_TEXT_ID}
    tokenizer_config = {
        # This class loads tokenizer.json unchanged.
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": END_OF_TEXT,
        "eos_token": END_OF_TEXT,
        # Most training windows begin in the middle of a text, without this token.
        "add_bos_token": False,
        "clean_up_tokenization_spaces": False,
        "model_max_length": model.configuration.max_positions,
    }
    _write_json(folder / "tokenizer_config.json", tokenizer_config)
    _write_json(folder / "generation_config.json", ends)
    _write_json(folder / "config.json", llama_config_json(model.configuration) | ends)


def save_losses(points: Sequence[LossPoint], folder: Path) -> Path:
    """Write the measured losses as a CSV file, and return its path.

    Raises:
        OSError: the folder can't be written.
    """
    path = folder / "losses.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["step", "learned_nats_per_token", "held_out_nats_per_token"])
        table.writerows(
            [each.step, f"{each.learned:.5f}", f"{each.held_out:.5f}"] for each in points
        )
    return path


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    write_whole_file(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
