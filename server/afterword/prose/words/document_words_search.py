"""The page's own words: which of them the writer is probably spelling.

A model knows the language, the page knows its people and places: after "Knig" the name that stands
there thirty times is nearly certain, whatever the model thinks. Pure text and counting; nothing is
kept, so what was typed a second ago counts already.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import regex

from afterword.prose.structure.sentences import ends_sentence
from afterword.prose.words.words import SPACED_WORD, stem_before

BEFORE_CHARS: Final = 200_000
"""How far back words are looked for: a third of a novel."""
AFTER_CHARS: Final = 50_000
OTHER_PAGES_CHARS: Final = 200_000
"""How much of the writer's other open documents is looked through."""
MIN_STEM_OF_NAME: Final = 2
MIN_STEM: Final = 3
"""Letters that must be typed; after fewer, too many words are possible that are not on the page."""
UNSEEN_NAMES: Final = 0.5
UNSEEN_WORDS: Final = 1.0
"""How many occurrences of words that the page does not hold yet are to be reckoned with. With these,
the probability is about as often right as it says in two novels and in manuals."""
MOST_OCCURRENCES: Final = 200
MOST_PLACES: Final = 4000
"""Where a stem stands, mostly inside other words; enough for a third of a novel."""
UNDECIDED_AFTER: Final = 12
"""Looked for from the cursor backwards; if so many are of several words, none will be certain."""
UNDECIDED_SHARE: Final = 0.3

_WORD: Final = regex.compile(SPACED_WORD, flags=regex.VERSION1)
_POSSESSIVE: Final = regex.compile(r"['’]s\Z")
_IN_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}'’\-]\Z")
_LETTERS: Final = regex.compile(r"[\p{L}\p{M}'’\-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWord:
    """The rest of a word that stands on the page already."""

    rest: str
    """What has to be added to the stem."""
    probability: float
    """That this is the word being typed, 0-1."""


def find_document_word(
    before: str, after: str = "", other_pages: Sequence[str] = ()
) -> DocumentWord | None:
    """Return the word of the page that begins as the one at the cursor does; None if none stands out.

    Args:
        before: all text before the cursor; the typed beginning of a word stands at its end.
        after: what follows the cursor.
        other_pages: other texts of the same writer.
    """
    stem = stem_before(before)
    is_name = stem[:1].isupper()
    if len(stem) < (MIN_STEM_OF_NAME if is_name else MIN_STEM) or not _LETTERS.fullmatch(stem):
        return None
    head = before[: len(before) - len(stem)]
    is_name = is_name and not _begins_sentence(head)
    pages = [after[:AFTER_CHARS], *_within(OTHER_PAGES_CHARS, other_pages)]
    counts = _occurrences(stem, head[-BEFORE_CHARS:], pages)
    if not counts:
        return None
    word, most = counts.most_common(1)[0]
    if len(word) <= len(stem):
        return None
    total = counts.total()
    unseen = UNSEEN_NAMES if is_name else UNSEEN_WORDS
    # Each occurrence of another word counts twice: two words that share a beginning are often two
    # forms of one, and which of them comes is not told by how often they came.
    probability = (2 * most - total) / (total + unseen)
    return (
        DocumentWord(rest=word[len(stem) :], probability=probability) if probability > 0 else None
    )


def _begins_sentence(head: str) -> bool:
    last_line = head.rpartition("\n")[2].strip(" \t\"'“”‘’«»„*_>(#-–—")
    return not last_line or ends_sentence(head)


def _within(most_chars: int, pages: Sequence[str]) -> Iterator[str]:
    """Yield the beginnings of pages, up to so many characters together; short ones leave room."""
    waiting = sorted(pages, key=len)
    while waiting:
        share = most_chars // len(waiting)
        page = waiting.pop(0)[:share]
        most_chars -= len(page)
        yield page


def _occurrences(stem: str, head: str, pages: Sequence[str]) -> Counter[str]:
    """Count the words that begin with ``stem``, the nearest before the cursor first."""
    counts = Counter[str]()
    for text, at in islice(_places(stem, head, pages), MOST_PLACES):
        word = None if at and _IN_WORD.match(text[at - 1]) else _WORD.match(text, at)
        if word is None:
            continue
        counts[_POSSESSIVE.sub("", word.group())] += 1
        total, most = counts.total(), max(counts.values())
        if total >= MOST_OCCURRENCES:
            break
        if total >= UNDECIDED_AFTER and 2 * most - total < UNDECIDED_SHARE * total:
            return Counter()
    return counts


def _places(stem: str, head: str, pages: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield where ``stem`` stands: first in ``head``, from its end on, then in ``pages``."""
    end = len(head)
    while (at := head.rfind(stem, 0, end)) >= 0:
        yield head, at
        end = at + len(stem) - 1
    for page in pages:
        at = -1
        while (at := page.find(stem, at + 1)) >= 0:
            yield page, at
