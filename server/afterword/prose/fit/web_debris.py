"""Web debris: sentences that a model writes as on a web page, in a text that has none like them.

Small models learned from pages where an article is followed by answers, lists, dates, links and other
articles' headlines. Each kind is known by its shape, not by its words; and what the text itself has,
such as speakers in a play or numbers in a recipe, is none there.
"""

from collections.abc import Iterator
from typing import Final

import regex

from afterword.prose.structure.block_markers import is_heading
from afterword.prose.structure.sentences import ends_sentence, sentence_ends

LOOK_BACK_CHARS: Final = 4_000
"""Characters before a place in which the text's own habits are looked for."""
_SHAPE_CHARS: Final = 200
"""Characters at the start of a sentence that are looked at."""

_NAME: Final = r"[\p{Lu}\p{Lt}][\p{L}\p{M}\p{Nd}.’'&-]*"
_ROMAN: Final = r"[IVXLC]+"
_OPENINGS: Final = tuple(
    regex.compile(rf"(?V1){pattern}")
    for pattern in (
        # A label: "A:", "Answer 1:", "John Smith:". Before a quotation it is how one says who speaks.
        rf"{_NAME}(?: {_NAME}| \p{{Nd}}+){{0,2}} ?[:：](?![*_]*\s*[“\"«‘„「『—–‚'])(?=\s*\S)",
        r"(?:[问答問]|作者|[编編][辑輯]|[来來]源|[标標][题題]|[译譯]者|摘要)[:：]",
        # A number, a price, a percentage, a date.
        r"[(（\[【]?[$€£¥№~]?[\p{Nd}\u2460-\u249b]",
        r"[(（]?[一二三四五六七八九十]{1,3}[)）]?、|[A-ZＡ-Ｚ][．、]",
        r"[(（]?\p{L}[)）]\s|\p{L}{1,2}[.)] (?=\p{Lu})(?<=\b[IVX]{2}[.)] )",
        # A bullet, a tag, a bracket.
        r"[•●○■□▪◆◇★☆►▶▸→➤✓✔✦※|](?=\s*\S)|[-+*] (?=\S)",
        r"#[^#\s]",
        r"[@=^~\\/<>{}\[\]%&§†【©®™]\S",
        # "Chapter 1", "Figure IV.", "May 12, 2019", 第一章
        rf"[\p{{Lu}}\p{{Lt}}]\p{{L}}+\.? (?:\p{{Nd}}+(?:st|nd|rd|th)?,|(?:\p{{Nd}}+|{_ROMAN})(?:\s*[:.—–|-]|\s+{_NAME}|\s*(?:\n|\Z)))",
        r"第[\p{Nd}一二三四五六七八九十百零〇两]{1,5}[章节節回篇课課集卷]",
        # "THE END OF", "Ten Ways To Improve"
        r"\p{Lu}{2,}(?:[ ’',.&-]+\p{Lu}+)*[ ’',.&-]+\p{Lu}{2,}(?![\p{Ll}])",
        rf"(?:{_NAME},?[ -]){{5,}}",
        rf"(?:By|Von|Par|Por|Av|Door|Автор:?|作者[:：]?|文/)\s*{_NAME}(?: {_NAME})+\s*(?:[|,•–—-]|\n|\p{{Nd}})",
    )
)
"""The shapes of a sentence's start."""
_INSIDE: Final = tuple(
    regex.compile(rf"(?V1){pattern}")
    for pattern in (
        r"https?:|www\.|\b[\p{L}\p{Nd}-]{2,}\.(?:com|org|net|edu|gov|info|io|co\.uk)\b",
        r"[\p{L}\p{Nd}._-]+@[\p{L}\p{Nd}-]+\.\p{L}",
        r"[©®™]|\(c\) ?\p{Nd}{4}|(?i:\bcopyright\b|\ball rights reserved\b)|版权|版權|转载|轉載",
        r"(?<![\p{L}\p{N}&])[#@]\p{L}{2}",
        r"_{3,}|\.{6,}|={3,}|\|",
    )
)
"""The shapes of what makes debris of a sentence wherever it stands in it."""
_BEFORE_SHAPE: Final = regex.compile(r"\s*(?:[*_]{1,3}(?=\w))?")
_LINES: Final = regex.compile(r"\n[ \t\u3000]*")


def debris_start(text: str, before: str, after: str = "", *, is_whole: bool = True) -> int | None:
    """Return the offset in ``text`` of the first sentence that is web debris; None if there is none.

    Args:
        text: the generated text so far.
        before: the text before it. A text that goes on in mid-sentence has debris only later; behind
            a heading, or text that is no prose, nothing is known.
        after: the text after it.
        is_whole: whether nothing will follow; else a shape at the end may become another one.
    """
    for start in _sentence_starts(text, before):
        end = min(len(text), start + _SHAPE_CHARS)
        for pattern in _OPENINGS:
            found = pattern.match(text, _shape_start(text, start), end)
            if found and (is_whole or found.end() < len(text)):
                if not _has_opening(pattern, before, after):
                    return start
                break
        for pattern in _INSIDE:
            found = pattern.search(text, start, end)
            if found and not pattern.search(before, max(0, len(before) - LOOK_BACK_CHARS)):
                return start
    return None


def _sentence_starts(text: str, before: str) -> Iterator[int]:
    """Yield the offset of each sentence that begins in ``text``, without white space before it."""
    starts = [*sentence_ends(text, before=before), *_line_starts(text)]
    if _may_begin_sentence(before):
        starts.append(0)
    for start in sorted(set(starts)):
        rest = text[start:]
        if rest.strip():
            yield start + len(rest) - len(rest.lstrip())


def _may_begin_sentence(before: str) -> bool:
    near = before[-LOOK_BACK_CHARS:].rstrip()
    return ends_sentence(near) and not is_heading(near.rpartition("\n")[2])


def _line_starts(text: str) -> list[int]:
    return [found.end() for found in _LINES.finditer(text)]


def _has_opening(pattern: "regex.Pattern[str]", before: str, after: str) -> bool:
    """Tell whether a sentence or a line of the text around begins like this."""
    near = before[-LOOK_BACK_CHARS:] + "\n" + after[:LOOK_BACK_CHARS]
    starts = {0, *sentence_ends(near), *_line_starts(near)}
    return any(pattern.match(near, _shape_start(near, start)) for start in starts)


def _shape_start(text: str, start: int) -> int:
    """Return the offset of the first word or mark from ``start`` on, behind an emphasis mark."""
    found = _BEFORE_SHAPE.match(text, start)
    return found.end() if found else start
