"""Stores a model's vocabulary table on disk beside the model: making it takes a second, mapping it none."""

import logging
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from afterword.engine.tokens.tokenizer_file import TokenizerFile
from afterword.engine.tokens.vocabulary import Vocabulary, VocabularyTable, read_vocabulary
from afterword.errors import ModelFileError
from afterword.transformer.derived_file import (
    SOURCES,
    open_derived,
    read_or_make,
    source_version,
    write_arrays,
)

FORMAT_VERSION = 4
"""The version of the stored table, increased whenever its content or format changes."""

_FILE_NAME = "afterword-vocabulary.safetensors"
_NAMES = tuple(field.name for field in fields(VocabularyTable))
_logger = logging.getLogger(__name__)


def open_vocabulary(folder: Path, *, size: int, content: Callable[[], TokenizerFile]) -> Vocabulary:
    """Return the vocabulary of the model in ``folder``; its table is made the first time.

    Args:
        folder: contains ``tokenizer.json``. Where it can't be written, nothing is stored.
        size: how many token ids the model knows.
        content: returns the content of ``tokenizer.json``, if it is needed.

    Raises:
        ModelFileError: ``tokenizer.json`` is damaged.
    """
    path = folder / _FILE_NAME
    fingerprint = f"{FORMAT_VERSION}:{size}:{source_version(folder / 'tokenizer.json')}"

    def make() -> VocabularyTable:
        try:
            table = read_vocabulary(content(), size=size)
        except (LookupError, TypeError, ValueError) as error:
            raise ModelFileError(
                f"{folder / 'tokenizer.json'} is damaged: its vocabulary can't be read.",
                next_step="Prepare the model again.",
            ) from error
        _write(path, table, fingerprint)
        return table

    return Vocabulary(read_or_make(path, read=lambda: _read(path, fingerprint), make=make))


def _write(path: Path, table: VocabularyTable, fingerprint: str) -> None:
    arrays = {name: getattr(table, name) for name in _NAMES}
    try:
        write_arrays(path, arrays, {SOURCES: fingerprint})
    except OSError as error:
        _logger.warning("the vocabulary is not kept: %s", error.strerror)


def _read(path: Path, fingerprint: str) -> VocabularyTable | None:
    """Return the stored table, mapped from its file: what is never looked up takes no memory.

    None if there is none.
    """
    stored = open_derived(path, fingerprint)
    if stored is None:
        return None
    try:
        return VocabularyTable(**{name: stored.read(name) for name in _NAMES})
    except ModelFileError:
        return None
