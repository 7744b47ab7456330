"""A Hugging Face model folder that is used in place: whether it is safe, complete and not truncated.

Nothing in the folder is run: weights must be safetensors, and a configuration that needs code of its
own is refused.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from afterword.errors import ModelFileError, UnsafeModelError
from afterword.models.prepared_model import PreparedModel

PICKLE_SUFFIXES: Final = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_MAX_HEADER_BYTES: Final = 100 * 2**20
"""Bytes that a header may have, by the safetensors format."""
_POSITION_KEYS: Final = ("max_position_embeddings", "n_positions", "n_ctx")

Table = Mapping[str, object]


def check_folder(folder: Path, *, name: str, source: str) -> PreparedModel:
    """Check a model folder and return its description.

    Args:
        folder: the folder, used in place.
        name: the model's name, as the writer gave it.
        source: the model's origin, for people.

    Raises:
        ModelFileError: something is missing, truncated or unreadable.
        UnsafeModelError: loading it would run code.
    """
    config = _require_table(folder / "config.json")
    refuse_remote_code(folder, config)
    _check_weights(folder)
    tokenizer_path = folder / "tokenizer.json"
    if not tokenizer_path.is_file():
        raise ModelFileError(
            f"The model folder {folder} has no tokenizer.json.",
            next_step="Load its tokenizer with transformers once and save it there as tokenizer.json.",
        )
    settings = _table(folder / "tokenizer_config.json")
    generation = _table(folder / "generation_config.json")
    bos_token_id = _first_id(config.get("bos_token_id"), generation.get("bos_token_id"))
    ends = (*_ids(generation.get("eos_token_id")), *_ids(config.get("eos_token_id")))
    context = next((config[key] for key in _POSITION_KEYS if key in config), 0)
    return PreparedModel(
        name=name,
        folder=folder,
        bos_token_id=bos_token_id,
        eos_token_ids=tuple(sorted(set(ends))),
        prepends_bos=bos_token_id is not None
        and _prepends_bos(settings, tokenizer_path, bos_token_id),
        context_tokens=context if isinstance(context, int) else 0,
        size_bytes=sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
        source=source,
    )


def refuse_remote_code(folder: Path, config: Table) -> None:
    """Raise UnsafeModelError if the configuration names Python code to be run."""
    settings = _table(folder / "tokenizer_config.json")
    if "auto_map" in config or "auto_map" in settings:
        raise UnsafeModelError(
            f"The model in {folder} wants to run Python code that comes with it.",
            next_step="Afterword never does that. Choose a model that transformers knows itself.",
        )


def read_config(folder: Path) -> Table:
    """Return config.json.

    Raises:
        ModelFileError: it is missing or unreadable.
    """
    return _require_table(folder / "config.json")


def _check_weights(folder: Path) -> None:
    index = _table(folder / "model.safetensors.index.json")
    shards = index.get("weight_map")
    if isinstance(shards, dict):
        named = cast("dict[str, object]", shards).values()
        weights = sorted({folder / Path(str(shard)).name for shard in named})
    else:
        # Files that we derived from the weights are checked, and made again, where they are read.
        found = sorted(folder.glob("*.safetensors"))
        weights = [path for path in found if not path.name.startswith("afterword-")]
    if not weights:
        _raise_without_weights(folder)
    for path in weights:
        _check_safetensors(path)


def _raise_without_weights(folder: Path) -> None:
    pickles = [
        path.name for suffix in PICKLE_SUFFIXES for path in sorted(folder.glob(f"*{suffix}"))
    ]
    if pickles:
        raise UnsafeModelError(
            f"The model folder {folder} has its weights only as {pickles[0]}, a pickle, and "
            "loading a pickle can run code.",
            next_step="Use a copy that has .safetensors files.",
        )
    ggufs = sorted(folder.glob("*.gguf"))
    if ggufs:
        raise ModelFileError(
            f"The model folder {folder} holds GGUF files.",
            next_step=f"Give the path of the file itself: {ggufs[0]}",
        )
    raise ModelFileError(
        f"The model folder {folder} has no .safetensors files.",
        next_step="Give a folder that transformers saved, or a .gguf file.",
    )


def _check_safetensors(path: Path) -> None:
    """Check that a file has the size that its own header gives."""
    try:
        size_bytes = path.stat().st_size
        with path.open("rb") as file:
            header_bytes = int.from_bytes(file.read(8), "little")
            if header_bytes > min(_MAX_HEADER_BYTES, size_bytes - 8):
                raise _truncated(path)
            header: object = json.loads(file.read(header_bytes))
    except OSError as error:
        raise ModelFileError(
            f"The model file {path} can't be read: {error.strerror or error}.",
            next_step="Fetch it again.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise ModelFileError(
            f"{path} is not a safetensors file: its header is not JSON.",
            next_step="Fetch it again.",
        ) from error
    if not isinstance(header, dict):
        raise _truncated(path)
    end = 0
    for name, entry in cast("dict[str, object]", header).items():
        if name == "__metadata__" or not isinstance(entry, dict):
            continue
        offsets = cast("dict[str, object]", entry).get("data_offsets")
        if isinstance(offsets, list):
            end = max(
                [end, *(item for item in cast("list[object]", offsets) if isinstance(item, int))]
            )
    if 8 + header_bytes + end != size_bytes:
        raise _truncated(path)


def _truncated(path: Path) -> ModelFileError:
    return ModelFileError(
        f"The model file {path} is cut short or damaged: its size is not what its header says.",
        next_step="Fetch it again.",
    )


def _prepends_bos(settings: Table, tokenizer_path: Path, bos_token_id: int) -> bool:
    """Return whether the tokenizer prepends BOS, by its settings or by its post-processor."""
    configured = settings.get("add_bos_token")
    if isinstance(configured, bool):
        return configured
    processor = _require_table(tokenizer_path).get("post_processor")
    # Both kinds of processor that add tokens name the ids they add.
    return bos_token_id in _numbers_in(processor)


def _numbers_in(value: object) -> set[int]:
    found, rest = set[int](), [value]
    while rest:  # not by calls of itself: a file may be nested deeper than Python can call
        item = rest.pop()
        if isinstance(item, dict):
            rest += cast("Table", item).values()
        elif isinstance(item, list):
            rest += cast("list[object]", item)
        elif isinstance(item, int) and not isinstance(item, bool):
            found.add(item)
    return found


def _require_table(path: Path) -> Table:
    try:
        content: object = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise ModelFileError(
            f"The model folder {path.parent} has no {path.name}.",
            next_step="Give a folder that transformers saved, or a .gguf file.",
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise ModelFileError(
            f"{path} can't be read as JSON: {error}.", next_step="Fetch it again."
        ) from error
    if not isinstance(content, dict):
        raise ModelFileError(f"{path} is not a JSON object.", next_step="Fetch it again.")
    return cast("Table", content)


def _table(path: Path) -> Table:
    """Return a JSON object; empty if the file isn't there."""
    return _require_table(path) if path.is_file() else {}


def _ids(value: object) -> tuple[int, ...]:
    if isinstance(value, list):
        return tuple(item for item in cast("list[object]", value) if isinstance(item, int))
    return (value,) if isinstance(value, int) else ()


def _first_id(*values: object) -> int | None:
    return next((found for value in values for found in _ids(value)), None)
