"""Prompts in which the parts that are a model's markup, and only those, become special tokens.

A writer who writes "<|im_end|>" means ten characters; a chat template that says so means one token.
So the template's parts are put between two marks, which no text contains.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BEGIN: Final = "\ufdd0"
_END: Final = "\ufdd1"
"""Noncharacters: Unicode keeps them free for a program's own use."""
_MARKED: Final = re.compile(f"{_BEGIN}([^{_END}]*){_END}")


def mark_up(part: str) -> str:
    """Return a part of a prompt marked as the model's markup."""
    return f"{_BEGIN}{part}{_END}" if part else ""


def without_marks(text: str) -> str:
    """Return a writer's text without the characters that serve as marks."""
    return text.replace(_BEGIN, "").replace(_END, "")


@dataclass(frozen=True, slots=True)
class Encoded:
    """The part of a tokenizer's result that the engine uses."""

    ids: list[int]


class MarkupTokenizer:
    """Encodes marked parts as special tokens, and everything else like the tokenizer that it wraps."""

    def __init__(self, tokenizer: "Tokenizer", parts: Iterable[str]) -> None:
        """Look up the special tokens of all ``parts`` once; the tokenizer stays as it is."""
        self._tokenizer = tokenizer
        takes_literally = tokenizer.encode_special_tokens
        tokenizer.encode_special_tokens = False
        self._ids = {part: tokenizer.encode(part, add_special_tokens=False).ids for part in parts}
        tokenizer.encode_special_tokens = takes_literally

    def encode(self, text: str, *, add_special_tokens: bool = False) -> Encoded:
        """Return the token ids of a text; marked parts that are unknown are encoded literally."""
        ids = list[int]()
        # A split by a pattern with one group returns what the group matched as every second piece.
        for index, piece in enumerate(_MARKED.split(text)):
            known = self._ids.get(piece) if index % 2 else None
            if known is None:
                encoded = self._tokenizer.encode(piece, add_special_tokens=add_special_tokens)
                known = encoded.ids
            ids += known
        return Encoded(ids)
