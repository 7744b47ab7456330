"""Reads the entries in one Markdown or text file of the lore, and says where it is wrong.

A file is one entry, or has one for each heading. Right beneath the heading, or in YAML front matter
for all of the file, lines such as ``names: Maren, the ferrywoman`` say more about an entry.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import regex
import yaml

from afterword.brief.faults import Fault, Fix, Span
from afterword.brief.lore.entry import LoreEntry
from afterword.brief.yaml_nodes import YAML_ERRORS, compose, is_null
from afterword.prose.zones.front_matter import front_matter_span

MAX_ENTRIES_IN_FILE: Final = 500
"""How many entries of one file are read."""
MAX_TITLE_CHARS: Final = 200
"""How many characters of a title are kept."""
MAX_FRONT_MATTER_CHARS: Final = 10_000
"""How many characters a file's front matter may have; YAML is slow."""
MAX_ENTRY_CHARS: Final = 8_000
"""How many characters of an entry are read: half of the largest budget."""
MAX_NAMES: Final = 50
"""How many names of one entry are kept."""
MAX_FAULTS_IN_FILE: Final = 20
"""How many faults of one file are reported."""

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
_HEADING: Final = regex.compile(r"(?m)^(?P<marks>#{1,6})[ \t]+(?P<title>[^\n]*?)[ \t]*#*[ \t]*$")
_KEY_LINE: Final = regex.compile(
    r"[ \t]*(?:[-*][ \t]+)?(?P<key>[\p{L}_]{1,20})[ \t]*[:：](?P<value>.*)"
)
_FENCE: Final = regex.compile(r"(?ms)^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)[ \t]*$|\Z)")
_BETWEEN_NAMES: Final = regex.compile(r"[,，、;；]")
_LINK: Final = regex.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_ATTRIBUTES: Final = regex.compile(r"\{[#.][^}\n]*\}\s*$")
_ASIDE: Final = regex.compile(r"[(（][^)）]*[)）]\s*$")
_WHOLE_NUMBER: Final = regex.compile(r"[+-]?\d{1,6}")


@dataclass(slots=True)
class LoreFile:
    """The entries of one file, and its faults."""

    entries: list[LoreEntry] = field(default_factory=list[LoreEntry])
    faults: list[Fault] = field(default_factory=list[Fault])


def read_lore_file(text: str, *, file_title: str) -> LoreFile:
    """Read the entries of a file; faults are in code points of ``text``. Never raises.

    Args:
        text: the whole file, with any line ends.
        file_title: the title of an entry without a heading, such as the file's name without its ending.
    """
    found = LoreFile()
    # The text keeps its length, so that faults have their places in what the writer sees.
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    head = front_matter_span(text)
    start = head.end if head else 0
    shared = _EntryKeys()
    if head is not None:
        _read_head(text[head.inner_start : head.inner_end], head.inner_start, shared, found.faults)
    for section in _sections(text, start, file_title):
        if len(found.entries) == MAX_ENTRIES_IN_FILE:
            message = (
                f"A file may hold {MAX_ENTRIES_IN_FILE} entries; from here on they are not read."
            )
            found.faults.append(_fault(message, section.start, section.start + 1))
            break
        entry = _entry(text, section, shared, found.faults)
        if entry is not None:
            found.entries.append(entry)
    del found.faults[MAX_FAULTS_IN_FILE:]
    return found


@dataclass(slots=True)
class _EntryKeys:
    """The values of an entry's keys."""

    names: tuple[str, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    comes_with: tuple[str, ...] = ()
    is_case_sensitive: bool | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    """One entry's place in the text."""

    title: str
    start: int
    """Where its text begins, behind the heading."""
    end: int


def _sections(text: str, start: int, file_title: str) -> Iterator[_Section]:
    """Yield the file's entries: the headings of the highest level that has several, else the file."""
    fenced = [found.span() for found in _FENCE.finditer(text, start)]
    headings = [
        found
        for found in _HEADING.finditer(text, start)
        if not any(first <= found.start() < last for first, last in fenced)
    ]
    level = min((len(each["marks"]) for each in headings), default=0)
    top = [each for each in headings if len(each["marks"]) == level]
    if len(top) == 1 and len(headings) > 1 and not text[top[0].end() : headings[1].start()].strip():
        # One heading with nothing beneath it is the file's title; the next level has the entries.
        start, headings = headings[0].end(), headings[1:]
        level = min(len(each["marks"]) for each in headings)
        top = [each for each in headings if len(each["marks"]) == level]
    if not top or (text[start : top[0].start()].strip() and len(top) == 1 and level > 1):
        yield _Section(title=file_title, start=start, end=len(text))
        return
    ends = [*(each.start() for each in top[1:]), len(text)]
    for heading, end in zip(top, ends, strict=True):
        yield _Section(title=heading["title"], start=heading.end(), end=end)


def _entry(
    text: str, section: _Section, shared: _EntryKeys, faults: list[Fault]
) -> LoreEntry | None:
    entry_keys = replace(shared, numbers=dict(shared.numbers))
    body = _read_keys(text, section, entry_keys, faults)
    title = _LINK.sub(r"\1", _ATTRIBUTES.sub("", section.title))
    title = " ".join(title.strip("*_ ").split())[:MAX_TITLE_CHARS]
    own_name = _ASIDE.sub("", title).strip() or title
    content = " ".join(_HEADING.sub(r"\g<title>.", text[body : section.end]).split())
    if not content or not title:
        return None
    if len(content) > MAX_ENTRY_CHARS:
        message = (
            f"Of an entry, {MAX_ENTRY_CHARS:,} characters are read; this has {len(content):,}."
        )
        faults.append(_fault(message, body, body + 1))
    first, last = entry_keys.numbers.get("from"), entry_keys.numbers.get("until")
    if first is not None and last is not None and first > last:
        faults.append(
            _fault(f"This holds nowhere: from {first} until {last}.", section.start, body)
        )
    return LoreEntry(
        title=title,
        text=content[:MAX_ENTRY_CHARS],
        names=tuple(dict.fromkeys((own_name, *entry_keys.names)))[:MAX_NAMES],
        priority=entry_keys.numbers.get("priority", 0),
        from_chapter=first,
        until_chapter=last,
        comes_with=entry_keys.comes_with[:MAX_NAMES],
        is_case_sensitive=entry_keys.is_case_sensitive,
    )


def _read_keys(text: str, section: _Section, entry_keys: _EntryKeys, faults: list[Fault]) -> int:
    """Read the lines of keys at the section's start; return where its text begins."""
    at = section.start
    while at < section.end:
        line_end = text.find("\n", at, section.end)
        line_end = section.end if line_end < 0 else line_end
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
    return section.end


def _read_head(block: str, start: int, entry_keys: _EntryKeys, faults: list[Fault]) -> None:
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


def _read_value(key: str, value: str, at: int, entry_keys: _EntryKeys, faults: list[Fault]) -> None:
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
