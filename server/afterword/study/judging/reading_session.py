"""A reader's session: which pair is shown next, on which sides, and where a verdict goes.

The order of the pairs and of the sides is drawn from the reader's name: it says nothing of whose a text
is, and stays the same when the reader comes back. The reader's file is read again for each pair, so
that the terminal and several tabs can be open at once.
"""

import random
from dataclasses import dataclass
from pathlib import Path

from afterword.study.judging.pairs_folder import Pair, PairList, read_pairs, read_plan
from afterword.study.judging.verdicts import (
    Choice,
    Reason,
    Verdict,
    append_verdict,
    read_verdicts,
    verdict_file,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPair:
    """A pair as it is shown to a reader."""

    key: str
    number: int
    """Its place in this reader's order, from 1."""
    language: str
    opening: str
    left: str
    """The continuation on the left; empty if that setting wrote nothing."""
    right: str
    revision: int
    """How many verdicts the reader has given on it."""
    previous: str | None
    """The key of the pair before it; None for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingProgress:
    """How far a reader is."""

    judged: int
    total: int
    last: str | None
    """The key of the last pair; None if there is none."""


class UnknownPairError(Exception):
    """There is no such pair in the folder."""


class AlreadyJudgedError(Exception):
    """Another verdict on the pair came in since it was shown."""


class ReadingSession:
    """One reader's way through the pairs of a folder."""

    def __init__(self, folder: Path, reader: str) -> None:
        """Read the folder.

        Raises:
            DocumentError: there are no pairs, a file can't be read, or the name can't be taken.
        """
        self.path = verdict_file(folder, reader)
        self.found: PairList = read_pairs(folder)
        seed = f"{read_plan(folder).seed}:{reader}"
        order = list(self.found.pairs)
        random.Random(seed).shuffle(order)
        self._pairs = {pair.key: pair for pair in order}
        self._seed = seed
        self.problems = (
            *self.found.problems,
            *read_verdicts(self.path, self._pairs).problems,
        )
        """What could not be read, as sentences."""

    def progress(self) -> ReadingProgress:
        """Return how many pairs are judged."""
        judged = len(read_verdicts(self.path, self._pairs).latest())
        return ReadingProgress(
            judged=judged, total=len(self._pairs), last=next(reversed(self._pairs), None)
        )

    def next_pair(self) -> ShownPair | None:
        """Return the first pair without a verdict; None if all are judged."""
        judged = read_verdicts(self.path, self._pairs).latest()
        key = next((key for key in self._pairs if key not in judged), None)
        return None if key is None else self.pair(key)

    def pair(self, key: str) -> ShownPair:
        """Return a pair, judged or not.

        Raises:
            UnknownPairError: there is none with this key.
        """
        pair = self._known(key)
        keys = list(self._pairs)
        at = keys.index(key)
        left, right = self._sides(pair)
        return ShownPair(
            key=key,
            number=at + 1,
            language=pair.opening.language,
            opening=pair.opening.text,
            left=pair.texts[left],
            right=pair.texts[right],
            revision=self._revision(key),
            previous=keys[at - 1] if at else None,
        )

    def judge(
        self, key: str, choice: Choice, *, reason: Reason | None = None, revision: int
    ) -> None:
        """Append a verdict.

        Args:
            key: the pair's key.
            choice: what the reader says.
            reason: what decided it, if the reader says so.
            revision: that of the pair when it was shown.

        Raises:
            UnknownPairError: there is no such pair.
            AlreadyJudgedError: another verdict came in since it was shown.
            DocumentError: the verdict can't be written.
        """
        pair = self._known(key)
        if self._revision(key) != revision:
            raise AlreadyJudgedError
        left, right = self._sides(pair)
        verdict = Verdict(pair=key, left=left, right=right, choice=choice, reason=reason)
        append_verdict(self.path, verdict)

    def _known(self, key: str) -> Pair:
        try:
            return self._pairs[key]
        except KeyError:
            raise UnknownPairError from None

    def _sides(self, pair: Pair) -> tuple[str, str]:
        """Return the letters of the texts on the left and on the right."""
        letters = sorted(pair.texts)
        random.Random(f"{self._seed}:{pair.key}").shuffle(letters)
        return letters[0], letters[1]

    def _revision(self, key: str) -> int:
        verdicts = read_verdicts(self.path, self._pairs).verdicts
        return sum(verdict.pair == key for verdict in verdicts)
