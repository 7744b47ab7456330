"""Cuts what the model wrote to what is worth showing. Pure text: knows nothing of probability."""

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
from afterword.prose.fit.left_context import fits_left_context
from afterword.prose.fit.loops import repeats_before, repeats_ngrams
from afterword.prose.fit.overlap import cut_overlap
from afterword.prose.fit.right_context import fits_right_context
from afterword.prose.fit.spacing import fit_spacing
from afterword.prose.structure.paired_marks import open_pairs
from afterword.prose.structure.sentences import clause_ends, sentence_ends
from afterword.prose.words.word_boundaries import count_words, cut_to_words

MAX_GRAPHEMES_PER_WORD: Final = 10
"""Bounds a run of emoji, an address or a chain of compounds; English words take six."""

_HAS_CONTENT: Final = regex.compile(r"[\p{L}\p{N}]")
_UNPRINTABLE: Final = regex.compile(r"[\ufffd\p{Zl}\p{Zp}[\p{Cc}--\t\n]]", flags=regex.VERSION1)
"""What no prose holds: a broken character, a control character, a foreign line separator."""
_MARKS_AHEAD: Final = regex.compile(r"\s*[,;:.!?،؛؟۔।、，。；：！？…]")
_LAST_MARKS: Final = regex.compile(r"[,;:،؛、，；：\s]+\Z")

LOOK_BACK_CHARS: Final = 2000
"""How far before the cursor a quote may have been opened."""
PAGE_CHARS: Final = 8000
"""How far before the cursor a sentence counts as said already."""
MOST_SAID_AGAIN: Final = 0.5
"""Of a sentence, that may have been said before in the same words."""
MIN_WORDS_OF_SAID_SENTENCE: Final = 4
""""He nodded." may come again."""


def trim_ghost(
    text: str, *, before: str, after: str, max_words: int, max_columns: int | None = None
) -> str:
    """Return the part of ``text`` that can be shown as ghost text, spaced to fit; maybe empty.

    One line, at most one sentence, at most ``max_words``; it neither repeats what stands before
    nor runs into what stands after, and in mid-sentence it joins the text to the right.
    ``max_columns`` is what is left of a hard-wrapped line.
    """
    if max_columns is not None:
        after = _unwrapped_ahead(after)
    text = cut_unopened(_fit_part(text.partition("\n")[0]), before)
    ends = [end for end in sentence_ends(text, before=before) if _HAS_CONTENT.search(text[:end])]
    if ends and ends[0] < len(text):
        text = text[: ends[0]]
    text = cut_overlap(_short_enough(text, before, max_words), after)
    if max_columns is not None:
        text = _most_words(text, lambda kept: display_width(kept.rstrip()) <= max_columns, least=1)
    if _MARKS_AHEAD.match(after.partition("\n")[0]):
        text = _LAST_MARKS.sub("", text)
    text = without_stop_in_open_pair(without_dangling_marks(text, before), before)
    joined = _joined(before, text, after)
    return joined if fits_right_context(before, joined, after) else ""


def trim_continuation(text: str, *, before: str, after: str, max_words: int) -> str:
    """Return the whole sentences of ``text``, spaced to fit; empty if there is none to keep."""
    text = _without_lead(_fit_part(text), before)
    text = cut_overlap(cut_unopened(text, before), after)
    ends = sentence_ends(text, before=before)
    longest = len(cut_to_words(text, max_words))
    fitting = [end for end in ends if end <= longest] or ends[:1]
    kept = _cut_loop(text, _closed(fitting, text, before), said=_sentences_said(before))
    return _joined(before, kept, after)


def _joined(before: str, text: str, after: str) -> str:
    """Return ``text`` spaced to fit, or nothing if it can't stand at this place."""
    joined = fit_spacing(before, text, after)
    if not _HAS_CONTENT.search(joined) or not fits_left_context(before, joined):
        return ""
    return "" if repeats_before(joined, before) or copies_passage(joined, before) else joined


def _fit_part(text: str) -> str:
    forbidden = _UNPRINTABLE.search(text)
    return text[: forbidden.start()] if forbidden else text


def _unwrapped_ahead(after: str) -> str:
    """Return ``after`` with a space for the line end that a hard-wrapped paragraph goes on behind."""
    goes_on = after.startswith("\n") and not after[1:].startswith(("\n", " ", "\t"))
    return f" {after[1:]}" if goes_on and len(after) > 1 else after


def _without_lead(text: str, before: str) -> str:
    """Drop the white space that ``before`` has already; an ideographic indent is kept."""
    if not before[-1:].isspace():
        return text
    text = text.lstrip("\n")
    return text.lstrip(" \t") if before.endswith("\n") else text.lstrip()


def _short_enough(text: str, before: str, max_words: int) -> str:
    """Cut at the limits; if that cuts, at the last clause end of the second half."""
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
    """Return the ends up to the last one that leaves no quote or bracket open that was closed."""
    near = before[-LOOK_BACK_CHARS:]
    were_open = len(open_pairs(near))
    for count in range(len(ends), 0, -1):
        if len(open_pairs(near + text[: ends[count - 1]])) <= were_open:
            return ends[:count]
    return ends


def _sentences_said(before: str) -> set[str]:
    """Return the longer sentences of the page."""
    page = before[-PAGE_CHARS:]
    ends = sentence_ends(page)
    sentences = (page[start:end].strip() for start, end in zip([0, *ends], ends, strict=False))
    return {said for said in sentences if count_words(said) >= MIN_WORDS_OF_SAID_SENTENCE}


def _cut_loop(text: str, ends: list[int], *, said: set[str]) -> str:
    """Return the sentences up to ``ends``, before one that was there already or goes in circles."""
    seen = set(said)
    kept_end = start = 0
    for end in ends:
        sentence = text[start:end].strip()
        if sentence in seen or repeats_ngrams(sentence, text[:start], max_share=MOST_SAID_AGAIN):
            break
        seen.add(sentence)
        start = kept_end = end
    return text[:kept_end]
