"""Addresses that end at the cursor: URLs, e-mail addresses and file paths."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import (
    CJK_CLASS,
    CJK_PUNCTUATION_CLASS,
    SPACED_CLASS,
)

_WINDOW_CHARS: Final = 400
"""Characters before the cursor that are looked at."""
_SIGNS: Final = ("/", ":", "@", "www.", "\\")
"""Substrings of which every address contains one."""
_CHAR: Final = rf"[[^\s<>\"“”‘’«»]--{CJK_CLASS}--{CJK_PUNCTUATION_CLASS}]"
_ADDRESS: Final = regex.compile(
    rf"(?V1)(?<!{SPACED_CLASS})(?:"
    rf"(?:[a-z][a-z0-9+.\-]{{1,20}}://|www\.|mailto:|https?:/?){_CHAR}*+"
    r"|[\p{L}\p{N}._%+\-]++@(?:[\p{L}\p{N}\-]+\.?)*+"
    rf"|(?:[\p{{L}}\p{{N}}\-]+\.)+\p{{L}}{{2,}}/{_CHAR}*+"
    rf"|(?<![^\s(\[\"'“‘«（「])(?:~|\.{{1,2}})?/(?=[\p{{L}}\p{{N}}._]){_CHAR}*+"
    rf"|(?:\p{{Lu}}:\\|\\\\(?=[\p{{L}}\p{{N}}])){_CHAR}*+"
    r")\Z",
    regex.IGNORECASE,
)


def is_in_address(before: str) -> bool:
    r"""Tell whether the characters after the last space are an address that is being typed.

    ``and/or`` is prose; ``/novels``, ``./notes`` and ``C:\notes`` are paths.
    """
    if not before or before[-1].isspace():
        return False
    last_run = before[-_WINDOW_CHARS:].rsplit(maxsplit=1)[-1]
    return any(sign in last_run for sign in _SIGNS) and _ADDRESS.search(last_run) is not None
