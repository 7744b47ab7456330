"""The vocabulary in a GGUF file's metadata: tokens, their kinds, and which of them end a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from afterword.errors import ModelFileError
from afterword.models.gguf.header import GgufHeader


class TokenKind(IntEnum):
    """The kind of a token, as ``tokenizer.ggml.token_type`` numbers it."""

    NORMAL = 1
    UNKNOWN = 2
    CONTROL = 3
    USER_DEFINED = 4
    UNUSED = 5
    BYTE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialTokens:
    """The special tokens that begin and end a text."""

    bos_token_id: int | None
    eos_token_ids: tuple[int, ...]
    """The ids of all tokens that end a text or a turn."""
    prepends_bos: bool
    """Whether the model expects ``bos_token_id`` before every text."""


_END_TOKENS: Final = (
    *("<|endoftext|>", "<|im_end|>", "<|end_of_text|>", "<|eot_id|>", "<|end|>"),
    *("<eos>", "<end_of_turn>", "</s>"),
)
"""Control tokens that end a text or a turn. A file names only one of them, often the turn's."""
_BYTE_LEVEL_WITH_BOS: Final = ("llama-bpe", "llama3", "llama-v3")
"""Values of ``tokenizer.ggml.pre`` with which BOS is prepended where the file has no setting for it."""


def read_special_tokens(header: GgufHeader) -> SpecialTokens:
    """Return the tokens that begin and end a text.

    Raises:
        ModelFileError: the file has no vocabulary, or names tokens that it lacks.
    """
    tokens = vocabulary_strings(header, "tokens")
    kinds = token_kinds(header, len(tokens))
    named = (special_token_id(header, name, len(tokens)) for name in ("eos", "eot"))
    ends = {token_id for token_id in named if token_id is not None}
    ends |= {
        index
        for index, token in enumerate(tokens)
        if kinds[index] == TokenKind.CONTROL and token in _END_TOKENS
    }
    bos_token_id = special_token_id(header, "bos", len(tokens))
    return SpecialTokens(
        bos_token_id=bos_token_id,
        eos_token_ids=tuple(sorted(ends)),
        prepends_bos=bos_token_id is not None and _wants_bos(header),
    )


def is_byte_level(header: GgufHeader) -> bool:
    """Return whether the vocabulary spells bytes as GPT-2 does."""
    return header.metadata.get("tokenizer.ggml.model") == "gpt2"


def vocabulary_strings(header: GgufHeader, key: str) -> list[str]:
    """Return the file's ``tokens`` or ``merges``, as ``key`` says.

    Raises:
        ModelFileError: they are missing or are no strings.
    """
    values = header.metadata.get(f"tokenizer.ggml.{key}")
    if not isinstance(values, list) or not values:
        raise vocabulary_error(header, f"lacks its tokenizer's {key}")
    strings = [value for value in values if isinstance(value, str)]
    if len(strings) != len(values):
        raise vocabulary_error(header, f"has tokenizer {key} that are no strings")
    return strings


def token_ids(header: GgufHeader, tokens: Sequence[str]) -> dict[str, int]:
    """Return the id of each token.

    Raises:
        ModelFileError: a token is there twice.
    """
    ids = {token: index for index, token in enumerate(tokens)}
    if len(ids) != len(tokens):
        raise vocabulary_error(header, "holds the same token twice")
    return ids


def token_kinds(header: GgufHeader, count: int) -> list[object]:
    """Return a ``TokenKind`` number for each of ``count`` tokens.

    Raises:
        ModelFileError: their number differs from ``count``.
    """
    kinds = header.metadata.get("tokenizer.ggml.token_type")
    if kinds is None:
        return [TokenKind.NORMAL] * count
    if not isinstance(kinds, list) or len(kinds) != count:
        raise vocabulary_error(header, "doesn't say of each token what kind it is")
    return kinds


def special_token_id(header: GgufHeader, name: str, count: int) -> int | None:
    """Return the id of the ``bos``, ``eos``, ``unknown`` … token; None if there is none.

    Raises:
        ModelFileError: it is not in a vocabulary of ``count`` tokens.
    """
    value = header.metadata.get(f"tokenizer.ggml.{name}_token_id")
    if value is None:
        return None
    if not isinstance(value, int) or not 0 <= value < count:
        raise vocabulary_error(header, f"names {value!r} as its {name} token, which it lacks")
    return value


def vocabulary_error(header: GgufHeader, what: str) -> ModelFileError:
    """Return the error for a vocabulary that can't be used because the file ``what``."""
    return ModelFileError(
        f"The model file {header.path} is damaged: it {what}.",
        next_step="Fetch it again, or use another file.",
    )


def _wants_bos(header: GgufHeader) -> bool:
    configured = header.metadata.get("tokenizer.ggml.add_bos_token")
    if isinstance(configured, bool):
        return configured
    kind = header.metadata.get("tokenizer.ggml.pre")
    return not is_byte_level(header) or kind in _BYTE_LEVEL_WITH_BOS
