"""Reads the brief and the controls in a document's YAML front matter, and says where they are wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, cast

import regex
import yaml

from afterword.brief.faults import Fault, Fix, Span
from afterword.brief.yaml_nodes import YAML_ERRORS, compose, is_null
from afterword.prose.zones.front_matter import front_matter_span
from afterword.settings.controls import Controls, ControlValues, HeadKeys
from afterword.settings.field_validation import FieldFault, validate_field

MAP_NAME: Final = "afterword"
"""The map in the front matter that is ours; the other keys belong to other programs."""
MAX_MAP_CHARS: Final = 60_000
"""How many characters of our map are read: all keys at their longest. PyYAML takes half a second for
more."""
MAX_HEAD_FAULTS: Final = 20
"""How many faults of one head are reported: a text with more of them is something else."""

_OUR_MAP: Final = regex.compile(
    rf"""(?<![^\r\n])(?:{MAP_NAME}|"{MAP_NAME}"|'{MAP_NAME}')[ \t]*:[^\r\n]*(?:(?:\r\n?|\n)(?:[ \t#][^\r\n]*)?)*+"""
)
"""The line that begins our map, and the indented, empty and comment lines behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHead:
    """The keys of our map in a document's head, and their faults."""

    values: Mapping[str, object]
    """The brief's keys that are set and valid."""
    controls: ControlValues = field(default_factory=dict[str, object])
    """The controls that are set and valid."""
    voice: str | None = None
    """The voice that is named; empty is none, and None leaves it to the settings."""
    keys: tuple[tuple[str, Span], ...] = ()
    """All keys that are named, and where each stands."""
    faults: tuple[Fault, ...] = ()
    length: int = 0
    """How many code points the head has; the document's own text begins behind it."""


EMPTY_HEAD: Final = DocumentHead(values={})


def read_document_head(text: str) -> DocumentHead:
    """Read the head of a document; faults are in code points of ``text``."""
    span, ours = front_matter_span(text), our_block(text)
    if span is None:
        return EMPTY_HEAD
    if ours is None:
        return DocumentHead(values={}, length=span.end)
    return _read(text[ours.start : ours.end], ours.start, span.end)


def our_block(text: str) -> Span | None:
    """Return where our map stands in a document's head; None if it has none."""
    span = front_matter_span(text)
    ours = _OUR_MAP.search(text, span.inner_start, span.inner_end) if span else None
    return Span(start=ours.start(), end=ours.end()) if ours else None


@lru_cache(maxsize=8)
def _read(block: str, start: int, end: int) -> DocumentHead:
    """Read our map, which stands at ``start``; cached, because every keystroke asks for it.

    Only this part is given to YAML: what other programs keep in the head may be long, or wrong.
    """
    if len(block) > MAX_MAP_CHARS:
        message = (
            f"This brief has {len(block):,} characters, and is not read beyond {MAX_MAP_CHARS:,}."
        )
        fault = Fault(message=message, span=Span(start=start, end=start + len(MAP_NAME)))
        return DocumentHead(values={}, faults=(fault,), length=end)
    try:
        root = compose(block)
    except YAML_ERRORS as error:
        return DocumentHead(values={}, faults=(_syntax_fault(error, block, start),), length=end)
    values, controls = dict[str, object](), dict[str, object]()
    keys, faults = list[tuple[str, Span]](), list[Fault]()
    voice: str | None = None
    for node in _our_maps(root):
        for entry in _entries(node, start):
            if isinstance(entry, Fault):
                faults.append(entry)
                continue
            keys.append((entry.key, entry.span))
            if isinstance(entry.value, Fault):
                faults.append(entry.value)
            elif entry.key == "voice":
                voice = cast("str | None", entry.value)
            else:
                group = controls if entry.key in Controls.model_fields else values
                group[entry.key] = entry.value
    return DocumentHead(
        values=values,
        controls=controls,
        voice=voice,
        keys=tuple(keys),
        faults=tuple(faults[:MAX_HEAD_FAULTS]),
        length=end,
    )


def _our_maps(root: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(root, yaml.MappingNode):
        for key, node in root.value:
            if isinstance(key, yaml.ScalarNode) and key.value == MAP_NAME:
                yield node


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One key of our map."""

    key: str
    span: Span
    value: object
    """The value, or a ``Fault`` if it is not valid."""


def _entries(node: yaml.Node, start: int) -> Iterator[_Entry | Fault]:
    """Yield the keys of our map with their values; a fault for what is no such key."""
    if not isinstance(node, yaml.MappingNode):
        if not is_null(node):
            message = f"{MAP_NAME} must hold keys and values, such as “form: novel”, each on its own line."
            yield Fault(message=message, span=_span(node, start))
        return
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        value = validate_field(HeadKeys, key, _written_value(value_node), is_text=True)
        if isinstance(value, FieldFault):
            if value.is_unknown_key:
                yield _fault(value, key, _span(key_node, start))
                continue
            value = _fault(value, key, _span(value_node, start))
        yield _Entry(key=key, span=_span(key_node, start), value=value)


def _written_value(node: yaml.Node) -> object:
    """Return a value with its texts as they were written: a writer who puts 1984 means the book."""
    if is_null(node):
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_text_or_empty(item) for item in node.value]
    return _text_or_empty(node)


def _text_or_empty(node: yaml.Node) -> object:
    """Return a text, or a list or table without what is in it: aliases may unfold to millions."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    return [] if isinstance(node, yaml.SequenceNode) else {}


def _fault(fault: FieldFault, key: str, span: Span) -> Fault:
    fix = Fix(title=f"Change to “{fault.meant}”", text=fault.meant) if fault.meant else None
    return Fault(message=fault.sentence(table="A brief", value=key), span=span, fix=fix)


def _span(node: yaml.Node, start: int) -> Span:
    """Return where a node stands, without the blank lines that YAML counts to it."""
    first, last = node.start_mark, node.end_mark
    buffer = first.buffer or ""
    begin, end = first.index, last.index
    while end > begin and buffer[end - 1 : end].isspace():
        end -= 1
    return Span(start=start + begin, end=start + max(end, begin))


def _syntax_fault(error: Exception, block: str, start: int) -> Fault:
    mark = getattr(error, "problem_mark", None)
    index = mark.index if mark is not None else getattr(error, "position", 0)
    index = min(index, len(block))
    line_end = block.find("\n", index)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None)
    problem = "it is nested too deeply" if isinstance(error, RecursionError) else problem or error
    return Fault(
        message=f"This brief is not valid YAML ({problem}), so it does not count.",
        span=Span(start=start + index, end=start + (len(block) if line_end < 0 else line_end)),
    )
