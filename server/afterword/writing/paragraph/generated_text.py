"""A text as the engine yields it, piece by piece, with the probability of each."""

import math
from dataclasses import dataclass, field, replace
from typing import Final

from afterword.engine.interface import FinishReason, Piece, Usage

ENDED_BY_MODEL: Final = frozenset({FinishReason.STOP_TEXT, FinishReason.END_OF_TEXT})
"""The reasons for which a text has nothing more to say."""


@dataclass(slots=True)
class GeneratedText:
    """One text, which grows."""

    text: str = ""
    usage: Usage | None = None
    """The usage of the last generation that went into it."""
    finish_reason: FinishReason | None = None
    """Why the last generation that went into it ended; None while it goes on."""
    is_done: bool = False
    """Whether it needs no more; what still comes is left out."""
    _pieces: list[Piece] = field(default_factory=list[Piece])

    def add(self, piece: Piece) -> None:
        """Append a piece."""
        self.usage = piece.usage or self.usage
        self.finish_reason = piece.finish_reason
        self.text += piece.text
        self._pieces.append(piece)

    def begun_again(self) -> "GeneratedText":
        """Return a text that goes on from this one."""
        return GeneratedText(text=self.text, usage=self.usage, _pieces=list(self._pieces))

    @property
    def tokens(self) -> int:
        """How many tokens it has."""
        return len(self._pieces)

    @property
    def is_ended_by_model(self) -> bool:
        """Whether the model ended the text or its line, so that what it says is complete."""
        return self.finish_reason in ENDED_BY_MODEL

    def cut_before(self, offset: int) -> str:
        """Drop the piece that holds the character at ``offset`` and all later ones; return it."""
        start = 0
        for index, piece in enumerate(self._pieces):
            if start + len(piece.text) > offset:
                del self._pieces[index:]
                self.text = self.text[:start]
                return piece.text
            start += len(piece.text)
        raise IndexError(offset)

    def cut_at(self, offset: int) -> None:
        """Drop all text from ``offset`` on, inside a piece too; what is left may go on."""
        start = 0
        for index, piece in enumerate(self._pieces):
            kept = max(0, offset - start)
            if kept < len(piece.text):
                self._pieces[index:] = [replace(piece, text=piece.text[:kept])] if kept else []
                self.text = self.text[:offset]
                self.finish_reason = None
                return
            start += len(piece.text)

    def opening(self, tokens: int) -> tuple[str, float]:
        """Return the text of the first tokens, and the natural log of its probability."""
        first = [piece for piece in self._pieces if piece.text][:tokens]
        text = "".join(piece.text for piece in first)
        return text, sum(piece.log_probability for piece in first)

    def confidence(self, end: int, *, start: int = 0) -> float:
        """Return the geometric mean of the tokens' probabilities between two offsets, 0-1."""
        known: list[float] = []
        at = 0
        for piece in self._pieces:
            reaches_in = at >= start or at + len(piece.text) > start
            if at < end and reaches_in and piece.log_probability:
                known.append(piece.log_probability)
            at += len(piece.text)
        return math.exp(sum(known) / len(known)) if known else 0.0
