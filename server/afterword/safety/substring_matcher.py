"""The substring matcher: finds entries of a list anywhere, in scripts without spaces between words."""

import unicodedata
from collections.abc import Iterator

from afterword.safety.blocked_span import BlockReason
from afterword.safety.list_corrections import ALLOWED_CONTEXTS
from afterword.safety.word_list import WordList


class SubstringMatcher:
    """The entries of Chinese, Japanese or Thai, matched except inside inoffensive phrases."""

    def __init__(self, word_list: WordList) -> None:
        """Match the entries of ``word_list``."""
        self.language = word_list.language
        self._by_first: dict[str, list[tuple[str, BlockReason | None]]] = {}
        contexts = dict.fromkeys(ALLOWED_CONTEXTS.get(word_list.language, "").split())
        for entry, why in (word_list.entries | contexts).items():
            self._by_first.setdefault(entry[0], []).append((entry, why))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str) -> Iterator[tuple[int, int, BlockReason]]:
        """Yield start, end and reason of each entry in ``text``, from left to right."""
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter whose lower case has another length
            lowered = text
        covered = 0
        for start, char in enumerate(lowered):
            if char not in self._by_first or start < covered:
                continue
            for entry, why in self._by_first[char]:
                end = start + len(entry)
                if lowered.startswith(entry, start) and _splits_no_word(lowered, start, end):
                    covered = end
                    if why:
                        yield start, end, why
                    break

    def occurs_in(self, document: str, word: str) -> bool:
        """Tell whether ``document`` contains this word."""
        return word in document


def _splits_no_word(text: str, start: int, end: int) -> bool:
    """Tell whether the match splits no Katakana or Latin word, and no Thai character."""
    is_split_left = start > 0 and _are_one_word(text[start - 1], text[start])
    is_split_right = end < len(text) and _are_one_word(text[end - 1], text[end])
    return not (is_split_left or is_split_right)


def _are_one_word(left: str, right: str) -> bool:
    if _is_katakana(left) and _is_katakana(right):
        return True
    if left.isascii() and right.isascii():
        return left.isalnum() and right.isalnum()
    return unicodedata.category(right) == "Mn"


def _is_katakana(char: str) -> bool:
    return "\u30a1" <= char <= "\u30fa" or char == "\u30fc"
