"""Whether a paragraph stops in mid-sentence, as one does that is still being written."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import SPACELESS_CLASS
from afterword.prose.structure.block_markers import (
    is_block_quotation,
    is_fence,
    is_heading,
    is_list_item,
    is_rule,
    is_table_row,
)
from afterword.prose.structure.current_chapter import is_chapter_heading
from afterword.prose.structure.sentences import ends_sentence, sentence_ends

_LAST_CHARS: Final = 1_000
"""Characters at the end of a paragraph that are looked at."""
_WORD: Final = regex.compile(r"\p{L}{2}")
_BROKEN_OFF: Final = regex.compile(r"(?:[:：—–―|}>][”’»\"'」』)*_]*|://\S+)\s*\Z")
"""An end without a full stop: a colon before what is quoted, a dash where somebody is interrupted, the
mark of a table or a tag, or an address."""
_FULL_STOP: Final = regex.compile(r"\.[”’»\"')\]*_]*\Z")
_SALUTATION: Final = regex.compile(
    r"\s*\p{L}[\p{L}\p{M}.’'-]*(?:\s+\p{L}[\p{L}\p{M}.’'-]*){0,2}\s*[,،!]\s*"
)
"""Up to three words and a comma, as above a letter."""
_LOWER_CASE_WORD: Final = regex.compile(r"(?<!\p{L})\p{Ll}[\p{L}\p{M}]{3,}")
_CAPITALISED_END: Final = regex.compile(
    r"(?<![\p{L}\p{N}])[\p{Lu}\p{Lt}][\p{L}\p{M}\p{N}.’'-]*\s*\Z"
)
_CLAUSE_MARK: Final = regex.compile(r"[,;，；、،]")
_WITHOUT_STOP: Final = (
    is_heading, is_chapter_heading, is_list_item, is_rule, is_fence, is_block_quotation,
    is_table_row,
)  # fmt: skip
"""The kinds of lines that need no full stop."""
_MOST_TITLE_CHARS: Final = 60
"""Characters in a title that has no mark of its own, at most."""
_MOST_SPACELESS_TITLE: Final = regex.compile(rf"(?V1)\s*{SPACELESS_CLASS}{{1,8}}\s*")


def is_unfinished(paragraph: str) -> bool:
    """Tell whether ``paragraph`` stops in mid-sentence.

    Headings, list items, quoted lines, tables, titles and salutations need no full stop, nor does
    what ends with a colon or a dash.
    """
    end = paragraph[-_LAST_CHARS:]
    line = end.rstrip("\n").rpartition("\n")[2]
    if not _WORD.search(end) and not _MOST_SPACELESS_TITLE.match(end):
        return False
    if any(is_block(line) for is_block in _WITHOUT_STOP):
        return False
    return not (_ends_with_stop(end) or _BROKEN_OFF.search(end) or _is_label(paragraph))


def _ends_with_stop(end: str) -> bool:
    """Tell whether a paragraph's end is a sentence end; an abbreviation or a number may be one here.

    A title such as "Dr." is none if a space was typed behind it.
    """
    kept = end.rstrip()
    if ends_sentence(end) or (kept == end and _FULL_STOP.search(kept)):
        return True
    return len(kept) in sentence_ends(kept + " A")


def _is_label(paragraph: str) -> bool:
    """Tell whether a paragraph is a salutation or a title, by its length and its capitals."""
    if len(paragraph) > _MOST_TITLE_CHARS or "\n" in paragraph.strip():
        return False
    if _SALUTATION.fullmatch(paragraph) or _MOST_SPACELESS_TITLE.fullmatch(paragraph):
        return True
    has_prose = _LOWER_CASE_WORD.search(paragraph) or _CLAUSE_MARK.search(paragraph)
    return not has_prose and _CAPITALISED_END.search(paragraph) is not None
