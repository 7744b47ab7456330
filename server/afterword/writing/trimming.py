"""Cuts what the model wrote to what is worth showing. Pure text: knows nothing of probability."""

import regex

from afterword.prose.graphemes import display_width
from afterword.prose.joining import cut_overlap, join, repeats_before
from afterword.prose.pairs import open_pairs
from afterword.prose.sentences import sentence_ends
from afterword.prose.words import cut_to_words

_HAS_CONTENT = regex.compile(r"[\p{L}\p{N}]")
_UNFIT = regex.compile(r"[\ufffd\p{Zl}\p{Zp}[\p{Cc}--\t\n]]", flags=regex.VERSION1)
"""What no prose holds: a broken character, a control character, a foreign line separator."""
_JOINS_LEFT = regex.compile(r"\s*(?:[,;:!?)\]}\p{Pf}\p{Pe}%]|\.(?!\.))")
"""Marks that stand right behind a word. After a space they are wrong, and the space is typed."""
_LAST_WORD = regex.compile(r"([\p{L}\p{N}’']+)\s+\Z")
_FIRST_WORD = regex.compile(r"\s*([\p{L}\p{N}’']+)")


LOOK_BACK_CHARS = 2000
"""How far before the cursor a quote may have been opened."""


def trim_ghost(
    text: str, *, before: str, after: str, max_words: int, max_columns: int | None = None
) -> str:
    """Return the part of ``text`` that can be shown as ghost text, spaced to fit; maybe empty.

    One line, at most one sentence, at most ``max_words``; it neither repeats what stands before
    nor runs into what stands after. ``max_columns`` is what is left of a hard-wrapped line.
    """
    text = _fit_part(text.partition("\n")[0])
    ends = [end for end in sentence_ends(text, before=before) if _HAS_CONTENT.search(text[:end])]
    if ends and ends[0] < len(text):
        text = text[: ends[0]]
    text = cut_overlap(cut_to_words(text, max_words), after)
    if max_columns is not None:
        text = _cut_to_columns(text, max_columns)
    return _joined(before, text, after)


def trim_continuation(text: str, *, before: str, after: str, max_words: int) -> str:
    """Return the whole sentences of ``text``, spaced to fit; empty if there is none to keep."""
    text = cut_overlap(_without_lead(_fit_part(text), before), after)
    ends = sentence_ends(text, before=before)
    longest = len(cut_to_words(text, max_words))
    fitting = [end for end in ends if end <= longest] or ends[:1]
    kept = _cut_loop(text, _closed(fitting, text, before))
    return _joined(before, kept, after)


def _joined(before: str, text: str, after: str) -> str:
    """Return ``text`` spaced to fit, or nothing if it can't stand at this place."""
    if before[-1:].isspace() and _JOINS_LEFT.match(text):
        return ""
    joined = join(before, text, after)
    if not _HAS_CONTENT.search(joined) or repeats_before(joined, before):
        return ""
    return "" if _doubles_word(before, joined) else joined


def _fit_part(text: str) -> str:
    unfit = _UNFIT.search(text)
    return text[: unfit.start()] if unfit else text


def _without_lead(text: str, before: str) -> str:
    """Drop the white space that ``before`` has already; an ideographic indent is kept."""
    if not before[-1:].isspace():
        return text
    text = text.lstrip("\n")
    return text.lstrip(" \t") if before.endswith("\n") else text.lstrip()


def _doubles_word(before: str, text: str) -> bool:
    """Tell whether the first word says the one before the space again."""
    last, first = _LAST_WORD.search(before[-80:]), _FIRST_WORD.match(text)
    return bool(last and first and last[1].casefold() == first[1].casefold())


def _closed(ends: list[int], text: str, before: str) -> list[int]:
    """Return the ends up to the last one that leaves no quote or bracket open that was closed."""
    near = before[-LOOK_BACK_CHARS:]
    were_open = len(open_pairs(near))
    for count in range(len(ends), 0, -1):
        if len(open_pairs(near + text[: ends[count - 1]])) <= were_open:
            return ends[:count]
    return ends


def _cut_loop(text: str, ends: list[int]) -> str:
    """Return the sentences up to ``ends``, without a sentence that was there already."""
    seen: set[str] = set()
    kept_end = start = 0
    for end in ends:
        sentence = text[start:end].strip()
        if sentence in seen:
            break
        seen.add(sentence)
        start = kept_end = end
    return text[:kept_end]


def _cut_to_columns(text: str, max_columns: int) -> str:
    """Return the whole words that fit into the columns left; never less than one word."""
    words = 1
    kept = cut_to_words(text, words)
    while len(kept) < len(text):
        words += 1
        longer = cut_to_words(text, words)
        if display_width(longer.rstrip()) > max_columns or len(longer) <= len(kept):
            return kept
        kept = longer
    return kept
