"""Word completion from the document: which of its words the writer is probably typing.

The model knows the language; the document contains the names of its people and places. After
"Knig", a name that occurs there thirty times is nearly certain, whatever the model predicts. This
is counting only, without an index, so a word that was typed a second ago counts already.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import regex

from afterword.prose.structure.sentences import ends_sentence
from afterword.prose.words.word_boundaries import SPACED_WORD, stem_before

BEFORE_CHARS: Final = 200_000
"""Characters before the cursor that are searched: a third of a novel."""
AFTER_CHARS: Final = 50_000
"""Characters after the cursor that are searched."""
OTHER_PAGES_CHARS: Final = 200_000
"""Characters of the writer's other open documents that are searched, all of them together."""
MIN_STEM_OF_NAME: Final = 2
"""Letters of a name that must be typed."""
MIN_STEM: Final = 3
"""Letters of another word that must be typed. After fewer, too many words that the document does not
contain are possible."""
UNSEEN_NAMES: Final = 0.5
"""Occurrences that are added to the total for names that the document does not contain yet.

With this number and the next one the probabilities are calibrated, in two novels and in manuals.
"""
UNSEEN_WORDS: Final = 1.0
"""Occurrences that are added to the total for other words that the document does not contain yet."""
MOST_OCCURRENCES: Final = 200
"""Occurrences of words with the typed beginning after which counting stops."""
MOST_PLACES: Final = 4000
"""Places of the typed letters that are looked at, most of them inside other words. It is enough for
a third of a novel."""
UNDECIDED_AFTER: Final = 12
"""Occurrences, counted backwards from the cursor, after which the search stops if no word leads."""
UNDECIDED_SHARE: Final = 0.3
"""Share of these occurrences, 0-1, by which the most frequent word must exceed all others."""

_WORD: Final = regex.compile(SPACED_WORD, flags=regex.VERSION1)
_POSSESSIVE: Final = regex.compile(r"['’]s\Z")
_IN_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}'’\-]\Z")
_LETTERS: Final = regex.compile(r"[\p{L}\p{M}'’\-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWord:
    """The rest of a word that the document contains already."""

    rest: str
    """The letters to add to the typed ones."""
    probability: float
    """The probability that this is the word being typed, 0-1."""


def find_document_word(
    before: str, after: str = "", other_pages: Sequence[str] = ()
) -> DocumentWord | None:
    """Return the likeliest completion of the word at the cursor, from the document's own words.

    Args:
        before: all text before the cursor, up to the typed beginning of the word.
        after: all text after the cursor.
        other_pages: the writer's other open documents.

    Returns:
        The completion; None if no word is more probable than all others together.
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
    # Each occurrence of another word counts twice: two words with the same beginning are often two
    # forms of one word, and which form comes next does not follow from how often each occurred.
    probability = (2 * most - total) / (total + unseen)
    return (
        DocumentWord(rest=word[len(stem) :], probability=probability) if probability > 0 else None
    )


def _begins_sentence(head: str) -> bool:
    last_line = head.rpartition("\n")[2].strip(" \t\"'“”‘’«»„*_>(#-–—")
    return not last_line or ends_sentence(head)


def _within(most_chars: int, pages: Sequence[str]) -> Iterator[str]:
    """Yield the beginnings of documents, up to ``most_chars`` characters together.

    What a short one leaves free is shared among the longer ones.
    """
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
    """Yield the places of ``stem``: first in ``head``, from its end backwards, then in ``pages``."""
    end = len(head)
    while (at := head.rfind(stem, 0, end)) >= 0:
        yield head, at
        end = at + len(stem) - 1
    for page in pages:
        at = -1
        while (at := page.find(stem, at + 1)) >= 0:
            yield page, at
