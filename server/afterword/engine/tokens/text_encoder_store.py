# pyright: basic
"""Stores a model's text encoder as tables beside the model, and maps them at each later start.

Reading Gemma's ``tokenizer.json`` takes a second, during which Python's lock is held, and 100 MB.
"""

import logging
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from afterword.engine.tokens.bpe.definition import UnsupportedTokenizer, read_bpe_definition
from afterword.engine.tokens.bpe.encoder import BpeEncoder
from afterword.engine.tokens.bpe.tables import (
    BpeTables,
    read_token_ids,
    tabulate_bpe,
    view_bpe_tables,
)
from afterword.engine.tokens.library_encoder import LibraryEncoder
from afterword.engine.tokens.text_encoder import TextEncoder
from afterword.engine.tokens.tokenizer_file import TokenizerFile
from afterword.errors import ModelFileError
from afterword.transformer.derived_file import (
    SOURCES,
    open_derived,
    read_or_make,
    source_version,
    write_arrays,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tokenizers import Tokenizer

FORMAT_VERSION = 1
"""The version of the stored tables, increased whenever their content or what is supported changes."""

_FILE_NAME = "afterword-encoder.safetensors"
_logger = logging.getLogger(__name__)


def open_text_encoder(
    folder: Path,
    *,
    content: "Callable[[], TokenizerFile]",
    tokenizer: "Callable[[], Tokenizer]",
) -> TextEncoder:
    """Return the text encoder of the model in ``folder``; its tables are made the first time.

    Args:
        folder: contains ``tokenizer.json``. Where it can't be written, nothing is stored.
        content: returns the content of ``tokenizer.json``, if it is needed.
        tokenizer: returns the library's tokenizer, which serves what isn't supported here.

    Raises:
        ModelFileError: ``tokenizer.json`` is damaged.
    """
    path, source = folder / _FILE_NAME, folder / "tokenizer.json"
    fingerprint = f"{FORMAT_VERSION}:{source_version(source)}"

    def read() -> BpeTables | UnsupportedTokenizer | None:
        return _read(path, fingerprint)

    def make() -> BpeTables | UnsupportedTokenizer:
        made = _make(content())
        _write(path, made, fingerprint)
        return read() or made  # mapped, they take no memory of their own

    opened = read_or_make(path, read=read, make=make)
    if isinstance(opened, UnsupportedTokenizer):
        _logger.info("the tokenizers library encodes texts: %s", opened.reason)
        return LibraryEncoder(tokenizer())
    return BpeEncoder(opened)


def _make(content: TokenizerFile) -> BpeTables | UnsupportedTokenizer:
    definition = read_bpe_definition(content)
    if isinstance(definition, UnsupportedTokenizer):
        return definition
    return tabulate_bpe(definition)


def _read(path: Path, fingerprint: str) -> BpeTables | UnsupportedTokenizer | None:
    """Return what is stored, mapped; None if there is nothing that fits."""
    stored = open_derived(path, fingerprint)
    if stored is None:
        return None
    if "unsupported" in stored.metadata:
        return UnsupportedTokenizer(reason=stored.metadata["unsupported"])
    try:
        tables = view_bpe_tables(stored.read)
        # What is not text any more raises ValueError here, and not at every start from now on.
        read_token_ids(tables.ordinary_tokens)
        return tables
    except (ModelFileError, ValueError):
        return None


def _write(path: Path, made: BpeTables | UnsupportedTokenizer, fingerprint: str) -> None:
    metadata, arrays = {SOURCES: fingerprint}, dict[str, NDArray[np.uint8]]()
    if isinstance(made, UnsupportedTokenizer):
        metadata["unsupported"] = made.reason
    else:
        # As bytes, because files of weights know no unsigned numbers of 32 bits.
        arrays = {field.name: getattr(made, field.name).view(np.uint8) for field in fields(made)}
    try:
        write_arrays(path, arrays, metadata)
    except OSError as error:
        _logger.warning("the tables of the tokenizer are not kept: %s", error.strerror)
