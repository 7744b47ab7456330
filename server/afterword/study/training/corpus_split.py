"""Splits a corpus into training and held-out documents, so that the loss can be measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from afterword.errors import DocumentError
from afterword.study.training.corpora import CorpusDocument

HELD_OUT_SHARE: Final = 0.1
"""The share of the documents that is held out; at least one is."""
_LARGEST_SHARE: Final = 1 / 3
"""The largest share of the text that a held-out document may have: a larger one is needed for
training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitCorpus:
    """A corpus in two parts, by whole documents: neighbouring sentences are too much alike."""

    learned: tuple[CorpusDocument, ...]
    held_out: tuple[CorpusDocument, ...]


def split_corpus(documents: Sequence[CorpusDocument]) -> SplitCorpus:
    """Hold out a tenth of the documents, the same ones each time.

    They are chosen by the hash of their content, so adding or renaming a document moves few others.

    Raises:
        DocumentError: there is only one document.
    """
    if len(documents) < 2:
        raise DocumentError(
            f"{documents[0].path if documents else 'The corpus'} is all there is to learn from, "
            "and one document has to be held out to measure what was learned.",
            next_step="Split it into chapters, one file each.",
        )
    total_bytes = sum(document.size_bytes for document in documents)
    count = max(1, round(len(documents) * HELD_OUT_SHARE))
    by_content = sorted(documents, key=lambda document: document.sha256)
    small = [each for each in by_content if each.size_bytes <= total_bytes * _LARGEST_SHARE]
    chosen = small[:count] or [min(by_content, key=lambda document: document.size_bytes)]
    learned = tuple(document for document in by_content if document not in chosen)
    return SplitCorpus(learned=learned, held_out=tuple(chosen))
