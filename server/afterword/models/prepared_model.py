"""A model folder that is ready to load, and ``afterword.json``, the record of what is in it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

RECORD_NAME: Final = "afterword.json"
RECORD_FORMAT: Final = 1
"""Raised when a newer Afterword could not use what an older one has prepared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedModel:
    """A folder that holds config.json, *.safetensors and tokenizer.json, all checked."""

    name: str
    """What was asked for: a catalogue name, a Hugging Face id or a path."""
    folder: Path
    """``AutoModelForCausalLM.from_pretrained`` and ``Tokenizer.from_file`` both read it."""
    bos_token_id: int | None
    eos_token_ids: tuple[int, ...]
    """Any of these ends a text."""
    prepends_bos: bool
    """Whether every prompt must start with ``bos_token_id``; without it Gemma writes nonsense."""
    context_tokens: int
    """The longest text the model was made for, prompt and answer together; 0 if it isn't said."""
    size_bytes: int
    """Of the folder's files, without ``afterword.json``."""
    source: str
    """Where it came from, for people: ``package …``, ``file …``, ``hub …`` or ``folder …``."""


class SourceFile(BaseModel):
    """A file on the writer's disk, and how to tell without reading it that it is unchanged."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    path: str
    size_bytes: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> "SourceFile":
        """Describe the file as it is now."""
        status = path.stat()
        return cls(
            path=str(path.resolve()), size_bytes=status.st_size, modified_ns=status.st_mtime_ns
        )


class PreparationRecord(BaseModel):
    """The content of ``afterword.json``: written last, it makes a folder a prepared model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = RECORD_FORMAT
    name: str
    model_type: str
    """``model_type`` of config.json: ``gemma3_text``, ``llama``, ``qwen2`` …"""
    bos_token_id: int | None
    eos_token_ids: tuple[int, ...]
    prepends_bos: bool
    context_tokens: int
    source: str
    source_sha256: str
    """Of the file it was unpacked from."""
    source_file: SourceFile | None = None
    """None where the source is a package, which can't change without another checksum."""
    files: dict[str, int]
    """Size of every other file in the folder, in bytes: what was cut short or lost shows."""

    def describe(self, folder: Path, *, name: str | None = None) -> PreparedModel:
        """Return the model that this record stands for."""
        return PreparedModel(
            name=name or self.name,
            folder=folder,
            bos_token_id=self.bos_token_id,
            eos_token_ids=self.eos_token_ids,
            prepends_bos=self.prepends_bos,
            context_tokens=self.context_tokens,
            size_bytes=sum(self.files.values()),
            source=self.source,
        )


def file_sizes(folder: Path) -> dict[str, int]:
    """Return the size of each file in ``folder`` but the record, in bytes."""
    return {
        path.name: path.stat().st_size
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != RECORD_NAME
    }


def read_record(folder: Path) -> PreparationRecord | None:
    """Return the record of an intact prepared folder; None if it is anything else.

    Intact means: the record can be read, is of this format, and every file has its size. Contents
    were hashed when they were made; hashing them at every start would take seconds.
    """
    try:
        record = PreparationRecord.model_validate_json((folder / RECORD_NAME).read_bytes())
        sizes = file_sizes(folder)
    except (OSError, ValidationError):
        return None
    is_whole = all(sizes.get(name) == size for name, size in record.files.items())
    return record if record.format == RECORD_FORMAT and record.files and is_whole else None
