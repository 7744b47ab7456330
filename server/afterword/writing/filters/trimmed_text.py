"""Trims generated text to what fits at its place. Pure text: knows nothing of probability."""

from collections.abc import Callable
from typing import Final

import regex

from afterword.prose.characters.graphemes import count_graphemes, display_width
from afterword.prose.fit.copied_passage import copies_passage
from afterword.prose.fit.dangling_marks import (
    cut_unopened,
    without_dangling_marks,
    without_stop_in_open_pair,
)
from afterword.prose.fit.enclosing_markup import part_inside
from afterword.prose.fit.left_context import fits_left_context
from afterword.prose.fit.loops import cut_loop, repeats_before, repeats_ngrams
from afterword.prose.fit.overlap import cut_overlap
from afterword.prose.fit.right_context import fits_right_context
from afterword.prose.fit.spacing import fit_spacing
from afterword.prose.structure.emphasis import unclosed_emphasis
from afterword.prose.structure.paired_marks import open_pairs
from afterword.prose.structure.sentences import clause_ends, sentence_ends
from afterword.prose.structure.table_rows import is_in_table_row
from afterword.prose.words.word_boundaries import count_words, cut_to_words

MAX_GRAPHEMES_PER_WORD: Final = 10
"""Graphemes per word at most, against runs of emoji and addresses; English words take six."""

_HAS_CONTENT: Final = regex.compile(r"[\p{L}\p{N}]")
_UNPRINTABLE: Final = regex.compile(r"[\ufffd\p{Zl}\p{Zp}[\p{Cc}--\t\n]]", flags=regex.VERSION1)
"""A broken character, a control character, or a Unicode line separator."""
_MARKS_AHEAD: Final = regex.compile(r"\s*[,;:.!?،؛؟۔।、，。；：！？…]")
_LAST_MARKS: Final = regex.compile(r"[,;:،؛、，；：\s]+\Z")

LOOK_BACK_CHARS: Final = 2000
"""Characters before the cursor in which a quotation may have been opened."""
REPETITION_CHARS: Final = 8000
"""Characters before the cursor whose sentences must not be repeated."""
MOST_SAID_AGAIN: Final = 0.5
"""Share of a sentence's n-grams (0-1) that the continuation may have had before."""
MIN_WORDS_OF_SAID_SENTENCE: Final = 4
"""Words in a sentence that must not be repeated, at least: "He nodded." may come again."""


def trim_ghost(
    text: str,
    *,
    before: str,
    after: str,
    max_words: int,
    max_columns: int | None = None,
    language_id: str = "markdown",
) -> str:
    """Return the part of ``text`` that can be shown as ghost text, spaced to fit; maybe empty.

    It is one line, at most one sentence, at most ``max_words``; it neither repeats the text before
    nor itself, nor overlaps the text after, and in mid-sentence it joins the text to the right.
    ``max_columns`` are the free columns of a hard-wrapped line. ``language_id`` is the LSP language id
    of the document, which says what emphasises.
    """
    if max_columns is not None:
        after = _unwrapped_ahead(after)
    text = _printable_part(text.partition("\n")[0])
    text = part_inside(text, before, after, language_id=language_id)
    text = cut_unopened(text, before)
    ends = [end for end in sentence_ends(text, before=before) if _HAS_CONTENT.search(text[:end])]
    if ends and ends[0] < len(text):
        text = text[: ends[0]]
    text = cut_overlap(_short_enough(cut_loop(text, before), before, max_words), after)
    if max_columns is not None:
        text = _most_words(text, lambda kept: display_width(kept.rstrip()) <= max_columns, least=1)
    if _MARKS_AHEAD.match(after.partition("\n")[0]):
        text = _LAST_MARKS.sub("", text)
    text = without_stop_in_open_pair(without_dangling_marks(text, before), before)
    joined = _joined(before, text, after)
    return joined if fits_right_context(before, joined, after) else ""


def trim_continuation(
    text: str, *, before: str, after: str, max_words: int, language_id: str = "markdown"
) -> str:
    """Return the whole sentences of ``text``, spaced to fit; empty if there is none to keep.

    Emphasis that would stay open is closed. In a cell of a table, words that end no sentence are
    kept too. ``language_id`` is the LSP language id, which says what emphasises.
    """
    text = _without_lead(_printable_part(text), before)
    text = part_inside(text, before, after, language_id=language_id)
    text = cut_overlap(cut_unopened(text, before), after)
    ends = sentence_ends(text, before=before)
    if not ends and is_in_table_row(before, after):
        ends = [len(cut_to_words(text, max_words))]
    longest = len(cut_to_words(text, max_words))
    fitting = [end for end in ends if end <= longest] or ends[:1]
    kept = _cut_said_again(text, _closed(fitting, text, before), before).rstrip()
    if kept:
        near, rest = before[-LOOK_BACK_CHARS:], after[:LOOK_BACK_CHARS].partition("\n\n")[0]
        kept += unclosed_emphasis(f"{near}{kept}{rest}", language_id)
    return _joined(before, kept, after)


def _joined(before: str, text: str, after: str) -> str:
    """Return ``text`` spaced to fit; empty if it does not fit at this place."""
    joined = fit_spacing(before, text, after)
    if not _HAS_CONTENT.search(joined) or not fits_left_context(before, joined):
        return ""
    return "" if repeats_before(joined, before) or copies_passage(joined, before) else joined


def _printable_part(text: str) -> str:
    unprintable = _UNPRINTABLE.search(text)
    return text[: unprintable.start()] if unprintable else text


def _unwrapped_ahead(after: str) -> str:
    """Return ``after`` with its first line end as a space if a hard-wrapped paragraph goes on there."""
    goes_on = after.startswith("\n") and not after[1:].startswith(("\n", " ", "\t"))
    return f" {after[1:]}" if goes_on and len(after) > 1 else after


def _without_lead(text: str, before: str) -> str:
    """Return ``text`` without white space that ``before`` ends with; an ideographic indent is kept."""
    if not before[-1:].isspace():
        return text
    text = text.lstrip("\n")
    return text.lstrip(" \t") if before.endswith("\n") else text.lstrip()


def _short_enough(text: str, before: str, max_words: int) -> str:
    """Return ``text`` within the limits; where it is cut, it ends at a clause end if it can."""
    limit = max_words * MAX_GRAPHEMES_PER_WORD
    kept = cut_to_words(text, max_words)
    kept = _most_words(kept, lambda part: count_graphemes(part) <= limit, least=0)
    if len(kept) == len(text):
        return text
    ends = [end for end in clause_ends(kept, before=before) if 2 * end >= len(kept)]
    return kept[: ends[-1]] if ends else kept


def _most_words(text: str, fits: Callable[[str], bool], *, least: int) -> str:
    """Return the longest beginning of whole words that fits, but no fewer than ``least`` words."""
    if fits(text):
        return text
    words = count_words(text)
    while words > least:
        words -= 1
        kept = cut_to_words(text, words)
        if words <= least or fits(kept):
            return kept
    return text if least else ""


def _closed(ends: list[int], text: str, before: str) -> list[int]:
    """Return the ends up to the last one after which no further quote or bracket is open."""
    near = before[-LOOK_BACK_CHARS:]
    were_open = len(open_pairs(near))
    for count in range(len(ends), 0, -1):
        if len(open_pairs(near + text[: ends[count - 1]])) <= were_open:
            return ends[:count]
    return ends


def _is_said(sentence: str, near: str) -> bool:
    """Tell whether a sentence is one of the longer ones of the text before."""
    # Looked at first: a page's sentences take milliseconds to find.
    if sentence not in near or count_words(sentence) < MIN_WORDS_OF_SAID_SENTENCE:
        return False
    ends = sentence_ends(near)
    return any(
        sentence == near[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)
    )


def _cut_said_again(text: str, ends: list[int], before: str) -> str:
    """Return the sentences up to ``ends``, before the first that repeats an earlier one."""
    near = before[-REPETITION_CHARS:]
    seen = set[str]()
    kept_end = start = 0
    for end in ends:
        sentence = text[start:end].strip()
        if (
            sentence in seen
            or _is_said(sentence, near)
            or repeats_ngrams(sentence, text[:start], max_share=MOST_SAID_AGAIN)
        ):
            break
        seen.add(sentence)
        start = kept_end = end
    return text[:kept_end]
