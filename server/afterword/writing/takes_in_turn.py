"""Hands out several takes of one batch one by one, for editors that can't let the writer choose.

Such an editor lists each take as an action of its own. Who tries one, undoes it and tries the next
is to get another text, so the batch is kept as long as the same is asked at the same place.
"""

import asyncio
from typing import Final

from afterword.errors import NothingToSayError
from afterword.settings.controls import ControlValues
from afterword.writing.continuer import Continuer
from afterword.writing.outcome import Continuation
from afterword.writing.passage import Passage

TAKES: Final = 3
"""As many as a writer compares at a glance."""

_Asked = tuple[str, str, int, ControlValues]


class TakesInTurn:
    """Keeps the last batch of takes, in memory only."""

    def __init__(self, continuer: Continuer) -> None:
        """Draw with ``continuer``."""
        self._continuer = continuer
        self._lock = asyncio.Lock()
        self._asked: _Asked | None = None
        self._takes: list[Continuation] = []
        self._given: set[int] = set()

    async def take(self, number: int, passage: Passage, *, controls: ControlValues) -> Continuation:
        """Return one take of a batch, counted from 1, the likeliest first.

        Who asks for the same one again has seen it, and gets it from a new batch.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NothingToSayError: there are not so many different takes.
        """
        asked = (passage.uri, passage.text, passage.char_offset, controls)
        async with self._lock:  # an editor may ask for all of them at once
            if asked != self._asked or number in self._given:
                takes = await self._continuer.continue_in_takes(passage, TAKES, controls=controls)
                self._asked, self._takes, self._given = asked, takes, set()
            self._given.add(number)
            if number > len(self._takes):
                raise NothingToSayError(
                    f"The model wrote only {len(self._takes)} different here.",
                    next_step="Choose an earlier take, or this one again for new ones.",
                )
            return self._takes[number - 1]

    def forget(self, uri: str | None = None) -> None:
        """Drop what is kept, of one document only if ``uri`` names it."""
        if self._asked is not None and uri in {None, self._asked[0]}:
            self._asked, self._takes = None, []
