"""Folded spelling: one form for all spellings of a word, by case folding and Unicode normalisation.

Digits and signs that stand for letters ("leetspeak") are replaced separately.
"""

import unicodedata
from typing import Final

_LOOKALIKES: Final = str.maketrans("013457@$!", "oieastasi")
_QUOTES: Final = str.maketrans("’ʼ＇", "'''")


def fold(word: str) -> str:
    """Return ``word`` with one case, one width and one kind of apostrophe."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word).casefold().translate(_QUOTES)


def replace_lookalikes(folded: str) -> str:
    """Return a folded word with letters instead of ``0 1 3 4 5 7 @ $ !``.

    Without any letter it is a number or a price, and stays as it is.
    """
    if folded.isalpha() or not any(map(str.isalpha, folded)):
        return folded
    return folded.translate(_LOOKALIKES)
