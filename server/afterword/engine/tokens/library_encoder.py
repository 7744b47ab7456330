"""A text encoder by the tokenizers library, which serves every kind of tokenizer."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class LibraryEncoder:
    """A ``TextEncoder`` over a tokenizer of the library."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        """Wrap a tokenizer, which nobody else may use meanwhile."""
        self._tokenizer = tokenizer

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a writer's text; what spells a special token is plain characters."""
        # A writer who writes "<eos>" means these five characters.
        return self._encode(text, takes_special_tokens_literally=True)

    def encode_markup(self, markup: str) -> list[int]:
        """Return the token ids of a model's markup, in which special tokens are recognised."""
        return self._encode(markup, takes_special_tokens_literally=False)

    def _encode(self, text: str, *, takes_special_tokens_literally: bool) -> list[int]:
        self._tokenizer.encode_special_tokens = takes_special_tokens_literally
        return self._tokenizer.encode(text, add_special_tokens=False).ids
