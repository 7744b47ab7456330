"""The two halves of a corpus: one to fit thresholds on, one to check them on."""

from collections.abc import Sequence
from enum import StrEnum

from afterword.errors import DocumentError
from afterword.study.training.corpora import CorpusDocument


class Half(StrEnum):
    """The half of a corpus that is evaluated."""

    ALL = "all"
    CALIBRATION = "calibration"
    CHECK = "check"


def take_half(documents: Sequence[CorpusDocument], half: Half) -> list[CorpusDocument]:
    """Return the documents of a half, which is chosen by each document's hash, so it never changes.

    Raises:
        DocumentError: the half is empty.
    """
    if half is Half.ALL:
        return list(documents)
    is_check = half is Half.CHECK
    taken = [each for each in documents if int(each.sha256[:8], 16) % 2 == is_check]
    if not taken:
        raise DocumentError(
            f"None of the {len(documents)} documents is in the half {half}.",
            next_step="Give more documents, or leave --half out.",
        )
    return taken
