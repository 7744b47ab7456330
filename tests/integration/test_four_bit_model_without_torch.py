# pyright: basic
"""A four-bit file with a byte-level vocabulary is prepared and served where only ``local`` is installed."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import quantize
from tokenizers import Tokenizer

from afterword.models.model_store import ModelStore, compiled_code_folder
from afterword.transformer.loading.compiled_assembly import assemble_compiled
from afterword.transformer.quantisation.calibration_run import measure_activations
from afterword.transformer.quantisation.int8_recipe import int8_recipe
from afterword.transformer.quantisation.packed_measurements import pack_measurements
from afterword.transformer.quantisation.quantised_store import MeasuredActivations, open_quantised
from afterword.transformer.reference.families import read_configuration
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.weight_folder import WeightFolder
from fakes.compiled_models import needs_compiled_code
from fakes.light_installation import light_environment
from unit.models.tiny_gguf import add_byte_level_vocabulary

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

TEXT = "The path ends at the ferry, said théo."
WIDTH, FEED_FORWARD, HEADS, LAYERS = 128, 256, 2, 2

PROGRAM = """
import importlib.util, json, sys
from pathlib import Path
import numpy as np
assert importlib.util.find_spec("torch") is None
from afterword.engine.decoding.local_engine import LocalEngine
from afterword.engine.interface import CancelToken, GenerationRequest
from afterword.engine.loading.engine_builder import _open_encoder
from afterword.engine.tokens.native_model import NativeModel
from afterword.engine.tokens.tokenizer_file import read_tokenizer_file
from afterword.engine.tokens.vocabulary_store import open_vocabulary
from afterword.models.model_store import ModelStore
from afterword.transformer.loading.compiled_assembly import assemble_compiled
from afterword.transformer.quantisation.int8_recipe import int8_recipe
from afterword.transformer.quantisation.packed_measurements import unpack_measurements
from afterword.transformer.quantisation.quantised_store import open_quantised
from afterword.transformer.reference.families import read_configuration
from afterword.transformer.reference.weight_folder import WeightFolder

file, packed, root, code_folder = map(Path, sys.argv[1:5])
text = sys.argv[5]
prepared = ModelStore(root).prepare(str(file))
configuration = read_configuration(prepared.folder)
weights = WeightFolder(prepared.folder, configuration)
measured = unpack_measurements(packed.read_bytes())
recipe = int8_recipe(
    configuration, weights.read, (), None,
    known_measurements=lambda: measured, keeps_grids=True, threads=2,
)
quantised = open_quantised(prepared.folder, recipe)
runtime = assemble_compiled(
    configuration, weights.token_rows, quantised, threads=1, code_folder=code_folder
)
content = lambda: read_tokenizer_file(prepared.folder)
encoder = _open_encoder(prepared.folder, content)
token_ids = encoder.encode(text)
hidden = runtime.hidden(np.array(token_ids), runtime.new_cache(64), 0)
engine = LocalEngine(
    NativeModel(runtime), encoder,
    open_vocabulary(prepared.folder, size=configuration.vocabulary_size, content=content),
    model_name="tiny", runtime="", bos_id=None, end_ids=frozenset(prepared.eos_token_ids),
)
request = GenerationRequest(prompt=text, max_tokens=4, min_chars=3)
print(json.dumps({
    "four_bit_names": sorted(quantised.measured.four_bit_names),
    "token_ids": token_ids,
    "logits": runtime.head.logits(hidden).tolist(),
    "text": "".join(piece.text for piece in engine.generate(request, CancelToken())),
}))
"""


def write_four_bit_qwen(path: Path) -> None:
    """Write a tiny Qwen 2 of random weights, whose linear layers are in Q4_1."""
    writer = GGUFWriter(path, "qwen2")
    vocabulary = add_byte_level_vocabulary(writer, pre="qwen2")
    writer.add_context_length(64)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10_000.0)
    draw = np.random.default_rng(0)
    writer.add_tensor("token_embd.weight", random(draw, vocabulary, WIDTH))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    for layer in range(LAYERS):
        shapes = {
            **dict.fromkeys(("attn_q", "attn_k", "attn_v", "attn_output"), (WIDTH, WIDTH)),
            **dict.fromkeys(("ffn_gate", "ffn_up"), (FEED_FORWARD, WIDTH)),
            "ffn_down": (WIDTH, FEED_FORWARD),
        }
        four_bits = GGMLQuantizationType.Q4_1
        for name, shape in shapes.items():
            values = quantize(random(draw, *shape), four_bits)
            writer.add_tensor(f"blk.{layer}.{name}.weight", values, raw_dtype=four_bits)
        for name in ("attn_q", "attn_k", "attn_v"):
            writer.add_tensor(f"blk.{layer}.{name}.bias", random(draw, WIDTH))
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", np.ones(WIDTH, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def random(draw: np.random.Generator, *shape: int) -> np.ndarray:
    return draw.normal(size=shape, scale=0.1).astype(np.float32)


def logits_where_torch_is(folder: Path, token_ids: list[int]) -> tuple[np.ndarray, bytes]:
    """Return the logits of a model that torch has measured, and the packed measurements."""
    configuration = read_configuration(folder)
    assert isinstance(configuration, ModelConfiguration)
    weights = WeightFolder(folder, configuration)
    measured: MeasuredActivations = measure_activations(
        configuration, weights.read, None, keeps_grids=True
    )
    recipe = int8_recipe(
        configuration,
        weights.read,
        (),
        None,
        known_measurements=lambda: measured,
        keeps_grids=True,
    )
    runtime = assemble_compiled(
        configuration,
        weights.token_rows,
        open_quantised(folder, recipe),
        threads=1,
        code_folder=compiled_code_folder(),
    )
    hidden = runtime.hidden(np.array(token_ids), runtime.new_cache(64), 0)
    packed = pack_measurements(measured, vocabulary_size=configuration.vocabulary_size)
    return runtime.head.logits(hidden), packed


def test_a_four_bit_model_with_bytes_for_tokens_needs_no_torch(tmp_path: Path) -> None:
    file, packed, site = tmp_path / "tiny.gguf", tmp_path / "measured.npz", tmp_path / "site"
    write_four_bit_qwen(file)
    folder = ModelStore(tmp_path / "with-torch").prepare(str(file)).folder
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    token_ids = tokenizer.encode(TEXT, add_special_tokens=False).ids
    logits, measurements = logits_where_torch_is(folder, token_ids)
    packed.write_bytes(measurements)
    site.mkdir()

    done = subprocess.run(  # noqa: S603  our own program
        [
            *(sys.executable, "-c", PROGRAM),
            *map(str, (file, packed, tmp_path / "light", compiled_code_folder())),
            TEXT,
        ],
        env=light_environment(site),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    served = json.loads(done.stdout)
    linears = ("query_key_value", "attention_output", "gate_up", "down")
    assert len(served["four_bit_names"]) == LAYERS * len(linears), served["four_bit_names"]
    assert served["token_ids"] == token_ids
    # Sums may be reordered, and where two processes compiled, LLVM may have done so in two ways.
    np.testing.assert_allclose(served["logits"], logits, atol=0.1, rtol=0.02)
    assert served["text"]
