"""Overlap: the part of a suggestion that already stands after the cursor."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import is_spaceless, is_word_char
from afterword.prose.structure.sentences import sentence_ends
from afterword.prose.words.word_boundaries import SPACED_WORD, SPACELESS_CHARACTER

_MAX_AHEAD_CHARS: Final = 400
"""Characters after the cursor that are compared."""
_KEY_WORDS: Final = 3
"""First words after the cursor that must all occur in a suggestion, to exclude chance."""
_KEY_CHARACTERS: Final = 6
"""The same number in characters, for scripts without spaces."""
_MIN_KEY_LENGTH: Final = 3
"""Characters, not counting spaces, that a line after the cursor with fewer words must have."""
_MIN_LENGTH_ACROSS_LINES: Final = 8
"""Characters, not counting spaces, that must overlap with a later line: the word that the next
paragraph begins with may well occur before it."""
_KEY: Final = regex.compile(
    rf"(?V1)(?:[^\w\n]*+(?:{SPACED_WORD})){{{_KEY_WORDS}}}"
    rf"|(?:[^\w\n]*+{SPACELESS_CHARACTER}){{{_KEY_CHARACTERS}}}"
)
_WORDS: Final = regex.compile(rf"(?V1){SPACED_WORD}|(?:{SPACELESS_CHARACTER})+")
_FULL_STOP: Final = regex.compile(r"[.!?…\p{Sentence_Terminal}]")
_CLOSER: Final = regex.compile(
    r"(?P<mark>[\p{Pe}’”]|(?:[\"'“‘]|\*{1,3}|_{1,3}|~~)(?!\w)|[«‹](?=[.,;:!?…]|\Z))"
    r"|[ \u00a0\u202f]?(?P<mark>[»›])(?!\w)"
)
"""A mark after the cursor that closes a pair, as editors put one there with the opening mark."""
_OPENER_OF: Final = {
    ")": "(", "]": "[", "}": "{", "）": "（", "］": "［", "】": "【", "》": "《", "〉": "〈",
    "」": "「", "』": "『", "〕": "〔", "｝": "｛", "»": "«", "›": "‹", "”": "“„", "’": "‘‚",
    "“": "„", "‘": "‚", "«": "»", "‹": "›",
}  # fmt: skip


def cut_overlap(text: str, after: str) -> str:
    """Return ``text`` up to where it begins to repeat ``after``.

    White space is ignored in the comparison; words are compared whole. The cut comes before an end
    of ``text`` that ``after`` begins with, before the first words of ``after`` wherever they occur,
    and, where ``after`` begins with the end of a sentence or with a closing quote, bracket or
    emphasis mark, before whatever would stand beyond that end.
    """
    ahead = after.lstrip()[:_MAX_AHEAD_CHARS]
    if not ahead:
        return text
    shortest = 1 if after.partition("\n")[0].strip() else _MIN_LENGTH_ACROSS_LINES
    cuts = [
        _suffix_cut(text, ahead, shortest=shortest),
        _key_cut(text, ahead),
        _end_cut(text, after),
        _closer_cut(text, after),
    ]
    return text[: min(cuts)]


def _suffix_cut(text: str, ahead: str, *, shortest: int) -> int:
    """Return where the longest end of ``text`` starts that is also the beginning of ``ahead``."""
    left, left_offsets = _without_space(text[-_MAX_AHEAD_CHARS:])
    right, right_offsets = _without_space(ahead)
    shift = len(text) - len(text[-_MAX_AHEAD_CHARS:])
    for length in range(min(len(left), len(right)), shortest - 1, -1):
        if not left.endswith(right[:length]):
            continue
        start = left_offsets[len(left) - length] + shift
        end = right_offsets[length - 1] + 1
        if not _splits_word(text, start) and not _splits_word(ahead, end):
            return start
    return len(text)


def _key_cut(text: str, ahead: str) -> int:
    """Return where the first words of ``ahead`` occur in ``text``."""
    line = ahead.partition("\n")[0]
    found = _KEY.match(line)
    key_text = found.group() if found else line
    key, _ = _without_space(key_text)
    if not found and (len(key) < _MIN_KEY_LENGTH or not _WORDS.search(line)):
        return len(text)
    plain, offsets = _without_space(text)
    index = plain.find(key)
    while index >= 0:
        start, end = offsets[index], offsets[index + len(key) - 1] + 1
        if not _splits_word(text, start) and not _splits_word(text, end):
            return start
        index = plain.find(key, index + 1)
    return len(text)


def _end_cut(text: str, after: str) -> int:
    """Return where the first sentence of ``text`` ends, before its mark, if ``after`` has a mark."""
    if not _FULL_STOP.match(after):
        return len(text)
    ends = sentence_ends(text)
    if not ends:
        return len(text)
    end = ends[0]
    while end > 0 and not is_word_char(text[end - 1]):
        end -= 1
    return end


def _closer_cut(text: str, after: str) -> int:
    """Return where ``text`` closes the pair that ``after`` closes already."""
    found = _CLOSER.match(after)
    if not found:
        return len(text)
    closer = found["mark"]
    opener, depth = _OPENER_OF.get(closer, ""), 0
    for mark in regex.finditer(f"{regex.escape(closer)}|[{regex.escape(opener or closer)}]", text):
        if _is_apostrophe(text, mark.start()):
            continue
        if (opener and mark.group() in opener) or (not opener and _opens(text, mark)):
            depth += 1
        elif mark.group() == closer:
            if depth == 0:
                return mark.start()
            depth -= 1
    return len(text)


def _is_apostrophe(text: str, offset: int) -> bool:
    inside_word = is_word_char(text[offset - 1 : offset]) and is_word_char(
        text[offset + 1 : offset + 2]
    )
    return text[offset] in "'’" and inside_word


def _opens(text: str, mark: "regex.Match[str]") -> bool:
    """Tell whether a mark with one form for both sides has a word after it and none before it."""
    return not is_word_char(text[mark.start() - 1 : mark.start()]) and is_word_char(
        text[mark.end() : mark.end() + 1]
    )


def _without_space(text: str) -> tuple[str, list[int]]:
    """Return the characters that are no white space, and the offset of each."""
    offsets = [offset for offset, char in enumerate(text) if not char.isspace()]
    return "".join(text[offset] for offset in offsets), offsets


def _splits_word(text: str, offset: int) -> bool:
    """Tell whether ``offset`` is inside a word of a script with spaces."""
    left, right = text[offset - 1 : offset], text[offset : offset + 1]
    if not (is_word_char(left) and is_word_char(right)):
        return False
    return not (is_spaceless(left) or is_spaceless(right))
