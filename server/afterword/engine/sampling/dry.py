"""The DRY sampler: lowers tokens that would continue a run of words which the text already contains.

"Don't repeat yourself" is p-e-w's sampler (text-generation-webui, pull request 5677, 2024): the
longer the run at the end of the text that occurred before, the less probable is the token that
followed it then. Here it is adapted to prose: a run is measured in words, and no word is broken off. So a
name of many tokens costs nothing, and a turn of dialogue ends the run at its quotation mark. Commas
and full stops do not end it, because texts repeat themselves by clauses, which are short in Chinese.

Knows tokens and their spellings, nothing of logits.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from afterword.engine.interface import Sampling

if TYPE_CHECKING:
    from afterword.engine.tokens.vocabulary import Vocabulary

LOOK_BACK_TOKENS: Final = 1024
"""Tokens that are searched for earlier runs, back from the end; what is further back may repeat."""
MAX_EXTRA_WORDS: Final = 16
"""Words beyond the allowed ones that are counted at most: by then the penalty rules the token out,
and counting on would cost milliseconds in a text that repeats itself."""

_BREAKERS: Final = frozenset('\n"“”„«»‹›「」『』《》〈〉（）()[]{}*_#|:：')
"""Characters that end a run: line breaks, quotes, brackets, emphasis, colons."""
_MARKS: Final = frozenset(" ,，.。、;；!?！？…—")
"""Characters that are no words but don't end a run: ends of clauses and sentences."""


class _Kind(Enum):
    BREAKER = auto()
    """A token that ends every run; never penalised."""
    MARK = auto()
    """A token that belongs to a run but is no word of it; never penalised."""
    WORD_START = auto()
    """A token that begins a word, or is one; so are all tokens of scripts without spaces."""
    WORD_REST = auto()
    """A token that continues a word; never penalised, or names would come out misspelt."""


class DryPenalties:
    """Penalties for the tokens that would repeat the text."""

    def __init__(self, sampling: Sampling, vocabulary: "Vocabulary") -> None:
        """Follow ``sampling.dry_*``; a multiplier of 0 penalises nothing."""
        self._multiplier = sampling.dry_multiplier
        self._base = sampling.dry_base
        self._allowed_words = sampling.dry_allowed_words
        self._vocabulary = vocabulary
        self._kinds: dict[int, _Kind] = {}

    def penalties_after(self, seen: Sequence[int]) -> dict[int, float]:
        """Return what to subtract from the logits of tokens that may follow ``seen``.

        Args:
            seen: all tokens so far, oldest first.
        """
        end = len(seen) - 1
        is_off = not self._multiplier or end < self._allowed_words
        if is_off or self._kind(seen[-1]) is _Kind.BREAKER:
            return {}
        max_words = self._allowed_words + MAX_EXTRA_WORDS
        shortest_run = seen[end + 1 - self._allowed_words :]  # no word has less than one token
        words_of_longest: dict[int, int] = {}
        occurrences = _indices_of(
            seen[-1], seen, start=max(self._allowed_words - 1, end - LOOK_BACK_TOKENS), end=end
        )
        for index in reversed(occurrences):
            if seen[index + 1 - self._allowed_words : index + 1] != shortest_run:
                continue
            next_id = seen[index + 1]
            if (
                words_of_longest.get(next_id, 0) < max_words
                and self._kind(next_id) is _Kind.WORD_START
            ):
                words = self._words_in_common(seen, index, end)
                words_of_longest[next_id] = max(words, words_of_longest.get(next_id, 0))
        return {
            token_id: self._multiplier * self._base ** (words - self._allowed_words)
            for token_id, words in words_of_longest.items()
            if words >= self._allowed_words
        }

    def _words_in_common(self, seen: Sequence[int], index: int, end: int) -> int:
        """Return how many words before ``index`` and before ``end`` are equal, back to the last breaker."""
        words = 0
        max_words = self._allowed_words + MAX_EXTRA_WORDS
        for back in range(index + 1):
            token_id = seen[index - back]
            kind = self._kind(token_id)
            if token_id != seen[end - back] or kind is _Kind.BREAKER or words == max_words:
                break
            words += kind is _Kind.WORD_START
        return words

    def _kind(self, token_id: int) -> _Kind:
        kind = self._kinds.get(token_id)
        if kind is None:
            kind = self._kinds[token_id] = self._kind_of(token_id)
        return kind

    def _kind_of(self, token_id: int) -> _Kind:
        spelling = self._vocabulary.spell(token_id).decode(errors="ignore")
        if not _BREAKERS.isdisjoint(spelling):
            return _Kind.BREAKER
        if spelling and _MARKS.issuperset(spelling):
            return _Kind.MARK
        return _Kind.WORD_START if self._vocabulary.ends_word[token_id] else _Kind.WORD_REST


def _indices_of(token_id: int, seen: Sequence[int], *, start: int, end: int) -> list[int]:
    """Return the indices from ``start`` to ``end``, not included, at which a token occurs."""
    indices: list[int] = []
    while start < end:
        try:
            start = seen.index(token_id, start, end)
        except ValueError:
            break
        indices.append(start)
        start += 1
    return indices
