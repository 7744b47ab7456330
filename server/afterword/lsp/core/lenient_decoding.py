"""Decodes a client's message without the parts that can't be decoded. Knows no method.

Editors declare what our library does not know yet, and some send values of another type. One of them
must not cost the whole message.
"""

from collections.abc import Callable, Iterator, Sequence
from types import NoneType
from typing import Any, Final, TypeVar, cast, get_args, get_origin

import attrs
from cattrs.errors import AttributeValidationNote, BaseValidationError, IterableValidationNote
from lsprotocol import types

Message = TypeVar("Message")
_Path = tuple[str | int, ...]
"""The keys and indices from a message to a part of it."""

_QUIETEST: Final = {
    types.InlineCompletionTriggerKind: types.InlineCompletionTriggerKind.Automatic.value
}
"""What stands for a required value by its type: what is not known was not asked for by hand."""


def decode_leniently(
    data: dict[str, Any], decode: Callable[[dict[str, Any]], Message]
) -> tuple[Message, list[str]]:
    """Return what ``decode`` makes of ``data``, and the paths of what was dropped from it.

    What can't be decoded is dropped, as small a piece as possible: in a list the item, in an object the
    field. Of a required field an empty list or object is left, else its object goes too. ``true`` in the
    place of an object is one without fields.

    Raises:
        BaseValidationError: nothing is left to be dropped; ``data`` lacks what the message is about.
    """
    dropped = list[str]()
    replaced = set[_Path]()
    while True:
        try:
            return decode(data), dropped
        except BaseValidationError as error:
            changed = _drop(data, error, replaced)
            if not changed:
                raise
            dropped += [label for path in changed if (label := _label(path)) not in dropped]


def _drop(data: dict[str, Any], error: BaseValidationError, replaced: set[_Path]) -> list[_Path]:
    """Change ``data`` where the error says that it is wrong; return where that was."""
    changed, dropped = list[_Path](), set[_Path]()
    for path, kind in dict.fromkeys(_faults(error)):
        reached = _reached(data, path)
        is_missing = len(reached) + 1 == len(path) and isinstance(_at(data, reached), dict)
        is_declared = reached == path and _at(data, path) is True and _empty(kind) == {}
        empty = _empty(kind) if is_missing or is_declared else None
        if empty is not None and path not in replaced:
            replaced.add(path)
            _at(data, path[:-1])[path[-1]] = empty
            changed.append(path)
        elif reached:
            dropped.add(reached)
    # The last item of a list goes first, so that the indices of the others stay true.
    for path in sorted(dropped, key=_order, reverse=True):
        del _at(data, path[:-1])[path[-1]]
    return [*changed, *sorted(dropped, key=_order)]


def _faults(error: BaseValidationError, path: _Path = ()) -> Iterator[tuple[_Path, Any]]:
    """Yield the place of each value that could not be decoded, and the type that it should have."""
    for inner in error.exceptions:
        place, kind = path, None
        for note in getattr(inner, "__notes__", ()):
            if isinstance(note, AttributeValidationNote):
                place, kind = (*path, _json_name(note.name)), note.type
            elif isinstance(note, IterableValidationNote):
                place, kind = (*path, note.index), note.type
        if isinstance(inner, BaseValidationError):
            yield from _faults(inner, place)
        else:
            yield place, kind


def _reached(data: object, path: _Path) -> _Path:
    """Return the beginning of a path that ``data`` has; what a string holds is no part of a message."""
    for length, step in enumerate(path):
        node = _at(data, path[:length])
        is_there = (isinstance(node, dict) and step in node) or (
            isinstance(node, list)
            and isinstance(step, int)
            and step < len(cast("list[object]", node))
        )
        if not is_there:
            return path[:length]
    return path


def _at(data: Any, path: _Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _empty(kind: Any) -> object:
    """Return what may stand for a value of a type; None if nothing can."""
    if NoneType in get_args(kind):
        kind = get_args(kind)[0]
    if get_origin(kind) is Sequence:
        return []
    return {} if isinstance(kind, type) and attrs.has(kind) else _QUIETEST.get(kind)


def _json_name(attribute: str) -> str:
    first, *more = attribute.rstrip("_").split("_")
    return first + "".join(map(str.title, more))


def _order(path: _Path) -> list[tuple[str, int]]:
    return [(step, 0) if isinstance(step, str) else ("", step) for step in path]


def _label(path: _Path) -> str:
    """Return a path for the log; a key that the client chose, such as a document's URI, is left out."""
    is_ours = (isinstance(step, int) or step.isidentifier() for step in path)
    return ".".join(str(step) if ours else "*" for step, ours in zip(path, is_ours, strict=True))
