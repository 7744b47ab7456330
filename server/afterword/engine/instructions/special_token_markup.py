"""Prompts in which some parts are a model's markup: spelled with special tokens, unlike all else.

A writer who writes "<|im_end|>" means ten characters; a chat template that says so means one token.
So the template's parts are set between two marks that no text holds.
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
    """Return a writer's text without characters that would be taken for marks."""
    return text.replace(_BEGIN, "").replace(_END, "")


@dataclass(frozen=True, slots=True)
class Encoded:
    """As much of a tokenizer's answer as the engine asks for."""

    ids: list[int]


class MarkupTokenizer:
    """Encodes as the tokenizer it is made of, but for the parts that are marked up."""

    def __init__(self, tokenizer: "Tokenizer", parts: Iterable[str]) -> None:
        """Look up the tokens of all ``parts`` that will be marked up; the tokenizer stays as it is."""
        self._tokenizer = tokenizer
        takes_literally = tokenizer.encode_special_tokens
        tokenizer.encode_special_tokens = False
        self._ids = {part: tokenizer.encode(part, add_special_tokens=False).ids for part in parts}
        tokenizer.encode_special_tokens = takes_literally

    def encode(self, text: str, *, add_special_tokens: bool = False) -> Encoded:
        """Return the token ids of a text; what is marked but not known is taken literally."""
        ids = list[int]()
        # Of a split by one group, every second piece is what stood in the group.
        for index, piece in enumerate(_MARKED.split(text)):
            known = self._ids.get(piece) if index % 2 else None
            if known is None:
                encoded = self._tokenizer.encode(piece, add_special_tokens=add_special_tokens)
                known = encoded.ids
            ids += known
        return Encoded(ids)
