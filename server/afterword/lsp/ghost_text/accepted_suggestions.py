"""Finds the suggestion that the editor reports as accepted, among the latest that it was sent."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from lsprotocol import types

from afterword.lsp.core.text_documents import Snapshot

ACCEPTED: Final = "afterword.accepted"
"""The command that the editor runs when the writer accepts a suggestion; it takes the id."""
REMEMBERED_SUGGESTIONS: Final = 16
"""How many suggestions are kept; editors accept one that is shown now or was a few keystrokes ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSuggestion:
    """A suggestion that was sent to the editor, and its place."""

    uri: str
    char_offset: int
    text: str


class AcceptedSuggestions:
    """The latest suggestions that were sent, by the id that comes back when one is accepted."""

    def __init__(self) -> None:
        """Start with none."""
        self._shown: OrderedDict[str, ShownSuggestion] = OrderedDict()

    def remember(self, snapshot: Snapshot, text: str) -> types.Command:
        """Keep a suggestion, and return the command that its acceptance runs."""
        passage = snapshot.passage
        suggestion_id = uuid4().hex
        self._shown[suggestion_id] = ShownSuggestion(
            uri=passage.uri, char_offset=passage.char_offset, text=text
        )
        if len(self._shown) > REMEMBERED_SUGGESTIONS:
            self._shown.popitem(last=False)
        return types.Command(title="Accepted", command=ACCEPTED, arguments=[suggestion_id])

    def take(self, suggestion_id: str) -> ShownSuggestion | None:
        """Return a suggestion and forget it; None if it is not known."""
        return self._shown.pop(suggestion_id, None)
