"""Reads the entries in one Markdown or text file of the lore, and says where it is wrong.

A file is one entry, or has one for each heading. Right beneath the heading, or in YAML front matter
for all of the file, lines such as ``names: Maren, the ferrywoman`` say more about an entry.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import regex
import yaml

from afterword.brief.faults import Fault, Fix, Span
from afterword.brief.lore.entry import LoreEntry
from afterword.brief.yaml_nodes import FAULTS, compose, is_null
from afterword.prose.zones.front_matter import front_matter_span

MOST_ENTRIES: Final = 500
"""Of one file."""
MOST_TITLE_CHARS: Final = 200
MOST_HEAD_CHARS: Final = 10_000
"""Of front matter; YAML is slow."""
MOST_TEXT_CHARS: Final = 8_000
"""Of one entry: half of the largest budget."""
MOST_NAMES: Final = 50
MOST_FAULTS: Final = 20

KEYS: Final = ("names", "priority", "from", "until", "with")
_ALSO: Final = {
    **dict.fromkeys(("name", "alias", "aliases", "别名", "別名", "名称", "又名"), "names"),
    **dict.fromkeys(("优先", "优先级", "優先"), "priority"),
    **dict.fromkeys(("起", "自", "从"), "from"),
    **dict.fromkeys(("止", "至", "到"), "until"),
    **dict.fromkeys(("随", "隨", "同"), "with"),
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
_WHOLE: Final = regex.compile(r"[+-]?\d{1,6}")


@dataclass(slots=True)
class LoreFile:
    """What one file holds."""

    entries: list[LoreEntry] = field(default_factory=list[LoreEntry])
    faults: list[Fault] = field(default_factory=list[Fault])


def read_lore_file(text: str, *, file_title: str) -> LoreFile:
    """Read the entries of a file; faults are in code points of ``text``. Never raises.

    Args:
        text: all of it, with any line ends.
        file_title: the name of an entry that has no heading, such as the file's without its end.
    """
    found = LoreFile()
    text = text.replace("\r\n", " \n").replace("\r", "\n")  # as long as before
    head = front_matter_span(text)
    start = head.end if head else 0
    shared = _Terms()
    if head is not None:
        _read_head(text[head.inner_start : head.inner_end], head.inner_start, shared, found.faults)
    for section in _sections(text, start, file_title):
        if len(found.entries) == MOST_ENTRIES:
            message = f"A file may hold {MOST_ENTRIES} entries; from here on they are not read."
            found.faults.append(_fault(message, section.start, section.start + 1))
            break
        entry = _entry(text, section, shared, found.faults)
        if entry is not None:
            found.entries.append(entry)
    del found.faults[MOST_FAULTS:]
    return found


@dataclass(slots=True)
class _Terms:
    """What the keys of an entry say."""

    names: tuple[str, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    comes_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Section:
    """One entry's place in the text."""

    title: str
    start: int
    """Behind the heading."""
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


def _entry(text: str, section: _Section, shared: _Terms, faults: list[Fault]) -> LoreEntry | None:
    terms = _Terms(numbers=dict(shared.numbers), comes_with=shared.comes_with, names=shared.names)
    body = _read_keys(text, section, terms, faults)
    title = _LINK.sub(r"\1", _ATTRIBUTES.sub("", section.title))
    title = " ".join(title.strip("*_ ").split())[:MOST_TITLE_CHARS]
    own_name = _ASIDE.sub("", title).strip() or title
    content = " ".join(_HEADING.sub(r"\g<title>.", text[body : section.end]).split())
    if not content or not title:
        return None
    if len(content) > MOST_TEXT_CHARS:
        message = (
            f"Of an entry, {MOST_TEXT_CHARS:,} characters are read; this has {len(content):,}."
        )
        faults.append(_fault(message, body, body + 1))
    first, last = terms.numbers.get("from"), terms.numbers.get("until")
    if first is not None and last is not None and first > last:
        faults.append(
            _fault(f"This holds nowhere: from {first} until {last}.", section.start, body)
        )
    return LoreEntry(
        title=title,
        text=content[:MOST_TEXT_CHARS],
        names=tuple(dict.fromkeys((own_name, *terms.names)))[:MOST_NAMES],
        priority=terms.numbers.get("priority", 0),
        from_chapter=first,
        until_chapter=last,
        comes_with=terms.comes_with[:MOST_NAMES],
    )


def _read_keys(text: str, section: _Section, terms: _Terms, faults: list[Fault]) -> int:
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
                    _complain_of_key(found["key"], found["value"], at + found.start("key"), faults)
                return at
            _take(key, found["value"], at + found.start("value"), terms, faults)
        at = line_end + 1
    return section.end


def _read_head(block: str, start: int, terms: _Terms, faults: list[Fault]) -> None:
    """Read the front matter, whose keys count for all entries of the file."""
    if len(block) > MOST_HEAD_CHARS:
        faults.append(
            _fault(
                f"This head is not read beyond {MOST_HEAD_CHARS:,} characters.", start, start + 1
            )
        )
        return
    try:
        root = compose(block)
    except FAULTS:
        faults.append(
            _fault("This head is not valid YAML, so it does not count.", start, start + len(block))
        )
        return
    for name, node in root.value if isinstance(root, yaml.MappingNode) else ():
        key = _known_key(name.value) if isinstance(name, yaml.ScalarNode) else ""
        written = _written(node) if key else ""
        if written is None:
            at = start + node.start_mark.index
            faults.append(_fault(f"{key} must be a text or a list of texts.", at, at + 1))
        elif written:
            _take(key, written, start + node.start_mark.index, terms, faults)


def _written(node: yaml.Node) -> str | None:
    """Return a value as its writer put it, a list with commas; None if it is neither."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(item, yaml.ScalarNode) for item in items):
        return None
    return ", ".join(item.value for item in items if not is_null(item))


def _take(key: str, value: str, at: int, terms: _Terms, faults: list[Fault]) -> None:
    """Take one key's value, or complain of it."""
    if key in {"names", "with"}:
        names = tuple(part.strip() for part in _BETWEEN_NAMES.split(value) if part.strip())
        if key == "names":
            terms.names = (*terms.names, *names)
        else:
            terms.comes_with = names
    elif _WHOLE.fullmatch(value.strip()):
        terms.numbers[key] = int(value)
    else:
        what = "a whole number" if key == "priority" else "the number of a chapter"
        lead = len(value) - len(value.lstrip())
        faults.append(
            _fault(f"{key} must be {what}.", at + lead, at + max(lead + 1, len(value.rstrip())))
        )


def _known_key(name: str) -> str:
    plain = name.casefold()
    return plain if plain in KEYS else _ALSO.get(plain, "")


def _complain_of_key(name: str, value: str, at: int, faults: list[Fault]) -> None:
    """Complain of what is nearly a key of ours, with a value of its kind; else a text begins."""
    keys = ("priority", "from", "until") if _WHOLE.fullmatch(value.strip()) else ("names",)
    near = difflib.get_close_matches(name.casefold(), keys, n=1, cutoff=0.75)
    if near:
        span = Span(start=at, end=at + len(name))
        fix = Fix(title=f"Change to “{near[0]}”", text=near[0])
        faults.append(
            Fault(message=f"An entry has no {name}. Did you mean {near[0]}?", span=span, fix=fix)
        )


def _fault(message: str, start: int, end: int) -> Fault:
    return Fault(message=message, span=Span(start=start, end=end))
