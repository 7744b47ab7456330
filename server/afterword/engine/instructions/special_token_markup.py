"""Prompts in which the parts that are a model's markup, and only those, become special tokens.

A writer who writes "<|im_end|>" means ten characters; a chat template that says so means one token.
So the template's parts are put between two marks, which no text contains.
"""

import re
from collections.abc import Iterable
from typing import Final

from afterword.engine.tokens.text_encoder import TextEncoder

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


class MarkupEncoder:
    """Encodes marked parts as special tokens, and everything else like the encoder that it wraps."""

    def __init__(self, encoder: TextEncoder, parts: Iterable[str]) -> None:
        """Encode the markup of all ``parts`` once."""
        self._encoder = encoder
        self._ids = {part: encoder.encode_markup(part) for part in parts}

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a text; marked parts that are unknown are encoded literally."""
        ids = list[int]()
        # A split by a pattern with one group returns what the group matched as every second piece.
        for index, piece in enumerate(_MARKED.split(text)):
            known = self._ids.get(piece) if index % 2 else None
            ids += self._encoder.encode(piece) if known is None else known
        return ids
