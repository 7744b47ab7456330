"""A prepared model in compiled code is served by a process that can't import torch."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from afterword.models.model_store import compiled_code_folder
from afterword.transformer.loading.runtime_loader import load_runtime
from afterword.transformer.reference.families import llama_config_json
from afterword.transformer.reference.weights import write_llama_weights
from fakes.compiled_models import needs_compiled_code
from fakes.small_models import PLAIN, build_model

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

CONFIGURATION = replace(PLAIN, head_width=64, feed_forward_width=128)

SERVE = """
import json, sys
from pathlib import Path
for name in ("safetensors", "tokenizers", "torch", "transformers"):
    sys.modules[name] = None  # its import raises
import numpy as np
from afterword.transformer.compiled.background_compilation import BackgroundCompilation
from afterword.transformer.loading.runtime_loader import load_runtime
from afterword.transformer.quantisation.footprint import weights_bytes

folder, code_folder = Path(sys.argv[1]), Path(sys.argv[2])
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


def test_a_prepared_model_gives_the_same_logits_where_torch_is_missing(tmp_path: Path) -> None:
    write_llama_weights(build_model(CONFIGURATION), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(llama_config_json(CONFIGURATION)))
    runtime = load_runtime(tmp_path, threads=1, code_folder=compiled_code_folder())  # by torch
    done = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", SERVE, str(tmp_path), str(compiled_code_folder())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    served = json.loads(done.stdout)
    cache = runtime.new_cache(40)
    hidden = runtime.hidden(np.arange(30), cache, 0)
    branch = [runtime.hidden(np.array(row), cache, 30)[-1:] for row in ([3, 4], [1, 5])]
    whole = runtime.head.logits(hidden)
    assert np.array_equal(served["whole"], whole)
    assert np.array_equal(served["some"], whole[:, [3, 50]])
    branches = runtime.head.logits(np.concatenate(branch))
    np.testing.assert_allclose(served["branches"], branches, atol=0.1, rtol=0.02)
