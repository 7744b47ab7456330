"""Favoured phrases: makes the tokens likelier that spell what the writer wants more of.

A phrase as a whole gains ``favoured_weight`` in its logits, however many tokens the vocabulary cuts it
into. Each token that goes on with it gets a share, and the shares grow along the phrase: what spells
a part ``p`` of it, in bytes, has got ``p`` squared of the weight. So a word that is one token gets all of
it; a beginning that many other words have in common ("the" of "the lamplight") gets little, for
else every text would be full of beginnings; and the more of a phrase is there, the surer is the rest.

It is never forced. The weight is added before min-p and top-p leave out what is improbable:
a phrase that makes no sense here stays out. A phrase may only begin where a word may, as it is
written or with a capital. While it stands in the last tokens it gains nothing: a favoured word is
wanted in the text, not in every sentence.

It runs for each token of each take, so what depends on the phrases alone is worked out once: which
beginnings end with which two bytes, and what a spelling raises from where on.

Knows tokens and their spellings, nothing of logits.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from afterword.engine.interface import Sampling
from afterword.prose.words.phrase_patterns import is_spaced_letter, phrase_pattern

if TYPE_CHECKING:
    import regex

    from afterword.engine.tokens.vocabulary import Vocabulary

LOOK_BACK_TOKENS: Final = 96
"""A phrase that stands in so many latest tokens gains nothing: about a paragraph."""
_MOST_CHAR_BYTES: Final = 4
_KEY_BYTES: Final = 2
_VARIES: Final = re.compile(r"[\s'’]")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase, and the ways to write it."""

    pattern: "regex.Pattern[str]"
    key: str
    """A part of it, in lower case; a text without this doesn't hold the phrase."""
    spellings: tuple[bytes, ...]
    begins_with_letter: bool
    """Without a space, its first letter would go on with a word that stands before it."""

    def needs_begin(self, spelling: bytes) -> bool:
        """Tell whether a spelling may only begin where a word may."""
        return self.begins_with_letter and not spelling.startswith(b" ")


@dataclass(frozen=True, slots=True)
class _Index:
    """Favoured phrases, and the beginnings of their spellings by their last bytes."""

    phrases: tuple[_Phrase, ...]
    begun: Mapping[bytes, Sequence[tuple[_Phrase, bytes, int]]]
    """Phrase, spelling, and how many bytes of it; longer beginnings first."""

    def reached(self, recent: bytes) -> Iterator[tuple[_Phrase, bytes, int]]:
        """Yield the spellings of which a part, but not all, stands at the end of what is there."""
        found = set[bytes]()
        for key in (recent[-_KEY_BYTES:], recent[-1:]):
            for phrase, spelling, size in self.begun.get(key, ()):
                if spelling in found or not recent.endswith(spelling[:size]):
                    continue
                if phrase.needs_begin(spelling) and not _lets_begin(recent, but=size):
                    continue
                found.add(spelling)
                yield phrase, spelling, size


class PhraseBias:
    """Says which tokens go on with a favoured phrase, and how far to raise them."""

    def __init__(self, sampling: Sampling, vocabulary: "Vocabulary") -> None:
        """Follow ``sampling.favoured``; a weight of 0 raises nothing."""
        self._weight = sampling.favoured_weight
        self._vocabulary = vocabulary
        self._index = _index(sampling.favoured if self._weight else ())
        self._gains: dict[tuple[bytes, int], Mapping[int, float]] = {}

    def after(self, seen: Sequence[int]) -> dict[int, float]:
        """Return what to add to the logits of tokens that may follow ``seen``.

        Args:
            seen: all tokens so far, oldest first.
        """
        if not self._index.phrases:
            return {}
        recent = b"".join(map(self._vocabulary.spell, seen[-LOOK_BACK_TOKENS:]))
        text = recent.decode(errors="ignore")
        folded, may_begin = text.lower(), _lets_begin(recent)
        reached = {spelling: size for _, spelling, size in self._index.reached(recent)}
        raised = dict[int, float]()
        for phrase in self._index.phrases:
            if phrase.key in folded and phrase.pattern.search(text):
                continue
            for spelling in phrase.spellings:
                size = reached.get(spelling, 0)
                if size or may_begin or not phrase.needs_begin(spelling):
                    for token_id, gain in self._gains_of(spelling, size).items():
                        raised[token_id] = max(gain, raised.get(token_id, 0.0))
        return raised

    def _gains_of(self, spelling: bytes, reached: int) -> Mapping[int, float]:
        """Return what the tokens gain that go on with a spelling, of which ``reached`` bytes stand there."""
        gains = self._gains.get((spelling, reached))
        if gains is None:
            whole = len(spelling) ** 2
            gains = self._gains[spelling, reached] = {
                token_id: self._weight * ((reached + size) ** 2 - reached**2) / whole
                for token_id, size in self._vocabulary.beginnings(spelling[reached:])
            }
        return gains


@lru_cache(maxsize=8)
def _index(written: tuple[str, ...]) -> _Index:
    """Return the index of phrases; kept, because each take asks for the same."""
    phrases = tuple(_phrases(written))
    begun = defaultdict[bytes, list[tuple[_Phrase, bytes, int]]](list)
    for phrase in phrases:
        for spelling in phrase.spellings:
            for size in range(1, len(spelling)):
                begun[spelling[max(0, size - _KEY_BYTES) : size]].append((phrase, spelling, size))
    for beginnings in begun.values():
        beginnings.sort(key=lambda each: -each[2])
    return _Index(phrases, dict(begun))


def _phrases(written: Sequence[str]) -> Iterator[_Phrase]:
    for each in written:
        phrase, pattern = " ".join(each.split()), phrase_pattern(each)
        if pattern is None:
            continue
        ways = dict.fromkeys((phrase, phrase[0].upper() + phrase[1:]))
        is_spaced = is_spaced_letter(phrase[0])
        spaced = [f" {way}".encode() for way in ways] if is_spaced else []
        spellings = (*spaced, *(way.encode() for way in ways))
        # White space and apostrophes may be written otherwise.
        key = max(_VARIES.split(phrase.lower()), key=len)
        yield _Phrase(pattern, key, spellings, begins_with_letter=is_spaced)


def _lets_begin(recent: bytes, *, but: int = 0) -> bool:
    """Tell whether a word may begin here, or ``but`` bytes earlier.

    Behind a space, its spelling with the space goes on.
    """
    end = len(recent) - but
    last = recent[max(0, end - _MOST_CHAR_BYTES) : end].decode(errors="ignore")[-1:]
    return not last or not (last == " " or is_spaced_letter(last))
