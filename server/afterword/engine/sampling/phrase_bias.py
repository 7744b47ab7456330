"""Favoured phrases: a bonus for the tokens that spell phrases which the writer wants more often.

A whole phrase gets ``favoured_weight`` added to its logits, however many tokens it is split into.
Each token that continues the phrase gets a share, and the shares grow along the phrase: the tokens
that spell the fraction ``p`` of its bytes get ``p`` squared of the weight together. So a word that is one
token gets all of it, and a prefix that many other words share ("the" of "the lamplight") gets little:
otherwise texts would be full of such prefixes. The more of a phrase is written, the likelier is the rest.

A phrase is never forced. The bonus is added before min-p and top-p drop improbable tokens, so a
phrase that makes no sense in its context stays out. A phrase may only begin where a word may, as it
is written or with a capital letter. It gets no bonus while the last tokens contain it: a favoured
word is wanted in the text, not in every sentence.

This runs for each token of each take, so everything that depends on the phrases alone is computed
once: which prefixes end with which two bytes, and which tokens get which bonus after which prefix.

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
"""Latest tokens in which a phrase is looked for, about a paragraph; it gets no bonus if found."""
_MAX_CHAR_BYTES: Final = 4
"""Bytes of the longest character in UTF-8."""
_KEY_BYTES: Final = 2
"""Last bytes of a prefix by which it is looked up."""
_VARIABLE_CHARS: Final = re.compile(r"[\s'’]")
"""Characters that may be written otherwise: white space and apostrophes."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase, and its spellings."""

    pattern: "regex.Pattern[str]"
    key: str
    """A part of the phrase, in lower case; a text without this part doesn't contain the phrase."""
    spellings: tuple[bytes, ...]
    begins_with_letter: bool
    """Whether the phrase, written without a space, would continue a word before it."""

    def needs_word_start(self, spelling: bytes) -> bool:
        """Return whether a spelling may only begin where a word may."""
        return self.begins_with_letter and not spelling.startswith(b" ")


@dataclass(frozen=True, slots=True)
class _PhraseIndex:
    """Favoured phrases, and the prefixes of their spellings by the last bytes of each."""

    phrases: tuple[_Phrase, ...]
    prefixes: Mapping[bytes, Sequence[tuple[_Phrase, bytes, int]]]
    """Phrase, spelling, and how many bytes of it; longer prefixes first."""

    def begun(self, recent: bytes) -> Iterator[tuple[_Phrase, bytes, int]]:
        """Yield the spellings of which ``recent`` ends with a prefix, and the bytes of the longest one."""
        found = set[bytes]()
        for key in (recent[-_KEY_BYTES:], recent[-1:]):
            for phrase, spelling, size in self.prefixes.get(key, ()):
                if spelling in found or not recent.endswith(spelling[:size]):
                    continue
                if phrase.needs_word_start(spelling) and not _may_begin_word(recent, dropping=size):
                    continue
                found.add(spelling)
                yield phrase, spelling, size


class _Spellings(dict[int, bytes]):
    """Tokens' spellings, looked up once: for each token of a text the same ninety are joined."""

    def __init__(self, vocabulary: "Vocabulary") -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def __missing__(self, token_id: int) -> bytes:
        spelling = self[token_id] = self._vocabulary.spell(token_id)
        return spelling


class PhraseBias:
    """Bonuses for the tokens that continue a favoured phrase."""

    def __init__(self, sampling: Sampling, vocabulary: "Vocabulary") -> None:
        """Follow ``sampling.favoured``; a weight of 0 gives no bonus."""
        self._weight = sampling.favoured_weight
        self._vocabulary = vocabulary
        self._spellings = _Spellings(vocabulary)
        self._index = _index(sampling.favoured if self._weight else ())
        self._bonuses: dict[tuple[bytes, int], Mapping[int, float]] = {}

    def bonuses_after(self, seen: Sequence[int]) -> dict[int, float]:
        """Return what to add to the logits of tokens that may follow ``seen``.

        Args:
            seen: all tokens so far, oldest first.
        """
        if not self._index.phrases:
            return {}
        recent = b"".join(map(self._spellings.__getitem__, seen[-LOOK_BACK_TOKENS:]))
        text = recent.decode(errors="ignore")
        lower_text, may_begin = text.lower(), _may_begin_word(recent)
        written_bytes = {spelling: size for _, spelling, size in self._index.begun(recent)}
        bonuses = dict[int, float]()
        for phrase in self._index.phrases:
            if phrase.key in lower_text and phrase.pattern.search(text):
                continue
            for spelling in phrase.spellings:
                size = written_bytes.get(spelling, 0)
                if size or may_begin or not phrase.needs_word_start(spelling):
                    for token_id, bonus in self._bonuses_of(spelling, size).items():
                        bonuses[token_id] = max(bonus, bonuses.get(token_id, 0.0))
        return bonuses

    def _bonuses_of(self, spelling: bytes, written_bytes: int) -> Mapping[int, float]:
        """Return the bonuses of the tokens that continue a spelling after its first ``written_bytes``."""
        bonuses = self._bonuses.get((spelling, written_bytes))
        if bonuses is None:
            whole = len(spelling) ** 2
            bonuses = self._bonuses[spelling, written_bytes] = {
                token_id: self._weight * ((written_bytes + size) ** 2 - written_bytes**2) / whole
                for token_id, size in self._vocabulary.prefix_tokens(spelling[written_bytes:])
            }
        return bonuses


@lru_cache(maxsize=8)
def _index(favoured: tuple[str, ...]) -> _PhraseIndex:
    """Return the index of phrases; it is cached, because each take needs the same."""
    phrases = tuple(_phrases(favoured))
    prefixes = defaultdict[bytes, list[tuple[_Phrase, bytes, int]]](list)
    for phrase in phrases:
        for spelling in phrase.spellings:
            for size in range(1, len(spelling)):
                prefixes[spelling[max(0, size - _KEY_BYTES) : size]].append(
                    (phrase, spelling, size)
                )
    for same_ending in prefixes.values():
        same_ending.sort(key=lambda each: -each[2])
    return _PhraseIndex(phrases, dict(prefixes))


def _phrases(favoured: Sequence[str]) -> Iterator[_Phrase]:
    for each in favoured:
        phrase, pattern = " ".join(each.split()), phrase_pattern(each)
        if pattern is None:
            continue
        cases = dict.fromkeys((phrase, phrase[0].upper() + phrase[1:]))
        is_spaced = is_spaced_letter(phrase[0])
        spaced = [f" {case}".encode() for case in cases] if is_spaced else []
        spellings = (*spaced, *(case.encode() for case in cases))
        key = max(_VARIABLE_CHARS.split(phrase.lower()), key=len)
        yield _Phrase(pattern, key, spellings, begins_with_letter=is_spaced)


def _may_begin_word(recent: bytes, *, dropping: int = 0) -> bool:
    """Return whether a word may begin after ``recent`` without its last ``dropping`` bytes.

    After a space it may not: there the spelling that begins with the space is continued.
    """
    end = len(recent) - dropping
    last = recent[max(0, end - _MAX_CHAR_BYTES) : end].decode(errors="ignore")[-1:]
    return not last or not (last == " " or is_spaced_letter(last))
