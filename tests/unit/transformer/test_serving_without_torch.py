"""A model in compiled code is prepared and served by a process that can't import torch."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from afterword.models.model_store import compiled_code_folder
from afterword.transformer.loading.runtime_loader import load_runtime
from afterword.transformer.quantisation.calibration_run import measure_activations
from afterword.transformer.quantisation.packed_measurements import (
    pack_measurements,
    unpack_measurements,
)
from afterword.transformer.reference.families import llama_config_json
from afterword.transformer.reference.weight_folder import WeightFolder
from afterword.transformer.reference.weights import write_llama_weights
from fakes.compiled_models import needs_compiled_code
from fakes.small_models import PLAIN, build_model

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

STORE = "afterword-int8.safetensors"
CONFIGURATION = replace(PLAIN, head_width=64, feed_forward_width=128)

WITHOUT = """
import json, sys
from pathlib import Path
for name in ("safetensors", "tokenizers", "torch", "transformers"):
    sys.modules[name] = None  # its import raises
import numpy as np
from afterword.transformer.compiled.background_compilation import BackgroundCompilation
from afterword.transformer.loading.runtime_loader import load_runtime
from afterword.transformer.quantisation.footprint import weights_bytes
from afterword.transformer.quantisation.packed_measurements import unpack_measurements

folder, code_folder = Path(sys.argv[1]), Path(sys.argv[2])
"""
SERVE = """
BackgroundCompilation(code_folder).finish()
weights_bytes(folder)
runtime = load_runtime(folder, threads=1, code_folder=code_folder)
cache = runtime.new_cache(40)
hidden = runtime.hidden(np.arange(30), cache, 0)
some = runtime.pack_head(np.array([50, 3]))
branches = runtime.open_branches(cache, 30, count=3, capacity_tokens=2)
runtime.hidden_of_branches(np.array([1, 2, 3]), branches)
branches.keep(np.array([2, 0]))
last = runtime.hidden_of_branches(np.array([4, 5]), branches)
print(json.dumps({
    "whole": runtime.head.logits(hidden).tolist(),
    "some": some.logits(hidden).tolist(),
    "branches": runtime.head.logits(last).tolist(),
}))
"""


PREPARE = """
measured = unpack_measurements(Path(sys.argv[3]).read_bytes())
load_runtime(
    folder, threads=1, code_folder=code_folder, known_measurements=lambda: measured
)
"""
UNKNOWN = """
from afterword.errors import EngineUnavailableError
try:
    load_runtime(folder, threads=1, code_folder=code_folder)
except EngineUnavailableError as error:
    print(error)
"""


def run_without(program: str, *arguments: Path) -> str:
    done = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", WITHOUT + program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model that nothing was made of yet."""
    folder = tmp_path / "model"
    folder.mkdir()
    write_llama_weights(build_model(CONFIGURATION), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(llama_config_json(CONFIGURATION)))
    return folder


def test_a_prepared_model_gives_the_same_logits_where_torch_is_missing(folder: Path) -> None:
    runtime = load_runtime(folder, threads=1, code_folder=compiled_code_folder())  # by torch
    served = json.loads(run_without(SERVE, folder, compiled_code_folder()))
    cache = runtime.new_cache(40)
    hidden = runtime.hidden(np.arange(30), cache, 0)
    branch = [runtime.hidden(np.array(row), cache, 30)[-1:] for row in ([3, 4], [1, 5])]
    whole = runtime.head.logits(hidden)
    assert np.array_equal(served["some"], np.array(served["whole"])[:, [3, 50]])
    branches = runtime.head.logits(np.concatenate(branch))
    # Sums may be reordered, and where two processes compiled, LLVM may have done so in two ways.
    for name, logits in {"whole": whole, "branches": branches}.items():
        np.testing.assert_allclose(served[name], logits, atol=0.1, rtol=0.02)


def test_a_model_whose_measurements_are_known_is_prepared_where_torch_is_missing(
    folder: Path, tmp_path: Path
) -> None:
    read = WeightFolder(folder, CONFIGURATION).read
    measured = measure_activations(CONFIGURATION, read, None, keeps_grids=False)
    packed = tmp_path / "measured.npz"
    packed.write_bytes(pack_measurements(measured, vocabulary_size=CONFIGURATION.vocabulary_size))
    run_without(PREPARE, folder, compiled_code_folder(), packed)
    made = (folder / STORE).read_bytes()
    (folder / STORE).unlink()
    load_runtime(
        folder, threads=1, known_measurements=lambda: unpack_measurements(packed.read_bytes())
    )
    assert (folder / STORE).read_bytes() == made


def test_a_model_that_is_not_known_asks_for_torch(folder: Path) -> None:
    printed = run_without(UNKNOWN, folder, compiled_code_folder())
    assert printed.strip() == (
        "This model is run on a text by torch before its weights are rounded, and torch is not "
        'installed. Run: pip install "afterword[torch]"'
    )
