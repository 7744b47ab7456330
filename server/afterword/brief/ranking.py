"""Ranks the sentences of chapters; for an editor on a thread of its own, since that takes a while.

A chapter of 50 kB takes a sixth of a second, in which nobody could type.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final

from afterword.prose.summary import rank_sentences

Ranks = tuple[tuple[int, str], ...]
"""Sentences, best first, each with its place among all of them."""
Rank = Callable[[str], Ranks | None]
"""Returns the ranks of a text, None as long as they are not known."""

MOST_RANKED_CHARS: Final = 60_000
"""Of the end of a chapter; what happened last is most likely to come up again."""
MOST_KEPT: Final = 64
"""Chapters whose ranks are kept: ten documents' worth."""


@lru_cache(maxsize=MOST_KEPT)
def ranks_of(text: str) -> Ranks:
    """Return the ranks of a text at once; kept, because it stays while the next one is written."""
    if len(text) > MOST_RANKED_CHARS:
        # From a paragraph's start on; a text that has none is cut anywhere.
        start = text.find("\n", len(text) - MOST_RANKED_CHARS) + 1
        text = text[start or -MOST_RANKED_CHARS :][-MOST_RANKED_CHARS:]
    return tuple(rank_sentences(text))


class BackgroundRanking:
    """Ranks on a thread of its own; whoever asks does not wait, and asks again."""

    def __init__(self) -> None:
        """Rank nothing yet; the thread begins with the first text."""
        self._known: dict[str, Ranks] = {}
        self._waiting = set[str]()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="afterword-ranking")

    def __call__(self, text: str) -> Ranks | None:
        """Return the ranks of a text; None at first."""
        with self._lock:
            if text not in self._known and text not in self._waiting:
                self._waiting.add(text)
                self._pool.submit(self._rank, text)
            return self._known.get(text)

    def _rank(self, text: str) -> None:
        ranks = ranks_of(text)
        with self._lock:
            self._waiting.discard(text)
            self._known[text] = ranks
            while len(self._known) > MOST_KEPT:
                del self._known[next(iter(self._known))]
