"""The keys of a lore entry: reads the lines beneath its heading, and a file's front matter.

Knows nothing of headings and entries.
"""

import difflib
from dataclasses import dataclass, field
from typing import Final

import regex
import yaml

from afterword.brief.faults import Fault, Fix, Span
from afterword.brief.yaml_nodes import YAML_ERRORS, compose, is_null

MAX_FRONT_MATTER_CHARS: Final = 10_000
"""How many characters a file's front matter may have; YAML is slow."""

ENTRY_KEYS: Final = ("names", "priority", "from", "until", "with", "case_sensitive")
"""The keys of an entry."""
_OTHER_KEY_NAMES: Final = {
    **dict.fromkeys(("name", "alias", "aliases", "别名", "別名", "名称", "又名"), "names"),
    **dict.fromkeys(("优先", "优先级", "優先"), "priority"),
    **dict.fromkeys(("起", "自", "从"), "from"),
    **dict.fromkeys(("止", "至", "到"), "until"),
    **dict.fromkeys(("随", "隨", "同"), "with"),
    **dict.fromkeys(("casesensitive", "区分大小写", "區分大小寫"), "case_sensitive"),
}
_KINDS_OF_NUMBERS: Final = {
    "priority": "a whole number",
    **dict.fromkeys(("from", "until"), "the number of a chapter"),
}
"""What the value of a key must be whose value is a number."""
_YES_OR_NO: Final = {
    **dict.fromkeys(("yes", "true", "on", "是"), True),
    **dict.fromkeys(("no", "false", "off", "否"), False),
}
_KEY_LINE: Final = regex.compile(
    r"[ \t]*(?:[-*][ \t]+)?(?P<key>[\p{L}_]{1,20})[ \t]*[:：](?P<value>.*)"
)
_BETWEEN_NAMES: Final = regex.compile(r"[,，、;；]")
_WHOLE_NUMBER: Final = regex.compile(r"[+-]?\d{1,6}")


@dataclass(slots=True)
class EntryKeys:
    """The values of an entry's keys."""

    names: tuple[str, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    comes_with: tuple[str, ...] = ()
    is_case_sensitive: bool | None = None


def read_keys(
    text: str, start: int, end: int, *, entry_keys: EntryKeys, faults: list[Fault]
) -> int:
    """Read the lines of keys between ``start`` and ``end``; return the offset where the text begins."""
    at = start
    while at < end:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        line = text[at:line_end]
        if line.strip():
            found = _KEY_LINE.fullmatch(line)
            key = _known_key(found["key"]) if found else ""
            if not found or not key:
                if found:
                    _report_misspelt_key(
                        found["key"], found["value"], at + found.start("key"), faults
                    )
                return at
            _read_value(key, found["value"], at + found.start("value"), entry_keys, faults)
        at = line_end + 1
    return end


def read_head(block: str, start: int, *, entry_keys: EntryKeys, faults: list[Fault]) -> None:
    """Read the front matter, whose keys count for all entries of the file."""
    if len(block) > MAX_FRONT_MATTER_CHARS:
        faults.append(
            _fault(
                f"This head is not read beyond {MAX_FRONT_MATTER_CHARS:,} characters.",
                start,
                start + 1,
            )
        )
        return
    try:
        root = compose(block)
    except YAML_ERRORS:
        faults.append(
            _fault("This head is not valid YAML, so it does not count.", start, start + len(block))
        )
        return
    for name, node in root.value if isinstance(root, yaml.MappingNode) else ():
        key = _known_key(name.value) if isinstance(name, yaml.ScalarNode) else ""
        written = _joined_texts(node) if key else ""
        if written is None:
            at = start + node.start_mark.index
            faults.append(_fault(f"{key} must be a text or a list of texts.", at, at + 1))
        elif written:
            _read_value(key, written, start + node.start_mark.index, entry_keys, faults)


def _joined_texts(node: yaml.Node) -> str | None:
    """Return a text, or a list of texts joined by commas; None if the value is neither."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(item, yaml.ScalarNode) for item in items):
        return None
    return ", ".join(item.value for item in items if not is_null(item))


def _read_value(key: str, value: str, at: int, entry_keys: EntryKeys, faults: list[Fault]) -> None:
    """Put one key's value into ``entry_keys``, or a fault into ``faults``."""
    if key in {"names", "with"}:
        names = tuple(part.strip() for part in _BETWEEN_NAMES.split(value) if part.strip())
        if key == "names":
            entry_keys.names = (*entry_keys.names, *names)
        else:
            entry_keys.comes_with = names
    elif key == "case_sensitive" and (is_sensitive := _yes_or_no(value)) is not None:
        entry_keys.is_case_sensitive = is_sensitive
    elif key in _KINDS_OF_NUMBERS and _WHOLE_NUMBER.fullmatch(value.strip()):
        entry_keys.numbers[key] = int(value)
    else:
        what = _KINDS_OF_NUMBERS.get(key, "yes or no")
        lead = len(value) - len(value.lstrip())
        faults.append(
            _fault(f"{key} must be {what}.", at + lead, at + max(lead + 1, len(value.rstrip())))
        )


def _yes_or_no(value: str) -> bool | None:
    return _YES_OR_NO.get(value.strip().casefold())


def _known_key(name: str) -> str:
    plain = name.casefold()
    return plain if plain in ENTRY_KEYS else _OTHER_KEY_NAMES.get(plain, "")


def _report_misspelt_key(name: str, value: str, at: int, faults: list[Fault]) -> None:
    """Report what is nearly a key of ours and has a value of its kind; anything else begins the text."""
    if _WHOLE_NUMBER.fullmatch(value.strip()):
        keys = tuple(_KINDS_OF_NUMBERS)
    else:
        keys = ("names",) if _yes_or_no(value) is None else ("case_sensitive",)
    near = difflib.get_close_matches(name.casefold(), keys, n=1, cutoff=0.75)
    if near:
        span = Span(start=at, end=at + len(name))
        fix = Fix(title=f"Change to “{near[0]}”", text=near[0])
        faults.append(
            Fault(message=f"An entry has no {name}. Did you mean {near[0]}?", span=span, fix=fix)
        )


def _fault(message: str, start: int, end: int) -> Fault:
    return Fault(message=message, span=Span(start=start, end=end))
