"""Splits a corpus into training and held-out documents, so that the loss can be measured."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    """Hold out a tenth of the documents, the same ones each time; of a single one its last tenth.

    They are chosen by the hash of their content, so adding or renaming a document moves few others.

    Raises:
        DocumentError: there is only one document, and it can't be divided.
    """
    if len(documents) == 1:
        return _hold_out_ending(documents[0])
    if not documents:
        raise _too_few("The corpus")
    total_bytes = sum(document.size_bytes for document in documents)
    count = max(1, round(len(documents) * HELD_OUT_SHARE))
    by_content = sorted(documents, key=lambda document: document.sha256)
    small = [each for each in by_content if each.size_bytes <= total_bytes * _LARGEST_SHARE]
    chosen = small[:count] or [min(by_content, key=lambda document: document.size_bytes)]
    learned = tuple(document for document in by_content if document not in chosen)
    return SplitCorpus(learned=learned, held_out=tuple(chosen))


def _hold_out_ending(document: CorpusDocument) -> SplitCorpus:
    """Divide a document at the line end before its last tenth."""
    text = document.text
    cut = text.rfind("\n", 0, round(len(text) * (1 - HELD_OUT_SHARE))) + 1
    ending = text[cut:].lstrip("\n")
    learned = _part(document, text[: len(text) - len(ending)])
    held_out = _part(document, ending)
    if not learned.text.strip() or not held_out.text.strip():
        raise _too_few(str(document.path))
    return SplitCorpus(learned=(learned,), held_out=(held_out,))


def _part(document: CorpusDocument, text: str) -> CorpusDocument:
    return replace(document, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def _too_few(what: str) -> DocumentError:
    return DocumentError(
        f"{what} is all there is to learn from, and a part has to be held out to measure what was "
        "learned.",
        next_step="Give a text of several paragraphs, or split it into chapters, one file each.",
    )
