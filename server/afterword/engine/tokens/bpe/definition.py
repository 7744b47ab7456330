"""The content of a ``tokenizer.json`` of Gemma's kind, and why another one is of another kind.

Gemma's kind is byte-pair encoding over characters: a space is written as ``▁``, a character that is
no token falls back to its bytes, and merges go by rank. Everything that the file may say besides,
as the tokenizers library 0.23 reads it, has to have the one value that is implemented here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from afterword.engine.tokens.tokenizer_file import TokenizerFile

SPACE_MARK: Final = "▁"
"""The character that stands for a space."""
_ALLOWED: Final[Mapping[str, tuple[object, ...]]] = {
    "version": ("1.0",),
    "truncation": (None,),
    "padding": (None,),
    "normalizer": ({"type": "Replace", "pattern": {"String": " "}, "content": SPACE_MARK},),
    # No space is left to split at after the normaliser, so that both do nothing.
    "pre_tokenizer": (
        None,
        {
            "type": "Split",
            "pattern": {"String": " "},
            "behavior": "MergedWithPrevious",
            "invert": False,
        },
    ),
}
"""The values that a file's settings may have."""
_ALLOWED_IN_MODEL: Final[Mapping[str, tuple[object, ...]]] = {
    "type": ("BPE",),
    "dropout": (None,),
    "continuing_subword_prefix": (None,),
    "end_of_word_suffix": (None,),
    "byte_fallback": (True,),
    "ignore_merges": (False, None),
}
_WITHOUT_EFFECT: Final = {"decoder", "added_tokens", "post_processor", "model"}
"""Settings that only decoding uses, and those that are looked at on their own."""
_WITHOUT_EFFECT_IN_MODEL: Final = {"unk_token", "fuse_unk", "vocab", "merges"}
"""No character is unknown where every byte is a token."""
_PLAIN_FLAGS: Final = ("single_word", "lstrip", "rstrip", "normalized")
BYTE_TOKENS: Final = tuple(f"<0x{byte:02X}>" for byte in range(256))
"""The tokens that stand for single bytes, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BpeDefinition:
    """A tokenizer of Gemma's kind, checked."""

    vocabulary: Mapping[str, int]
    """The id of every token; ids are 0 to the number of tokens."""
    merges: NDArray[np.uint32]
    """(merges, 3): the ids of the left half, the right half and what they make; the first goes first."""
    joined_characters: Collection[tuple[str, str]]
    """The pairs of characters between which some merge joins."""
    ordinary_tokens: Mapping[str, int]
    """Added tokens that are found in every text, such as line breaks."""
    special_tokens: Mapping[str, int]
    """Added tokens that are found in a model's markup only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedTokenizer:
    """The answer for a tokenizer of another kind."""

    reason: str


class _UnsupportedError(Exception):
    pass


def read_bpe_definition(settings: TokenizerFile) -> BpeDefinition | UnsupportedTokenizer:
    """Return what a ``tokenizer.json`` defines, or the reason why it isn't of Gemma's kind."""
    try:
        return _read(settings)
    except _UnsupportedError as error:
        return UnsupportedTokenizer(reason=str(error))


def _read(settings: TokenizerFile) -> BpeDefinition:
    _require_allowed(settings, _ALLOWED, _WITHOUT_EFFECT)
    model = _table(settings.get("model"), "the model")
    _require_allowed(model, _ALLOWED_IN_MODEL, _WITHOUT_EFFECT_IN_MODEL)
    _require_plain_template(settings.get("post_processor"))
    vocabulary = _read_vocabulary(model.get("vocab"))
    ordinary, special = _read_added_tokens(settings.get("added_tokens"), vocabulary)
    merges, joined_characters = _read_merges(model.get("merges"), vocabulary)
    return BpeDefinition(
        vocabulary=vocabulary,
        merges=merges,
        joined_characters=joined_characters,
        ordinary_tokens=ordinary,
        special_tokens=special,
    )


def _table(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _UnsupportedError(f"{what} is no table")
    return cast("dict[str, object]", value)


def _items(value: object, what: str) -> list[object]:
    if not isinstance(value, list):
        raise _UnsupportedError(f"{what} are no list")
    return cast("list[object]", value)


def _require_allowed(
    settings: TokenizerFile,
    allowed: Mapping[str, tuple[object, ...]],
    others: Iterable[str],
) -> None:
    for name in settings.keys() - allowed.keys() - set(others):
        raise _UnsupportedError(f"{name} is unknown")
    for name, values in allowed.items():
        if settings.get(name) not in values:
            raise _UnsupportedError(f"{name} is of another kind")


def _require_plain_template(processor: object) -> None:
    """Require that nothing is done to the tokens but special tokens added around them."""
    if processor is None:
        return
    settings = _table(processor, "post_processor")
    pieces = [_table(piece, "a piece") for piece in _items(settings.get("single"), "its pieces")]
    texts = [_table(piece["Sequence"], "a piece") for piece in pieces if "Sequence" in piece]
    if settings.get("type") != "TemplateProcessing" or [text.get("id") for text in texts] != ["A"]:
        raise _UnsupportedError("post_processor is of another kind")


def _read_vocabulary(value: object) -> dict[str, int]:
    tokens = _table(value, "the vocabulary")
    if not all(isinstance(token_id, int) for token_id in tokens.values()):
        raise _UnsupportedError("a token's id is no number")
    vocabulary = cast("dict[str, int]", tokens)
    if set(vocabulary.values()) != set(range(len(vocabulary))):
        raise _UnsupportedError("token ids are not 0 to the number of tokens")
    if not vocabulary.keys() >= set(BYTE_TOKENS):
        raise _UnsupportedError("a byte is no token")
    return vocabulary


def _read_added_tokens(
    value: object, vocabulary: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the ordinary tokens and the special ones."""
    ordinary, special = dict[str, int](), dict[str, int]()
    for item in _items(value, "added tokens"):
        token = _table(item, "an added token")
        text = token.get("content")
        if any(token.get(flag) is not False for flag in _PLAIN_FLAGS):
            raise _UnsupportedError(f"the added token {text!r} is not matched letter by letter")
        if not isinstance(text, str) or not text or vocabulary.get(text) != token.get("id"):
            raise _UnsupportedError(f"the added token {text!r} has another id in the vocabulary")
        if text in ordinary or text in special:
            raise _UnsupportedError(f"the added token {text!r} is defined twice")
        (special if token.get("special") else ordinary)[text] = vocabulary[text]
    for text in special:
        for other in ordinary:
            # The library looks for both, and goes on behind a special token that it leaves alone.
            if _may_hide(text, other):
                raise _UnsupportedError(f"the added tokens {text!r} and {other!r} overlap")
    return ordinary, special


def _may_hide(special: str, ordinary: str) -> bool:
    """Return whether a text may contain ``special`` where ``ordinary`` begins or further inside."""
    if special.startswith(ordinary):
        return True
    inner = special[1:]
    # Of the half million pairs that Gemma has, none gets beyond the first test.
    return ordinary[0] in inner and any(
        inner.startswith(ordinary, place) or ordinary.startswith(inner[place:])
        for place in range(len(inner))
    )


def _read_merges(
    value: object, vocabulary: Mapping[str, int]
) -> tuple[NDArray[np.uint32], set[tuple[str, str]]]:
    """Return the ids of all merges, and the pairs of characters that they join."""
    items = [
        # Older files have both halves in one text, and the library passes over comments.
        item.split(" ") if isinstance(item, str) else item
        for item in _items(value, "merges")
        if not (isinstance(item, str) and item.startswith("#version"))
    ]
    halves = cast("list[list[str]]", items)
    try:
        joined = {(left[-1], right[0]) for left, right in halves}
        ids = [
            (vocabulary[left], vocabulary[right], vocabulary[left + right])
            for left, right in halves
        ]
    except (LookupError, TypeError, ValueError) as error:
        raise _UnsupportedError("a merge is not of two tokens, or makes none") from error
    if not ids:
        raise _UnsupportedError("there are no merges")
    merges = np.array(ids, np.uint32)  # (merges, 3)
    pairs = merges[:, 0].astype(np.uint64) << np.uint64(32) | merges[:, 1]
    if len(np.unique(pairs)) < len(pairs):
        raise _UnsupportedError("a merge is defined twice")
    if np.isin(merges[:, :2], [vocabulary[token] for token in BYTE_TOKENS]).any():
        raise _UnsupportedError("bytes merge")
    return merges, joined
