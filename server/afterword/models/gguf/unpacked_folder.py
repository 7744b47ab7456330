# pyright: basic
"""The unpacked folder of a GGUF file, which transformers can load: weights, config and tokenizer.

Architectures in ``tensor_names.FAMILIES`` are unpacked here in seconds and without transformers;
others are read by transformers itself, which is slower.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from afterword.errors import ModelFileError
from afterword.models.gguf.config_json import Config, build_config
from afterword.models.gguf.header import GgufHeader
from afterword.models.gguf.safetensors_writer import (
    read_rotary_factor,
    unpack_tensors,
    unpacked_size_bytes,
)
from afterword.models.gguf.tensor_names import FAMILIES, ROTARY_FACTORS, PlannedTensor, plan_tensors
from afterword.models.gguf.tokenizer import build_tokenizer
from afterword.models.gguf.vocabulary import SpecialTokens, read_special_tokens
from afterword.models.preparation_progress import PreparationProgress, Stage
from afterword.required_packages import require_packages

_TOKENIZER_BYTES: Final = 40 * 2**20
"""Bytes reserved for tokenizer.json: more than the largest known one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackingPlan:
    """The plan for unpacking a GGUF file here."""

    config: Config
    """The content of config.json."""
    tensors: list[PlannedTensor]
    """The tensors to unpack, in the file's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackedModel:
    """The facts about an unpacked folder that go into its record."""

    model_type: str
    context_tokens: int
    tokens: SpecialTokens


def plan_unpacking(header: GgufHeader) -> UnpackingPlan | None:
    """Return the plan for unpacking the file here; None if transformers has to do it.

    Raises:
        ModelFileError: the file is damaged.
    """
    family = FAMILIES.get(header.architecture)
    if family is None:
        return None
    factor = read_rotary_factor(header.path, header.tensors.get(ROTARY_FACTORS))
    config = build_config(header, rotary_factor=factor)
    if config is None:
        return None
    tensors = plan_tensors(header, family, layers=_positive(config, "num_hidden_layers", "n_layer"))
    if tensors is None:
        return None
    return UnpackingPlan(config=config, tensors=tensors)


def needed_bytes(header: GgufHeader) -> int:
    """Return the approximate size of the unpacked folder, in bytes."""
    tensors = [
        PlannedTensor.unchanged(tensor, name=tensor.name) for tensor in header.tensors.values()
    ]
    return unpacked_size_bytes(tensors) + _TOKENIZER_BYTES


def unpack_gguf(header: GgufHeader, folder: Path, *, stage: Stage) -> UnpackedModel:
    """Write config.json, model.safetensors and the tokenizer's files into ``folder``.

    Raises:
        ModelFileError: the file is damaged, or its architecture is unknown to transformers too.
        EngineUnavailableError: a package that the file's architecture needs is not installed.
        OSError: the folder can't be written.
    """
    stage.report(PreparationProgress(message="Building the tokenizer", percent=stage.from_percent))
    plan = plan_unpacking(header)
    tokenizer = build_tokenizer(header) if plan else None
    if plan is None or tokenizer is None:
        return _unpack_through_transformers(header, folder, stage=stage)
    facts = read_special_tokens(header)
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    config = plan.config | {"eos_token_id": list(facts.eos_token_ids)}
    _write_json(folder / "config.json", config)
    _write_json(folder / "tokenizer_config.json", _tokenizer_config(header, facts))
    token_ids = {key: value for key, value in config.items() if key.endswith("_token_id")}
    _write_json(folder / "generation_config.json", token_ids)
    heads = _positive(config, "num_attention_heads", "n_head")
    unpack_tensors(
        header.path,
        plan.tensors,
        folder / "model.safetensors",
        heads=heads,
        key_heads=_positive(config, "num_key_value_heads", "n_head"),
        stage=replace(stage, from_percent=(2 * stage.from_percent + stage.to_percent) // 3),
    )
    return UnpackedModel(
        model_type=str(config["model_type"]),
        context_tokens=_positive(config, "max_position_embeddings", "n_positions"),
        tokens=facts,
    )


def _unpack_through_transformers(
    header: GgufHeader, folder: Path, *, stage: Stage
) -> UnpackedModel:
    require_packages(
        ("torch", "transformers", "accelerate"),
        f"A {header.architecture or 'GGUF'} model such as {header.path} is unpacked by transformers",
    )
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    stage.report(
        PreparationProgress(
            message=f"Unpacking {header.path.name} with transformers "
            f"(no quick way for {header.architecture}); this takes a minute"
        )
    )
    folder_path, name = str(header.path.parent), header.path.name
    try:
        model = AutoModelForCausalLM.from_pretrained(
            folder_path,
            gguf_file=name,
            quantization_config=GgufConfig(dequantize=True),
            dtype=torch.bfloat16,
        )
        model.save_pretrained(folder)
        AutoTokenizer.from_pretrained(folder_path, gguf_file=name).save_pretrained(folder)
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # an error of the disk, not of the file
        raise ModelFileError(
            f"{header.path} can't be used: transformers doesn't read its architecture "
            f"({header.architecture or 'not said'}): {error}",
            next_step="Use a Gemma 3, Llama, Qwen or GPT-2 model.",
        ) from error
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return UnpackedModel(
        model_type=str(config.get("model_type", "")),
        context_tokens=int(config.get("max_position_embeddings") or 0),
        tokens=read_special_tokens(header),
    )


def _tokenizer_config(header: GgufHeader, facts: SpecialTokens) -> dict[str, object]:
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


def _positive(config: Config, *names: str) -> int:
    for name in names:
        value = config.get(name)
        if isinstance(value, int):
            return value
    raise AssertionError(names)


def _write_json(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
