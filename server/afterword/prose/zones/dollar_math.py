"""Dollar math (``$…$``, ``$$…$$``), distinguished from prices as in Pandoc's tex_math_dollars."""

from typing import Final

import regex

_DOLLARS: Final = regex.compile(r"(?<!\\)\$\$?")
_CLOSING: Final = regex.compile(r"(?<![\\\s$])\$(?!\$|\p{Nd})")


def is_in_dollar_math(paragraph: str, rest: str, *, prices: bool) -> bool:
    """Tell whether the end of ``paragraph`` is between ``$`` or ``$$``.

    Args:
        paragraph: the text before the cursor, since the last blank line.
        rest: the text after the cursor, up to the next blank line.
        prices: whether ``$5`` may be a price: then a dollar sign opens math only before a
            non-space, and before a digit only if a closing one follows.
    """
    opener = ""
    opened_at = 0
    for found in _DOLLARS.finditer(paragraph):
        mark, start, end = found.group(), found.start(), found.end()
        if opener:
            if mark == opener and not (prices and mark == "$" and not _closes(paragraph, start)):
                opener = ""
            elif prices and opener == "$" and _is_price(paragraph, opened_at):
                opener, opened_at = mark, end
        elif not prices or mark == "$$" or _opens(paragraph, start, end):
            opener, opened_at = mark, end
    if not opener or not prices or opener == "$$":
        return bool(opener)
    if not _is_price(paragraph, opened_at):
        return "\n" not in paragraph[opened_at:] or _CLOSING.search(rest) is not None
    closing = _CLOSING.search(rest.partition("\n")[0])
    return closing is not None


def _opens(text: str, start: int, end: int) -> bool:
    ahead = text[end : end + 1]
    return not ahead.isspace() and not text[start - 1 : start].isalnum()


def _closes(text: str, offset: int) -> bool:
    behind, ahead = text[offset - 1 : offset], text[offset + 1 : offset + 2]
    return not behind.isspace() and not ahead.isdecimal()


def _is_price(text: str, offset: int) -> bool:
    return text[offset : offset + 1].isdecimal()
