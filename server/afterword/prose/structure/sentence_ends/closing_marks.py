"""Closing marks after a sentence's end: quotes, brackets, emphasis marks and footnote marks."""

from typing import Final

import regex

_CLOSING: Final = regex.compile(
    r"(?P<closer>[\p{Pe}\p{Pf}]|(?P<french>[ \u00a0\u202f])[»›](?=\s|\p{P}|\Z))"
    r"|(?P<curly>\p{Pi})|(?P<plain>\"|'|\*+|_+|~~|`+)"
    r"|(?P<note>\[\^[^\]\n]{1,40}\]|\p{No}{1,3})"
)


def end_of_closing_marks(text: str, offset: int, *, in_cjk: bool) -> int:
    """Return the offset after the closing marks that stand at ``offset``.

    Args:
        text: the whole text.
        offset: the offset after the sentence's terminator.
        in_cjk: the next sentence may follow without a space, so a mark that could also open (a
            straight quote, ``*``, ``“``) closes only where the same mark is open in this paragraph.
    """
    while found := _CLOSING.match(text, offset):
        if in_cjk and (found["curly"] or found["french"]):
            break
        if in_cjk and found["plain"] and not _is_open(text, offset, found["plain"]):
            break
        offset = found.end()
    return offset


def _is_open(text: str, offset: int, mark: str) -> bool:
    """Tell whether an odd number of ``mark`` stands in the paragraph before ``offset``."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count(mark, start, offset) % 2 == 1
