"""Finds the added tokens of a text, which are tokens whatever stands around them."""

import re
from collections.abc import Collection, Iterator, Mapping


class AddedTokens:
    """Splits texts at added tokens: the one that begins first, of those the longest."""

    def __init__(self, token_ids: Mapping[str, int]) -> None:
        """Compile a pattern for the texts of ``token_ids``; it suits some hundred tokens."""
        self._token_ids = token_ids
        self._pattern = _pattern(token_ids)

    def split(self, text: str) -> Iterator[tuple[str, int | None]]:
        """Yield the parts of a text that are not empty, each with its id if it is an added token."""
        # A split by a pattern with one group returns what the group matched as every second part.
        for index, part in enumerate(self._pattern.split(text)):
            if index % 2:
                yield part, self._token_ids[part]
            elif part:
                yield part, None


def _pattern(texts: Collection[str]) -> re.Pattern[str]:
    longest_first = sorted(texts, key=len, reverse=True)
    never = "(?!)"
    return re.compile(f"({'|'.join(map(re.escape, longest_first)) or never})")
