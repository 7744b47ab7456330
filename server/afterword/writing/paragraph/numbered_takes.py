"""Several continuations of one paragraph, handed out one by one."""

from functools import partial

from afterword.settings.controls import ControlValues
from afterword.writing.paragraph.continuer import Continuer
from afterword.writing.paragraph.take_batches import TAKES, BatchKey, TakeBatches
from afterword.writing.passage import Passage
from afterword.writing.results import Continuation


class TakesInTurn:
    """Continues paragraphs in takes that are asked for by their numbers."""

    def __init__(self, continuer: Continuer) -> None:
        """Draw with ``continuer``."""
        self._continuer = continuer
        self._in_turn = TakeBatches[Continuation](
            too_few="The model wrote only {count} different here."
        )

    async def take(self, number: int, passage: Passage, *, controls: ControlValues) -> Continuation:
        """Return one take of a batch, counted from 1, the likeliest first.

        Raises:
            EngineNotReadyError: the model is not loaded.
            GenerationError: the model failed.
            NoUsableTextError: there are not so many different takes.
        """
        draw = partial(self._continuer.continue_in_takes, passage, TAKES, controls=controls)
        return await self._in_turn.take(number, BatchKey.at(passage, controls=controls), draw)

    def forget(self, uri: str | None = None) -> None:
        """Drop what is kept, of one document only if ``uri`` names it."""
        self._in_turn.forget(uri)
