# pyright: basic
"""The real default model, from its packages to a folder that loads."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType
from gguf.quants import dequantize
from safetensors import safe_open
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer

from afterword.models.catalogue import CATALOGUE
from afterword.models.gguf.header import read_gguf_header
from afterword.models.model_store import ModelStore
from afterword.models.packaged_files import join_pieces
from afterword.models.preparation_progress import PreparationProgress
from afterword.models.prepared_model import PreparedModel
from unit.models.tiny_gguf import QUIET

pytestmark = [pytest.mark.model, pytest.mark.slow]

NAME = "gemma3-270m"


PREPARE = """
import sys
from pathlib import Path
from afterword.models.model_store import ModelStore
ModelStore(Path(sys.argv[1])).prepare(sys.argv[2])
print(sorted({"torch", "transformers"} & sys.modules.keys()))
"""


@pytest.fixture(scope="module")
def preparation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Prepare the model in its own process; returns the cache folder and what the process printed."""
    root = tmp_path_factory.mktemp("models")
    finished = subprocess.run(  # noqa: S603 (the test's own command)
        [sys.executable, "-c", PREPARE, str(root), NAME],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return root, finished.stdout.strip()


@pytest.fixture(scope="module")
def prepared(preparation: tuple[Path, str]) -> PreparedModel:
    return ModelStore(preparation[0]).prepare(NAME)


@pytest.fixture(scope="module")
def tokenizer(prepared: PreparedModel) -> Tokenizer:
    return Tokenizer.from_file(str(prepared.folder / "tokenizer.json"))


def test_the_record_says_what_the_engine_needs(prepared: PreparedModel) -> None:
    assert (prepared.bos_token_id, prepared.eos_token_ids) == (2, (1, 106))
    assert prepared.prepends_bos
    assert prepared.context_tokens == 32768


# The ids are what transformers' own reader of the same file gives; compared once over 3,000 texts.
@pytest.mark.parametrize(
    ("text", "token_ids"),
    [
        pytest.param(
            "The lamp went out, and she counted 1,024 steps.",
            "2 818 15123 3939 855 236764 532 1304 "
            "31167 236743 236770 236764 236771 236778 236812 6555 236761",
            id="plain English",
        ),
        pytest.param(
            "雨停了，她把伞收起来。“走吧。”",
            "2 239226 238962 237089 236900 238005 238061 "
            "244089 238107 22379 47808 238302 238702 10412",
            id="Chinese",
        ),
        pytest.param(
            "👩\u200d👩\u200d👧 and 🇫🇷!",
            "2 243767 237243 243767 237243 244814 532 236743 246598 242644 236888",
            id="emoji",
        ),
        pytest.param(
            "def f(x):\n\treturn x**2",
            "2 2063 517 236769 236781 1473 107 255968 2060 1123 1018 236778",
            id="code",
        ),
        pytest.param(
            "  two\t\ttabs\n\n\n  end ",
            "2 138 13498 255969 39218 109 138 643 236743",
            id="odd whitespace",
        ),
        pytest.param(
            "\U00013000\u2028\x85\ufdfa",
            "2 478 385 366 366 464 366 406 432 371 241078",
            id="rare code points",
        ),
        pytest.param("שלום עולם", "2 82110 42737 11173 87859", id="right to left"),
        pytest.param("<h1>Title</h1>", "2 184 7396 191", id="markup"),
    ],
)
def test_tokens_are_those_that_the_model_learned(
    tokenizer: Tokenizer, text: str, token_ids: str
) -> None:
    encoded = tokenizer.encode(text)
    assert encoded.ids == [int(token_id) for token_id in token_ids.split()]
    assert tokenizer.decode(encoded.ids) == text


def test_transformers_reads_the_tokenizer_too(prepared: PreparedModel) -> None:
    tokenizer = AutoTokenizer.from_pretrained(prepared.folder)
    assert tokenizer("The sea")["input_ids"] == [2, 818, 5442]
    assert (tokenizer.bos_token, tokenizer.eos_token) == ("<bos>", "<eos>")


def test_weights_are_the_packed_ones_rounded_to_bfloat16(
    prepared: PreparedModel, tmp_path: Path
) -> None:
    packed_path = tmp_path / "packed.gguf"
    join_pieces(CATALOGUE[NAME], packed_path, stage=QUIET)
    header = read_gguf_header(packed_path)
    content = np.memmap(packed_path, mode="r")
    layer = "model.layers.11."
    with safe_open(prepared.folder / "model.safetensors", "pt") as unpacked:
        for ours, theirs, added in (
            (f"{layer}self_attn.q_proj.weight", "blk.11.attn_q.weight", 0),
            (f"{layer}mlp.down_proj.weight", "blk.11.ffn_down.weight", 0),
            (f"{layer}self_attn.o_proj.weight", "blk.11.attn_output.weight", 0),
            (f"{layer}input_layernorm.weight", "blk.11.attn_norm.weight", 1),
        ):
            tensor = header.tensors[theirs]
            packed = content[tensor.offset_bytes : tensor.offset_bytes + tensor.size_bytes]
            rows = packed.reshape(*tensor.shape[:-1], -1)
            values = dequantize(rows, GGMLQuantizationType(tensor.packing.number)) - added
            expected = torch.from_numpy(values).to(torch.bfloat16)
            assert torch.equal(unpacked.get_tensor(ours), expected), ours


def test_the_model_writes_sense(prepared: PreparedModel, tokenizer: Tokenizer) -> None:
    model = AutoModelForCausalLM.from_pretrained(prepared.folder, dtype=torch.float32)
    prompt = torch.tensor([tokenizer.encode("Monday, Tuesday, Wednesday, Thursday,").ids])
    with torch.no_grad():
        best = int(model(prompt).logits[0, -1].argmax())
    assert tokenizer.decode([best]) == " Friday"


def test_the_second_time_nothing_is_done(prepared: PreparedModel) -> None:
    seen = list[PreparationProgress]()
    assert ModelStore(prepared.folder.parent).prepare(NAME, report=seen.append) == prepared
    assert seen == []


def test_preparing_imports_neither_torch_nor_transformers(preparation: tuple[Path, str]) -> None:
    assert preparation[1] == "[]"
