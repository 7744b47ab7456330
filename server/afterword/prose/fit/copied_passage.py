"""Suggestions that copy a longer passage of this page word for word, however far back it stands."""

from typing import Final

from afterword.prose.words.words import count_words

_PAGE: Final = 8_000
"""Characters before the cursor: what a model gets to read, and so can copy."""
_TAIL: Final = 400
"""How far back from the cursor the writer's own words are compared."""
_MIN_WORDS: Final = 12
"""Names and turns of phrase come again; so many words in the same order hardly ever do."""


def echoes_page(text: str, before: str) -> bool:
    """Tell whether ``text``, with the words before it, stands on the page already.

    So it is where the last words before the cursor and all of ``text`` are a run of twelve words
    or more that came up before in the same order. Case and spaces don't count; two characters
    without spaces are a word.
    """
    page = _plain(before[-_PAGE:])
    tail, new = page[-_TAIL:], _plain(text)
    if not new:
        return False
    glue = " " if text[:1].isspace() and tail and not tail.endswith(" ") else ""
    new = f"{glue}{new}"
    found = page.find(new)
    while found >= 0:
        shared = _shared_end(page[max(0, found - _TAIL) : found], tail)
        if count_words(tail[len(tail) - shared :] + new) >= _MIN_WORDS:
            return True
        found = page.find(new, found + 1)
    return False


def _plain(text: str) -> str:
    """Return ``text`` in one case, with single spaces; one at its end is kept."""
    plain = " ".join(text.casefold().split())
    return f"{plain} " if plain and text[-1:].isspace() else plain


def _shared_end(left: str, right: str) -> int:
    """Return how many characters at their ends two texts have in common."""
    count = 0
    while count < min(len(left), len(right)) and left[-1 - count] == right[-1 - count]:
        count += 1
    return count
