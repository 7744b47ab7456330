"""Reads what a client sends as plain JSON: checked by pydantic, without conversions."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Self, cast

from lsprotocol import types
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import PydanticCustomError
from pygls.exceptions import JsonRpcInvalidParams

from afterword.settings.controls import ControlValues
from afterword.settings.request_controls import read_controls

MAX_POSITION: Final = 2**31 - 1
"""The largest line or character that a client may name: LSP's ``uinteger``."""
BAD_CONTROLS: Final = "bad_controls"
"""The pydantic error type of a wrong control; its message names the control."""

Coordinate = Annotated[int, Field(ge=0, le=MAX_POSITION)]


class JsonArguments(BaseModel):
    """A JSON object. Names that are not ours are ignored; a value of another type is refused."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)

    FORM: ClassVar[str] = ""
    """The form of the object, for the error message of a command."""

    @classmethod
    def read(cls, value: object) -> Self | None:
        """Return the arguments, or None if ``value`` is anything else.

        Raises:
            JsonRpcInvalidParams: a control is unknown, or has a value that it can't have. All is
                refused: the writer would get another text than the one requested.
        """
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            faults = error.errors()
            if all(fault["type"] == BAD_CONTROLS for fault in faults):
                raise JsonRpcInvalidParams(faults[0]["msg"]) from None
            return None


class JsonPosition(JsonArguments):
    """A place in a document, in the client's units."""

    line: Coordinate
    character: Coordinate

    def to_lsp(self) -> types.Position:
        """Return the position."""
        return types.Position(self.line, self.character)

    @classmethod
    def from_lsp(cls, position: types.Position) -> Self:
        """Return a position as JSON."""
        return cls(line=position.line, character=position.character)


class JsonRange(JsonArguments):
    """Two places in a document."""

    start: JsonPosition
    end: JsonPosition

    def to_lsp(self) -> types.Range:
        """Return the range."""
        return types.Range(self.start.to_lsp(), self.end.to_lsp())

    @classmethod
    def from_lsp(cls, selected: types.Range) -> Self:
        """Return a range as JSON."""
        return cls(
            start=JsonPosition.from_lsp(selected.start), end=JsonPosition.from_lsp(selected.end)
        )


def _read_controls(value: object) -> ControlValues:
    """Return the controls that are set; null sets none."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _bad_controls("controls must be an object of names and values.")
    values, problems = read_controls(cast("Mapping[str, object]", value))
    if problems:
        raise _bad_controls(" ".join(problems))
    return values


def _bad_controls(problem: str) -> PydanticCustomError:
    return PydanticCustomError(BAD_CONTROLS, "{problem}", {"problem": problem})


RequestControls = Annotated[ControlValues, PlainValidator(_read_controls)]
"""Controls that a request sets, over those of the document and the settings."""


class DocumentTarget(JsonArguments):
    """A place in a document where something is to be written."""

    uri: str
    version: int | None = None
    """The version of the text that the writer saw; None means the text as it is."""
    controls: RequestControls = Field(default_factory=dict[str, object])
    """The controls that this request sets, over those of the document and the settings."""

    def to_json(self) -> dict[str, Any]:
        """Return what ``read`` takes; without controls, which only a client names."""
        return self.model_dump(mode="json", exclude={"controls"})
