"""Reads the brief and the controls in a document's YAML front matter, and says where they are wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import regex
import yaml

from afterword.brief.faults import Fault, Fix, Span
from afterword.brief.head.key_checks import Complaint, Written, check_key, check_value
from afterword.brief.yaml_nodes import FAULTS, compose, is_null
from afterword.prose.zones.front_matter import front_matter_span
from afterword.settings.controls import Controls, ControlValues

KEY: Final = "afterword"
"""The map in the front matter that is ours; the other keys belong to other programs."""
MOST_CHARS: Final = 60_000
"""Of our map: all keys at their longest. PyYAML takes half a second for more."""
MOST_FAULTS: Final = 20
"""That are told: what is wrong so often is something else."""

_OUR_MAP: Final = regex.compile(
    rf"""(?<![^\r\n])(?:{KEY}|"{KEY}"|'{KEY}')[ \t]*:[^\r\n]*(?:(?:\r\n?|\n)(?:[ \t#][^\r\n]*)?)*+"""
)
"""The line that begins our map, and the indented, empty and comment lines behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHead:
    """What a document's head says to us."""

    values: Mapping[str, object]
    """The brief's keys that are set and right."""
    controls: ControlValues = field(default_factory=dict[str, object])
    """The controls that are set and right."""
    keys: tuple[tuple[str, Span], ...] = ()
    """All of our keys that are named, and where."""
    faults: tuple[Fault, ...] = ()
    length: int = 0
    """Where the document's own text begins."""


NONE: Final = DocumentHead(values={})


def read_document_head(text: str) -> DocumentHead:
    """Read the head of a document; faults are in code points of ``text``."""
    span = front_matter_span(text)
    if span is None:
        return NONE
    ours = _OUR_MAP.search(text, span.inner_start, span.inner_end)
    if ours is None:
        return DocumentHead(values={}, length=span.end)
    return _read(ours.group(), ours.start(), span.end)


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
    if len(block) > MOST_CHARS:
        message = (
            f"This brief has {len(block):,} characters, and is not read beyond {MOST_CHARS:,}."
        )
        fault = Fault(message=message, span=Span(start=start, end=start + len(KEY)))
        return DocumentHead(values={}, faults=(fault,), length=end)
    try:
        root = compose(block)
    except FAULTS as error:
        return DocumentHead(values={}, faults=(_syntax_fault(error, block, start),), length=end)
    values, controls = dict[str, object](), dict[str, object]()
    keys, faults = list[tuple[str, Span]](), list[Fault]()
    for node in _our_maps(root):
        for entry in _entries(node, start):
            if isinstance(entry, Fault):
                faults.append(entry)
                continue
            keys.append((entry.key, entry.span))
            if isinstance(entry.value, Fault):
                faults.append(entry.value)
            else:
                group = controls if entry.key in Controls.model_fields else values
                group[entry.key] = entry.value
    return DocumentHead(
        values=values,
        controls=controls,
        keys=tuple(keys),
        faults=tuple(faults[:MOST_FAULTS]),
        length=end,
    )


def _our_maps(root: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(root, yaml.MappingNode):
        for key, node in root.value:
            if isinstance(key, yaml.ScalarNode) and key.value == KEY:
                yield node


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One key of our map."""

    key: str
    span: Span
    value: object
    """A ``Fault`` if it can't be taken."""


def _entries(node: yaml.Node, start: int) -> Iterator[_Entry | Fault]:
    """Yield what our map says, key by key."""
    if not isinstance(node, yaml.MappingNode):
        if not is_null(node):
            message = (
                f"{KEY} must hold keys and values, such as “form: novel”, each on its own line."
            )
            yield Fault(message=message, span=_span(node, start))
        return
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        complaint = check_key(key)
        if complaint is not None:
            yield _fault(complaint, key_node, start)
        else:
            value = _value(key, value_node, start)
            yield _Entry(key=key, span=_span(key_node, start), value=value)


def _value(key: str, node: yaml.Node, start: int) -> object:
    """Return a key's value, or a ``Fault``."""
    written = _written(node)
    if isinstance(written, Complaint):
        return _fault(Complaint(message=f"{key} {written.message}"), node, start)
    value = check_value(key, written)
    return _fault(value, node, start) if isinstance(value, Complaint) else value


def _written(node: yaml.Node) -> Written | Complaint:
    """Return a value as text: a writer who puts 1984 means the book."""
    if is_null(node):
        return None
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode) and all(
        isinstance(item, yaml.ScalarNode) for item in node.value
    ):
        return [str(item.value) for item in node.value]
    return Complaint(message="must be a text or a list of texts.")


def _fault(complaint: Complaint, node: yaml.Node, start: int) -> Fault:
    meant = complaint.meant
    fix = Fix(title=f"Change to “{meant}”", text=meant) if meant else None
    return Fault(message=complaint.message, span=_span(node, start), fix=fix)


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
