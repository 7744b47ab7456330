# pyright: basic
"""transformers' model classes on a GPU predict what they predict on the processor."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from afterword.engine.tokens.token_model import PREFILL_CHUNK_TOKENS
from afterword.engine.tokens.transformers_model import TransformersModel
from afterword.transformer.precision import Precision
from fakes.gpu_on_processor import GpuTensor, gpu_on_processor
from fakes.tiny_model_folder import write_tiny_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


def read_and_branch(model: TransformersModel) -> list[NDArray[np.float32]]:
    """Return the logits after everything that the engine does with a model."""
    sequence = model.new_sequence()
    logits = [model.predict(sequence.read(list(range(20)), keep_last=3))]
    sequence.crop(10)
    logits.append(model.predict(sequence.read([5])))
    branches = sequence.branch(3, max_tokens=4)
    logits.append(model.predict(branches.read([1, 2, 3])))
    branches.keep([2, 0])
    return [*logits, model.predict(branches.read([7, 8]))]


def test_a_gpu_predicts_what_the_processor_predicts(folder: Path) -> None:
    expected = read_and_branch(TransformersModel(folder, precision=Precision.FLOAT32))
    with gpu_on_processor() as gpu:
        on_gpu = read_and_branch(TransformersModel(folder, device=gpu, precision=Precision.FLOAT32))
    assert [each.shape[0] for each in on_gpu] == [3, 1, 3, 2]
    assert all(map(np.array_equal, on_gpu, expected))


def test_weights_and_cached_states_stay_on_the_gpu(folder: Path) -> None:
    with gpu_on_processor() as gpu:
        model = TransformersModel(folder, device=gpu, precision=Precision.FLOAT16)
        sequence = model.new_sequence()
        sequence.read([1, 2, 3])
    parameters = list(model.model.parameters())
    assert all(isinstance(each, GpuTensor) for each in parameters)
    assert {each.dtype for each in parameters} == {torch.float16}
    assert all(isinstance(layer.keys, GpuTensor) for layer in cast("Any", sequence._cache.layers))
    assert sequence.size_bytes > 0


def test_a_gpu_reads_more_of_the_prompt_at_once(folder: Path) -> None:
    with gpu_on_processor() as gpu:
        on_gpu = TransformersModel(folder, device=gpu)
    on_processor = TransformersModel(folder)
    assert on_processor.prefill_chunk_tokens == PREFILL_CHUNK_TOKENS
    assert on_gpu.prefill_chunk_tokens > PREFILL_CHUNK_TOKENS


@pytest.mark.parametrize("precision", [Precision.BFLOAT16, Precision.FLOAT16])
def test_two_byte_weights_predict_nearly_the_same(folder: Path, precision: Precision) -> None:
    exact = read_and_branch(TransformersModel(folder, precision=Precision.FLOAT32))
    model = TransformersModel(folder, precision=precision)
    rounded = read_and_branch(model)
    assert model.precision == f"{precision} on transformers"
    for expected, logits in zip(exact, rounded, strict=True):
        assert logits.dtype == np.float32
        assert np.abs(logits - expected).max() < 0.03 * np.abs(expected).max()
