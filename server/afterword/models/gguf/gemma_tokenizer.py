"""The ``tokenizer.json`` of Gemma's SentencePiece BPE, from a GGUF file's vocabulary.

It is what the tokenizers library writes for the same tokenizer, letter by letter, but is made without
that library, so that the default model needs none. Merges are not in the file: they follow from the
vocabulary.
"""

import json
from bisect import bisect_left
from collections.abc import Container, Sequence
from typing import Final

from afterword.models.gguf.header import GgufHeader
from afterword.models.gguf.vocabulary import (
    TokenKind,
    read_special_tokens,
    special_token_id,
    token_ids,
    token_kinds,
    vocabulary_strings,
)

_SPACE_MARK: Final = "\u2581"
_SPACE_PATTERN: Final = {"String": " "}

_Table = dict[str, object]


def gemma_tokenizer_json(header: GgufHeader) -> str:
    """Return the content of ``tokenizer.json``.

    Raises:
        ModelFileError: the vocabulary is missing or damaged.
    """
    written = vocabulary_strings(header, "tokens")
    # In the file, runs of spaces are spaces; the tokenizer looks them up as space marks.
    tokens = [
        _SPACE_MARK * len(token) if " " in token and not token.strip(" ") else token
        for token in written
    ]
    vocabulary = token_ids(header, tokens)
    unknown = special_token_id(header, "unknown", len(tokens))
    content: _Table = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": _added_tokens(header, written, vocabulary),
        "normalizer": {"type": "Replace", "pattern": _SPACE_PATTERN, "content": _SPACE_MARK},
        "pre_tokenizer": {
            "type": "Split",
            "pattern": _SPACE_PATTERN,
            "behavior": "MergedWithPrevious",
            "invert": False,
        },
        "post_processor": _post_processor(header, written),
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": _SPACE_MARK}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
            ],
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None if unknown is None else tokens[unknown],
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": True,
            "byte_fallback": True,
            "ignore_merges": False,
            "vocab": vocabulary,
            "merges": derive_merges(tokens),
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def derive_merges(tokens: Sequence[str]) -> list[tuple[str, str]]:
    """Return the merges that a SentencePiece BPE vocabulary implies, in the order of learning.

    Every way to split a token into two other tokens is a merge. Gemma's tokens are in the order in
    which they were learned, so a merge ranks by the token that it makes, then by its left half: the
    longest goes first.
    """
    known = frozenset(tokens)
    # A half can only be as long as some token is: of a token of a million characters few cuts are tried.
    lengths = sorted({len(token) for token in known if token})
    return [
        (left, right)
        for token in tokens
        for cut in reversed(lengths[: bisect_left(lengths, len(token))])
        if (left := token[:cut]) in known and (right := token[cut:]) in known
    ]


def _added_tokens(
    header: GgufHeader, tokens: Sequence[str], vocabulary: Container[str]
) -> list[_Table]:
    """Return the tokens that are found before any merging, by their ids."""
    kinds = token_kinds(header, len(tokens))
    # A run of spaces is in the vocabulary as space marks, which merge without an added token.
    return [
        {
            "id": token_id,
            "content": token,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": kinds[token_id] == TokenKind.CONTROL,
        }
        for token_id, token in enumerate(tokens)
        if kinds[token_id] in (TokenKind.CONTROL, TokenKind.USER_DEFINED)
        and token
        and token in vocabulary
    ]


def _post_processor(header: GgufHeader, tokens: Sequence[str]) -> _Table | None:
    """Return what prepends BOS; None if the model expects none."""
    facts = read_special_tokens(header)
    if not facts.prepends_bos or facts.bos_token_id is None:
        return None
    bos = tokens[facts.bos_token_id]

    def piece(kind: str, name: str, type_id: int) -> _Table:
        return {kind: {"id": name, "type_id": type_id}}

    single = [piece("SpecialToken", bos, 0), piece("Sequence", "A", 0)]
    return {
        "type": "TemplateProcessing",
        "single": single,
        "pair": [*single, piece("SpecialToken", bos, 1), piece("Sequence", "B", 1)],
        "special_tokens": {bos: {"id": bos, "ids": [facts.bos_token_id], "tokens": [bos]}},
    }
