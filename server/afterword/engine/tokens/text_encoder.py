"""What turns texts into tokens. Knows nothing of the file that it was read from."""

from typing import Protocol


class TextEncoder(Protocol):
    """Turns texts into token ids, without the tokens that begin or end a sequence.

    Texts hold no halves of surrogate pairs: the server replaces them where a document comes in.
    """

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a writer's text; what spells a special token is plain characters."""
        ...

    def encode_markup(self, markup: str) -> list[int]:
        """Return the token ids of a model's markup, in which special tokens are recognised."""
        ...
