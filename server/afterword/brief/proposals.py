"""What may be written at a place in a document's head: the brief's keys, and the values they take."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from afterword.brief.checking import KEYS, choices, explain
from afterword.brief.faults import Span
from afterword.brief.front_matter import KEY, our_block
from afterword.prose.front_matter import front_matter_span

_HALF_KEY: Final = regex.compile(r"(?P<indent>[ \t]+)(?P<typed>\w*)")
_HALF_VALUE: Final = regex.compile(r"[ \t]+(?P<key>\w+)[ \t]*:[ \t]*(?P<typed>[\w ]*)")
_KEY_IN_LINE: Final = regex.compile(r"(?m)^[ \t]+(?P<key>\w+)[ \t]*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A text that may stand in place of what is typed so far."""

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
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    if not block.start < line_start <= offset <= block.end:
        return
    typed = text[line_start:offset]
    if half := _HALF_KEY.fullmatch(typed):
        span = Span(start=offset - len(half["typed"]), end=offset)
        used = {each["key"] for each in _KEY_IN_LINE.finditer(text, block.start, block.end)}
        for key in KEYS:
            if key not in used:
                yield Proposal(text=f"{key}: ", span=span, explanation=explain(key), is_key=True)
    elif (half := _HALF_VALUE.fullmatch(typed)) and half["key"] in KEYS:
        span = Span(start=offset - len(half["typed"]), end=offset)
        for choice in choices(half["key"]):
            yield Proposal(text=choice, span=span)


def _our_name(text: str, offset: int) -> Iterator[Proposal]:
    """Yield our map's own name where a head has none yet."""
    head = front_matter_span(text)
    if head is None or not head.inner_start <= offset <= head.inner_end:
        return
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    typed = text[line_start:offset]
    if KEY.startswith(typed):
        yield Proposal(
            text=f"{KEY}:",
            span=Span(start=line_start, end=offset),
            explanation="What you tell Afterword about this piece.",
            is_key=True,
        )
