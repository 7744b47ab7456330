"""A prepared model: a folder that is ready to load, with ``afterword.json``, a record of its files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

RECORD_NAME: Final = "afterword.json"
RECORD_FORMAT: Final = 1
"""The version of the record and the folder. It is increased when older folders can't be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedModel:
    """A folder that holds config.json, *.safetensors and tokenizer.json, all checked."""

    name: str
    """The requested name: a catalogue name, a Hugging Face id or a path."""
    folder: Path
    """The folder, which ``AutoModelForCausalLM.from_pretrained`` and ``Tokenizer.from_file`` read."""
    bos_token_id: int | None
    eos_token_ids: tuple[int, ...]
    """The ids of the tokens that end a text."""
    prepends_bos: bool
    """Whether every prompt must start with ``bos_token_id``; without it Gemma writes nonsense."""
    context_tokens: int
    """Tokens of the model's context window, prompt and output together; 0 if it is unknown."""
    size_bytes: int
    """The size of the folder's files, without ``afterword.json``."""
    source: str
    """The model's origin, for people: ``package …``, ``file …``, ``hub …`` or ``folder …``."""
    source_sha256: str = ""
    """The checksum of the file that it was unpacked from; empty for a folder that is used in place."""


class SourceFile(BaseModel):
    """A file on the writer's disk, with the size and time that show whether it has changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    path: str
    size_bytes: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> "SourceFile":
        """Return the file's present size and time."""
        status = path.stat()
        return cls(
            path=str(path.resolve()), size_bytes=status.st_size, modified_ns=status.st_mtime_ns
        )


class PreparationRecord(BaseModel):
    """The content of ``afterword.json``. It is written last, so only complete folders have one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = RECORD_FORMAT
    name: str
    model_type: str
    """The ``model_type`` in config.json: ``gemma3_text``, ``llama``, ``qwen2`` …"""
    bos_token_id: int | None
    eos_token_ids: tuple[int, ...]
    prepends_bos: bool
    context_tokens: int
    source: str
    source_sha256: str
    """The checksum of the file that was unpacked; empty for a repository of the hub."""
    source_file: SourceFile | None = None
    """The unpacked file; None where it came from a package, whose checksum can't change."""
    files: dict[str, int]
    """The size of every other file in the folder, in bytes, to detect truncated and lost files."""

    def is_of(self, name: str, sha256: str) -> bool:
        """Return whether this is a model with that checksum, or, where it has none, with that name."""
        return self.source_sha256 == sha256 and (bool(sha256) or self.name == name)

    def describe(self, folder: Path, *, name: str | None = None) -> PreparedModel:
        """Return the prepared model that this record describes."""
        return PreparedModel(
            name=name or self.name,
            folder=folder,
            bos_token_id=self.bos_token_id,
            eos_token_ids=self.eos_token_ids,
            prepends_bos=self.prepends_bos,
            context_tokens=self.context_tokens,
            size_bytes=sum(self.files.values()),
            source=self.source,
            source_sha256=self.source_sha256,
        )


def file_sizes(folder: Path) -> dict[str, int]:
    """Return the size of each file in ``folder`` except the record, in bytes."""
    return {
        path.name: path.stat().st_size
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != RECORD_NAME
    }


def read_record(folder: Path) -> PreparationRecord | None:
    """Return the record of an intact prepared folder; None if it is anything else.

    A folder is intact if the record can be read, has this format, and every file has its size. The
    contents are not hashed, which would take seconds at every start.
    """
    try:
        record = PreparationRecord.model_validate_json((folder / RECORD_NAME).read_bytes())
        sizes = file_sizes(folder)
    except (OSError, ValidationError):
        return None
    is_whole = all(sizes.get(name) == size for name, size in record.files.items())
    return record if record.format == RECORD_FORMAT and record.files and is_whole else None
