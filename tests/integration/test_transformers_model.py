# pyright: basic
"""transformers' model classes through our cache: what is cached predicts as if it were read anew."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from afterword.engine.tokens.transformers_model import TransformersModel
from afterword.models.model_store import ModelStore

pytestmark = [pytest.mark.model, pytest.mark.slow]
SENTENCE = "The road ended a hundred yards short of the door, where the grass had grown. "


@pytest.fixture(scope="module")
def model() -> TransformersModel:
    return TransformersModel(ModelStore().prepare("gemma3-270m").folder)


@pytest.fixture(scope="module")
def token_ids() -> list[int]:
    folder = ModelStore().prepare("gemma3-270m").folder
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return [2, *tokenizer.encode(SENTENCE * 45, add_special_tokens=False).ids]


def test_a_sequence_cropped_beyond_the_sliding_window_predicts_as_if_read_anew(
    model: TransformersModel, token_ids: list[int]
) -> None:
    assert len(token_ids) > 700  # Gemma's window is 512
    cropped = model.new_sequence()
    cropped.read(token_ids[:600])
    cropped.read(token_ids[100:200])
    cropped.crop(600)
    anew = model.new_sequence()
    for start in range(0, 640, 200):
        logits = anew.read(token_ids[start : min(start + 200, 640)])
    assert cropped.length == 600
    difference = np.abs(cropped.read(token_ids[600:640]) - logits).max()
    assert difference < 0.75  # bf16: chunks of another size round differently


def test_cropping_to_a_longer_length_changes_nothing(
    model: TransformersModel, token_ids: list[int]
) -> None:
    sequence = model.new_sequence()
    sequence.read(token_ids[:9])
    sequence.crop(50)
    assert sequence.length == 9
