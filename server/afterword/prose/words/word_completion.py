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
OTHER_DOCUMENTS_CHARS: Final = 200_000
"""Characters of the writer's other open documents that are searched, all of them together."""
MIN_NAME_STEM_CHARS: Final = 2
"""Letters of a name that must be typed."""
MIN_STEM_CHARS: Final = 3
"""Letters of another word that must be typed. After fewer, too many words that the document does not
contain are possible."""
UNSEEN_NAME_COUNT: Final = 0.5
"""Occurrences that are added to the total for names that the document does not contain yet.

With this number and the next one the probabilities are calibrated, in two novels and in manuals.
"""
UNSEEN_WORD_COUNT: Final = 1.0
"""Occurrences that are added to the total for other words that the document does not contain yet."""
MAX_OCCURRENCES: Final = 200
"""Occurrences of words with the typed beginning after which counting stops."""
MAX_PLACES: Final = 4000
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
class WordCompletion:
    """The rest of a word that the document contains already."""

    rest: str
    """The letters to add to the typed ones."""
    probability: float
    """The probability that this is the word being typed, 0-1."""


def complete_word(
    before: str, after: str = "", other_documents: Sequence[str] = ()
) -> WordCompletion | None:
    """Return the likeliest completion of the word at the cursor, from the document's own words.

    Args:
        before: all text before the cursor, up to the typed beginning of the word.
        after: all text after the cursor.
        other_documents: the writer's other open documents.

    Returns:
        The completion; None if no word is more probable than all others together.
    """
    stem = stem_before(before)
    is_name = stem[:1].isupper()
    if len(stem) < (MIN_NAME_STEM_CHARS if is_name else MIN_STEM_CHARS) or not _LETTERS.fullmatch(
        stem
    ):
        return None
    head = before[: len(before) - len(stem)]
    is_name = is_name and not _begins_sentence(head)
    documents = [after[:AFTER_CHARS], *_beginnings(OTHER_DOCUMENTS_CHARS, other_documents)]
    counts = _occurrences(stem, head[-BEFORE_CHARS:], documents)
    if not counts:
        return None
    word, most = counts.most_common(1)[0]
    if len(word) <= len(stem):
        return None
    total = counts.total()
    unseen = UNSEEN_NAME_COUNT if is_name else UNSEEN_WORD_COUNT
    # Each occurrence of another word counts twice: two words with the same beginning are often two
    # forms of one word, and which form comes next does not follow from how often each occurred.
    probability = (2 * most - total) / (total + unseen)
    return (
        WordCompletion(rest=word[len(stem) :], probability=probability) if probability > 0 else None
    )


def _begins_sentence(head: str) -> bool:
    last_line = head.rpartition("\n")[2].strip(" \t\"'“”‘’«»„*_>(#-–—")
    return not last_line or ends_sentence(head)


def _beginnings(max_chars: int, documents: Sequence[str]) -> Iterator[str]:
    """Yield the beginnings of documents, up to ``max_chars`` characters together.

    What a short one leaves free is shared among the longer ones.
    """
    waiting = sorted(documents, key=len)
    while waiting:
        share = max_chars // len(waiting)
        document = waiting.pop(0)[:share]
        max_chars -= len(document)
        yield document


def _occurrences(stem: str, head: str, documents: Sequence[str]) -> Counter[str]:
    """Count the words that begin with ``stem``, the nearest before the cursor first."""
    counts = Counter[str]()
    for text, at in islice(_places(stem, head, documents), MAX_PLACES):
        word = None if at and _IN_WORD.match(text[at - 1]) else _WORD.match(text, at)
        if word is None:
            continue
        counts[_POSSESSIVE.sub("", word.group())] += 1
        total, most = counts.total(), max(counts.values())
        if total >= MAX_OCCURRENCES:
            break
        if total >= UNDECIDED_AFTER and 2 * most - total < UNDECIDED_SHARE * total:
            return Counter()
    return counts


def _places(stem: str, head: str, documents: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the places of ``stem``: first in ``head``, from its end backwards, then in ``documents``."""
    end = len(head)
    while (at := head.rfind(stem, 0, end)) >= 0:
        yield head, at
        end = at + len(stem) - 1
    for document in documents:
        at = -1
        while (at := document.find(stem, at + 1)) >= 0:
            yield document, at
