"""The whole-word matcher: finds entries of a list as words, in scripts with spaces between words."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import regex

from afterword.safety.blocked_span import BlockReason
from afterword.safety.folded_spelling import fold, replace_lookalikes
from afterword.safety.list_corrections import ALLOWED_FORMS
from afterword.safety.word_list import WordList

_LETTERS: Final = r"[[\p{L}\p{M}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]]"
_TOKEN: Final = regex.compile(
    rf"(?V1)(?:[@$](?=\p{{L}}))?{_LETTERS}+(?:[@$!]{{1,2}}{_LETTERS}+|[$]{{1,2}})*"
)
"""Pattern for a word, with signs that stand for letters. An apostrophe or a hyphen ends it."""
_ASCII_TOKEN: Final = regex.compile(r"(?:[@$](?=[a-z]))?[a-z0-9]+(?:[@$!]{1,2}[a-z0-9]+|[$]{1,2})*")
"""The same pattern for a text in ASCII and lower case, where it is twice as fast."""
_SEPARATORS: Final = " -\u2010\u2011'’_/"

_ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "english": ("s", "es", "ed", "er", "ers", "ing", "in"),
    "german": ("e", "en", "er", "es", "n", "s"),
    "french": ("s", "e", "es", "x"),
    "spanish": ("s", "es"),
    "portuguese": ("s", "es"),
    "dutch": ("s", "en"),
    "swedish": ("en", "et", "ar", "or", "er", "n", "t", "s"),
    "norwegian": ("en", "et", "er", "ene", "s"),
    "danish": ("en", "et", "er", "ne", "s"),
    "russian": ("а", "у", "ы", "и", "е", "ом", "ой", "ов", "ам", "ами", "ах"),
    "polish": ("a", "u", "y", "i", "em", "owi", "ów", "om", "ami", "ach"),
}
"""Inflectional endings of each language, which a word of four letters or more may have."""
_MIN_STEM_LETTERS: Final = 4
"""Letters that a word without its ending must have."""


class WholeWordMatcher:
    """The entries of one language, matched as whole words and phrases."""

    def __init__(self, word_list: WordList) -> None:
        """Match the words and the phrases of ``word_list``."""
        self.language = word_list.language
        self._words = {word: why for word, why in word_list.entries.items() if " " not in word}
        self._endings = _ENDINGS.get(word_list.language, ())
        self._allowed_forms = frozenset(ALLOWED_FORMS.get(word_list.language, "").split())
        self._phrases: dict[str, list[tuple[list[str], BlockReason]]] = {}
        for phrase, why in word_list.entries.items():
            first, *rest = phrase.split()
            if rest:
                self._phrases.setdefault(first, []).append((rest, why))

        # The first letters exclude most words at once: an inflected form begins like its entry.
        self._beginning_chars = 2 if word_list.language == "korean" else 3
        self._beginnings = {
            entry.split(" ")[0][: self._beginning_chars] for entry in word_list.entries
        }

    def find(self, text: str) -> Iterator[tuple[int, int, BlockReason]]:
        """Yield start, end and reason of each entry in ``text``, from left to right."""
        tokens = _tokens(text)
        for index, (start, end, word) in enumerate(tokens):
            if word[: self._beginning_chars] not in self._beginnings:
                continue
            if why := self.reason_for(word):
                yield start, end, why
            if word not in self._phrases:
                continue
            for rest, phrase_why in self._phrases[word]:
                following = tokens[index + 1 : index + 1 + len(rest)]
                if [token[2] for token in following] == rest and _are_adjacent(
                    text, tokens[index : index + 1 + len(rest)]
                ):
                    yield start, following[-1][1], phrase_why

    def reason_for(self, folded: str) -> BlockReason | None:
        """Return why a folded word is blocked; None if it is no entry and no form of one."""
        if why := self._words.get(folded):
            return why
        if self.language == "korean":  # particles and endings follow without a space
            return self._reason_for_stem(folded)
        if folded in self._allowed_forms or not folded.endswith(self._endings):
            return None
        for ending in self._endings:
            if folded.endswith(ending) and len(folded) - len(ending) >= _MIN_STEM_LETTERS:
                why = self._words.get(folded[: -len(ending)])
                if why is BlockReason.CRUDE or (why and ending in {"s", "es"}):
                    return why
        return None

    def _reason_for_stem(self, folded: str) -> BlockReason | None:
        stems = [folded[:length] for length in range(len(folded), 1, -1)]
        if not self._allowed_forms.isdisjoint(stems):
            return None
        return next((self._words[stem] for stem in stems if stem in self._words), None)

    def occurs_in(self, document: str, word: str) -> bool:
        """Tell whether ``document`` contains this word, or another entry with the same beginning."""
        if word in document:
            return True
        beginning = regex.escape(fold(word)[:_MIN_STEM_LETTERS])
        found = regex.finditer(rf"(?i)(?<![\p{{L}}\p{{M}}]){beginning}\p{{L}}*", document)
        return any(self.reason_for(replace_lookalikes(fold(match.group()))) for match in found)


def _tokens(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and folded spelling of each word."""
    if text.isascii():  # folded as a whole to save time, because this runs after every token
        return [
            (token.start(), token.end(), replace_lookalikes(token.group()))
            for token in _ASCII_TOKEN.finditer(text.lower())
        ]
    return [
        (*token.span(), replace_lookalikes(fold(token.group()))) for token in _TOKEN.finditer(text)
    ]


def _are_adjacent(text: str, tokens: list[tuple[int, int, str]]) -> bool:
    """Tell whether only spaces, hyphens and similar marks stand between these words."""
    gaps = (text[left[1] : right[0]] for left, right in pairwise(tokens))
    return all(not gap.strip(_SEPARATORS) for gap in gaps)
