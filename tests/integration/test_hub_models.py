# pyright: basic
"""Models of the kinds that the catalogue has from the hub: fetched from one, loaded, and written with.

Each has the real kind of configuration, tokenizer and files, and random weights of a tiny size.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tokenizers import processors
from transformers import AutoConfig, AutoModelForCausalLM

from afterword.engine.interface import CancelToken, GenerationRequest
from afterword.engine.loading.engine_builder import load_engine
from afterword.models.catalogue import CATALOGUE
from afterword.models.catalogue_entry import HubRepository
from afterword.models.fetching.file_download import Downloader
from afterword.models.fetching.hub_client import HubClient
from afterword.models.fetching.web_client import WebClient
from afterword.models.model_store import ModelStore
from afterword.settings.fields import Device
from afterword.study.training.learned_vocabulary import train_tokenizer
from fakes.file_server import FileServer, serving
from fakes.gemma_tokenizers import gemma_tokenizer
from fakes.hub import COMMIT, put_repository
from fakes.tiny_model_folder import PROSE

SMALL: dict[str, Any] = {
    "hidden_size": 128,
    "intermediate_size": 256,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 64,
    "max_position_embeddings": 512,
    "tie_word_embeddings": True,
}
LLAMA3_ROTARY = {
    "rope_type": "llama3",
    "factor": 32.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 128,
}
TOKEN = "hf_of_nobody"  # noqa: S105


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A model of the catalogue, and what its files look like."""

    name: str
    model_type: str
    special: dict[str, Any]
    prepends_bos: bool = False


KINDS = [
    Kind(name="qwen3-0.6b-base", model_type="qwen3", special={}),
    Kind(
        name="gemma-3-1b-pt",
        model_type="gemma3_text",
        special={"query_pre_attn_scalar": 64, "sliding_window": 64},
        prepends_bos=True,
    ),
    Kind(name="smollm2-360m", model_type="llama", special={}),
    Kind(
        name="llama-3.2-1b",
        model_type="llama",
        special={"rope_parameters": {"rope_theta": 500000.0, **LLAMA3_ROTARY}},
        prepends_bos=True,
    ),
]


def write_repository(kind: Kind, folder: Path) -> Path:
    """Write the files as a hub has them: the weights in several, with an index."""
    if kind.model_type == "gemma3_text":
        tokenizer, bos = gemma_tokenizer(), 2
    else:
        tokenizer, bos = train_tokenizer([PROSE], vocabulary_size=300), 0
        if kind.prepends_bos:
            token = tokenizer.id_to_token(bos)
            tokenizer.post_processor = processors.TemplateProcessing(
                single=[token, "$A"], special_tokens=[(token, bos)]
            )
    configuration = AutoConfig.for_model(
        kind.model_type,
        **SMALL,
        **kind.special,
        vocab_size=tokenizer.get_vocab_size(),
        bos_token_id=bos,
        eos_token_id=0 if bos == 0 else 1,
    )
    model = AutoModelForCausalLM.from_config(configuration).bfloat16()
    model.save_pretrained(folder, max_shard_size="300KB")
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"add_bos_token": kind.prepends_bos}))
    return folder


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving(FileServer()) as running:
        yield running


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.name) for kind in KINDS])
def test_a_model_of_the_hub_is_fetched_and_writes(
    kind: Kind, server: FileServer, tmp_path: Path
) -> None:
    repository = write_repository(kind, tmp_path / "repository")
    assert (repository / "model.safetensors.index.json").is_file()
    source = CATALOGUE[kind.name].source
    assert isinstance(source, HubRepository)
    put_repository(server, source.repository, repository)
    server.password = f"Bearer {TOKEN}" if source.is_gated else ""
    server.breaks = [10**9, 100, 10**9, 200]  # the answer to the question comes whole
    client = WebClient()
    store = ModelStore(
        tmp_path / "models",
        hub=lambda: HubClient(
            client,
            endpoint=server.address,
            token=TOKEN if source.is_gated else "",
            is_offline=False,
        ),
        downloader=lambda: Downloader(client=client, wait=lambda _seconds: None),
    )
    store.fetch(kind.name)
    prepared = store.prepare(kind.name)
    assert prepared.source == f"hub {source.repository} at {COMMIT}"
    assert prepared.prepends_bos is kind.prepends_bos
    engine = load_engine(prepared, threads=1, device=Device.CPU)
    try:
        request = GenerationRequest(prompt="She opened the door.", max_tokens=6)
        pieces = list(engine.generate(request, CancelToken()))
        assert pieces[-1].usage is not None
        assert pieces[-1].usage.generated_tokens > 0
    finally:
        engine.close()
    assert store.info(kind.name).prepared is not None
    freed = store.remove(kind.name)
    assert freed >= sum(path.stat().st_size for path in repository.glob("*.safetensors"))
    assert store.info(kind.name).prepared is None
