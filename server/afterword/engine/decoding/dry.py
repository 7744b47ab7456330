"""DRY: makes tokens less likely that would go on with a run of words which the text holds already.

"Don't repeat yourself" is p-e-w's sampler (text-generation-webui, pull request 5677, 2024): the
longer the run at the end of the text that stood there before, the less likely what followed it then.
Fitted to prose: a run is measured in words, and no word is broken off. So a name of many tokens
costs nothing, and a turn of dialogue ends the run at its quotation mark. Commas and full stops do
not end it: a text that goes in circles does so by clauses, and in Chinese they are short.

Knows tokens and their spellings, nothing of logits.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from afterword.engine.interface import Sampling

if TYPE_CHECKING:
    from afterword.engine.tokens.vocabulary import Vocabulary

LOOK_BACK_TOKENS: Final = 1024
"""How far back a run is searched. What stands further back may be said again."""
MOST_EXTRA_WORDS: Final = 16
"""So many words beyond the allowed ones are counted: by then nothing draws the next token any more,
and a text that went round in circles would cost milliseconds."""

_BREAKERS: Final = frozenset('\n"“”„«»‹›「」『』《》〈〉（）()[]{}*_#|:：')
"""Any of these in a token's spelling ends a run: line breaks, quotes, brackets, emphasis, colons."""
_MARKS: Final = frozenset(" ,，.。、;；!?！？…—")
"""A token of nothing else is passed over: clause and sentence ends of Latin, Chinese and Japanese."""


class _Kind(Enum):
    BREAKER = auto()
    """Ends every run, and is never made less likely."""
    MARK = auto()
    """Belongs to a run but is no word of it, and is never made less likely."""
    WORD_START = auto()
    """Begins a word, or is one; so do all tokens of scripts without spaces."""
    WORD_REST = auto()
    """Goes on with a word, and is never made less likely: the name would come out misspelt."""


class RepetitionPenalties:
    """Says which tokens would repeat the text, and how far to lower them."""

    def __init__(self, sampling: Sampling, vocabulary: "Vocabulary") -> None:
        """Follow ``sampling.dry_*``; a multiplier of 0 lowers nothing."""
        self._multiplier = sampling.dry_multiplier
        self._base = sampling.dry_base
        self._allowed_words = sampling.dry_allowed_words
        self._vocabulary = vocabulary
        self._kinds: dict[int, _Kind] = {}

    def after(self, seen: Sequence[int]) -> dict[int, float]:
        """Return what to subtract from the logits of tokens that may follow ``seen``.

        Args:
            seen: all tokens so far, oldest first.
        """
        end = len(seen) - 1
        is_off = not self._multiplier or end < self._allowed_words
        if is_off or self._kind(seen[-1]) is _Kind.BREAKER:
            return {}
        most = self._allowed_words + MOST_EXTRA_WORDS
        shortest = seen[end + 1 - self._allowed_words :]  # no word has less than one token
        longest: dict[int, int] = {}
        places = _places(
            seen[-1], seen, first=max(self._allowed_words - 1, end - LOOK_BACK_TOKENS), end=end
        )
        for place in reversed(places):
            if seen[place + 1 - self._allowed_words : place + 1] != shortest:
                continue
            next_id = seen[place + 1]
            if longest.get(next_id, 0) < most and self._kind(next_id) is _Kind.WORD_START:
                words = self._words_in_common(seen, place, end)
                longest[next_id] = max(words, longest.get(next_id, 0))
        return {
            token_id: self._multiplier * self._base ** (words - self._allowed_words)
            for token_id, words in longest.items()
            if words >= self._allowed_words
        }

    def _words_in_common(self, seen: Sequence[int], place: int, end: int) -> int:
        """Return how many words end alike at ``place`` and at ``end``, back to the last breaker."""
        words = 0
        most = self._allowed_words + MOST_EXTRA_WORDS
        for back in range(place + 1):
            token_id = seen[place - back]
            kind = self._kind(token_id)
            if token_id != seen[end - back] or kind is _Kind.BREAKER or words == most:
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


def _places(token_id: int, seen: Sequence[int], *, first: int, end: int) -> list[int]:
    """Return the indices from ``first`` up to ``end``, not included, where a token stands."""
    places: list[int] = []
    while first < end:
        try:
            first = seen.index(token_id, first, end)
        except ValueError:
            break
        places.append(first)
        first += 1
    return places
