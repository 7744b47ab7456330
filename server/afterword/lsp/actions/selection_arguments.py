"""A selected text and what is wanted of it, as clients carry it to and fro: plain JSON, checked."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from lsprotocol import types

from afterword.lsp.actions.action_arguments import MAX_POSITION, controls_from_json
from afterword.settings.controls import ControlValues
from afterword.writing.paragraph.take_batches import TAKES


class SelectionTask(StrEnum):
    """What is to be done with a selection."""

    REWRITE = "rewrite"
    """The same in other words, in its place."""
    DESCRIBE = "describe"
    """A few sentences about it, behind its own sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A selection in a document."""

    uri: str
    range: types.Range
    """Empty for a cursor."""
    version: int | None
    """The version of the text the writer saw; None means the text as it is."""
    wish: SelectionTask
    take: int = 0
    """Which of several takes, from 1; 0 where the writer is asked."""
    controls: ControlValues = field(default_factory=dict[str, object])
    """What the request wants otherwise than the document and the settings say."""

    def to_json(self) -> dict[str, object]:
        """Return what ``from_json`` reads; without controls, which only a client names."""
        start, end = self.range.start, self.range.end
        return {
            "uri": self.uri,
            "version": self.version,
            "range": {
                "start": {"line": start.line, "character": start.character},
                "end": {"line": end.line, "character": end.character},
            },
            "wish": self.wish.value,
            "take": self.take,
        }

    @classmethod
    def from_json(cls, value: object) -> "Selected | None":
        """Read a selection, or return None if ``value`` is anything else.

        Raises:
            JsonRpcInvalidParams: a control is none, or has a value that it can't have.
        """
        match value:
            case {
                "uri": str() as uri,
                "range": {"start": object() as start, "end": object() as end},
                "wish": str() as wish,
            } if wish in set(SelectionTask):
                table = cast("dict[str, object]", value)
            case _:
                return None
        first, last = _position(start), _position(end)
        version, take = table.get("version"), table.get("take", 0)
        if first is None or last is None or isinstance(version, bool) or isinstance(take, bool):
            return None
        if not isinstance(version, int | None) or not isinstance(take, int):
            return None
        if not 0 <= take <= TAKES:
            return None
        return cls(
            uri=uri,
            range=types.Range(first, last),
            version=version,
            wish=SelectionTask(wish),
            take=take,
            controls=controls_from_json(table.get("controls")),
        )


def _position(value: object) -> types.Position | None:
    match value:
        case {"line": int() as line, "character": int() as character}:
            numbers = (line, character)
        case _:
            return None
    is_place = all(not isinstance(one, bool) and 0 <= one <= MAX_POSITION for one in numbers)
    return types.Position(line, character) if is_place else None
