"""Fenced code blocks in Markdown (CommonMark 4.5): whether the cursor is in one."""

from typing import Final

import regex

from afterword.prose.zones.marked_lines import lines_with

_FENCE_LINE: Final = regex.compile(
    r"(?:[ \t]|>|[-+*][ \t]|\p{Nd}{1,4}[.)][ \t])*+(?P<mark>`{3,}|~{3,})(?P<info>.*)"
)


def is_in_fence(before: str) -> bool:
    """Tell whether the end of ``before`` is in fenced code, or on the line of a fence.

    A fence is closed by the same mark, at least as long, with nothing after it.
    """
    fence = ""
    for start, end in lines_with(before, ("```", "~~~")):
        found = _FENCE_LINE.match(before, start, end)
        if not found or (found["mark"][0] == "`" and "`" in found["info"]):
            continue
        if end == len(before):
            return True
        if not fence:
            fence = found["mark"]
        elif found["mark"].startswith(fence) and not found["info"].strip():
            fence = ""
    return bool(fence)
