"""Reads the entries in one Markdown or text file of the lore, and says where it is wrong.

A file is one entry, or has one for each heading. Right beneath the heading, or in YAML front matter
for all of the file, lines such as ``names: Maren, the ferrywoman`` say more about an entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import regex

from afterword.brief.faults import Fault, Span
from afterword.brief.lore.entry import LoreEntry
from afterword.brief.lore.entry_keys import EntryKeys, read_head, read_keys
from afterword.prose.zones.front_matter import front_matter_span

MAX_ENTRIES_IN_FILE: Final = 500
"""How many entries of one file are read."""
MAX_TITLE_CHARS: Final = 200
"""How many characters of a title are kept."""
MAX_ENTRY_CHARS: Final = 8_000
"""How many characters of an entry are read: half of the largest budget."""
MAX_NAMES: Final = 50
"""How many names of one entry are kept."""
MAX_FAULTS_IN_FILE: Final = 20
"""How many faults of one file are reported."""

_HEADING: Final = regex.compile(r"(?m)^(?P<marks>#{1,6})[ \t]+(?P<title>[^\n]*?)[ \t]*#*[ \t]*$")
_FENCE: Final = regex.compile(r"(?ms)^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)[ \t]*$|\Z)")
_LINK: Final = regex.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_ATTRIBUTES: Final = regex.compile(r"\{[#.][^}\n]*\}\s*$")
_ASIDE: Final = regex.compile(r"[(（][^)）]*[)）]\s*$")


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
    shared = EntryKeys()
    if head is not None:
        block = text[head.inner_start : head.inner_end]
        read_head(block, head.inner_start, entry_keys=shared, faults=found.faults)
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
    text: str, section: _Section, shared: EntryKeys, faults: list[Fault]
) -> LoreEntry | None:
    entry_keys = replace(shared, numbers=dict(shared.numbers))
    body = read_keys(text, section.start, section.end, entry_keys=entry_keys, faults=faults)
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


def _fault(message: str, start: int, end: int) -> Fault:
    return Fault(message=message, span=Span(start=start, end=end))
