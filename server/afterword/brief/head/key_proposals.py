"""Proposes what may be written at a place in a document's head: keys, and the values they take."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from afterword.brief.faults import Span
from afterword.brief.head.document_head import MAP_NAME, our_block
from afterword.brief.head.head_keys import HEAD_KEYS, choices, explain
from afterword.prose.zones.front_matter import front_matter_span

_HALF_KEY: Final = regex.compile(r"(?P<indent>[ \t]+)(?P<typed>\w*)")
_HALF_VALUE: Final = regex.compile(r"[ \t]+(?P<key>\w+)[ \t]*:[ \t]*(?P<typed>[\w ]*)")
_KEY_IN_LINE: Final = regex.compile(r"(?m)^(?P<indent>[ \t]+)(?P<key>\w+)[ \t]*:")
_REST_OF_KEY: Final = regex.compile(r"\w*(?:[ \t]*:[ \t]*)?")
_REST_OF_VALUE: Final = regex.compile(r"\w*(?: \w+)*")
_LINE_END: Final = regex.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A text that may replace what is typed so far."""

    text: str
    span: Span
    explanation: str = ""
    is_key: bool = False


def proposals_at(text: str, offset: int) -> Iterator[Proposal]:
    """Yield what may be written at a place in the head of a document, if anything.

    Args:
        text: the document.
        offset: the cursor, in code points.
    """
    block = our_block(text)
    if block is None:
        yield from _our_name(text, offset)
        return
    line = _line_at(text, offset)
    if not block.start < line.start <= offset <= block.end:
        return
    typed = text[line.start : offset]
    others = [
        each
        for each in _KEY_IN_LINE.finditer(text, block.start, block.end)
        if each.start() != line.start
    ]
    if half := _HALF_KEY.fullmatch(typed):
        # What stands deeper belongs to a list or a text.
        if others and half["indent"] != others[0]["indent"]:
            return
        rest = _REST_OF_KEY.match(text, offset, line.end)
        span = Span(start=offset - len(half["typed"]), end=rest.end() if rest else offset)
        used = {each["key"] for each in others if each["indent"] == half["indent"]}
        for key in HEAD_KEYS:
            if key not in used:
                yield Proposal(text=f"{key}: ", span=span, explanation=explain(key), is_key=True)
    elif (half := _HALF_VALUE.fullmatch(typed)) and half["key"] in HEAD_KEYS:
        span = Span(start=offset - len(half["typed"]), end=_end_of_value(text, offset, line.end))
        for choice in choices(half["key"]):
            yield Proposal(text=choice, span=span)


def _line_at(text: str, offset: int) -> Span:
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    found = _LINE_END.search(text, offset)
    return Span(start=start, end=found.start() if found else len(text))


def _end_of_value(text: str, offset: int, line_end: int) -> int:
    rest = _REST_OF_VALUE.match(text, offset, line_end)
    return rest.end() if rest else offset


def _our_name(text: str, offset: int) -> Iterator[Proposal]:
    """Yield our map's own name where a head has none yet."""
    head = front_matter_span(text)
    if head is None or not head.inner_start <= offset <= head.inner_end:
        return
    line = _line_at(text, offset)
    typed = text[line.start : offset]
    if MAP_NAME.startswith(typed) and not text[offset : line.end].strip():
        yield Proposal(
            text=f"{MAP_NAME}:",
            span=Span(start=line.start, end=offset),
            explanation="What Afterword is to know about this piece.",
            is_key=True,
        )
