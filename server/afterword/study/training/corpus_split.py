"""Which documents a model never learns from, so that its loss on them tells the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from afterword.errors import DocumentError
from afterword.study.training.corpora import CorpusDocument

HELD_OUT_SHARE: Final = 0.1
"""Of the documents, at least one."""
_LARGEST_SHARE: Final = 1 / 3
"""Of the text: a document larger than this is needed for learning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitCorpus:
    """A corpus in two parts. Whole documents: neighbouring sentences would give each other away."""

    learned: tuple[CorpusDocument, ...]
    held_out: tuple[CorpusDocument, ...]


def split_corpus(documents: Sequence[CorpusDocument]) -> SplitCorpus:
    """Hold out a tenth of the documents, the same ones each time.

    Their content hash picks them, so a new or renamed document moves few of the others.

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
