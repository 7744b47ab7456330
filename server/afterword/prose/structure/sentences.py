"""Sentence and clause boundaries in Latin, CJK, Cyrillic, Arabic, Indic and Southeast Asian scripts.

They are found by rules, not by a model: the answer must come in microseconds while text streams in.
Thai and Lao have no full stop, and Khmer and Burmese often go without: there the space after a
clause ends a sentence, and belongs to it. Of paragraphs, only one thing is known here: a blank line
ends a sentence even after a word that looks like an abbreviation.
"""

from typing import Final

import regex

from afterword.prose.characters.character_classes import CJK_CLASS, CJK_PUNCTUATION_CLASS, is_cjk
from afterword.prose.structure.sentence_ends.abbreviations import full_stop_ends_sentence
from afterword.prose.structure.sentence_ends.closing_marks import end_of_closing_marks
from afterword.prose.structure.sentence_ends.dialogue_tags import is_dialogue_tag

_CONTEXT_CHARS: Final = 400
"""Characters before the text that are looked at: enough for an open quote or an abbreviation."""
_NEAR_CHARS: Final = 80
"""Characters around a terminator that are looked at."""
_TERMINATOR_CHARS: Final = 40
"""Characters of the longest terminator with its closing marks, so that one at the end is whole."""

_TERMINATOR: Final = regex.compile(r"(?:\.[ \u00a0]){2,}\.|[\p{Sentence_Terminal}…⋯]+")
_ELLIPSIS: Final = regex.compile(r"[.…⋯\s]{2,}|…|⋯")
_NEEDS_SPACE: Final = frozenset(".!?…⋯‼‽⁇⁈⁉ \u00a0")
"""Terminators in scripts with spaces. Inside ``3.14`` or ``a.m.`` they end nothing."""

_QUOTED_LINE: Final = regex.compile(r"(?m)^[ \t\u3000]*[「『][^\n]*[」』](?=[ \t\u3000]*$)")
_BLANK_LINE: Final = regex.compile(r"[ \t\u3000]*\n[ \t\u3000]*(?:\n|\Z)")
_NEXT_LETTER: Final = regex.compile(r"[\s\p{Ps}\p{Pi}\p{Pf}\p{Pd}\"'*_~`¿¡>]*(\p{L})")
_CJK_ENDING: Final = regex.compile(
    rf"(?V1)[{CJK_CLASS}{CJK_PUNCTUATION_CLASS}][”’\"'」』）)》*_]*\Z"
)

_UNSTOPPED_CLASS: Final = r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
"""The set of characters of scripts in which a space alone may end a sentence."""
_CLAUSE_SPACE: Final = regex.compile(
    rf"(?V1)(?<=[{_UNSTOPPED_CLASS}--[\p{{Nd}}\p{{Po}}ๆฯໆຯៗ]][”’»\"')\]]?)"
    rf"(?:[ \u00a0]++(?=[“‘«\"'(]?[{_UNSTOPPED_CLASS}--[\p{{Nd}}ๆໆៗ]]|\s|\Z)|(?=\n))"
)
"""The end of a clause: a space, or the line's end. A space beside a number, or beside a sign that
repeats or shortens a word, ends none."""
_KHMER_OR_BURMESE_STOP: Final = regex.compile(
    r"(?V1)[[\p{Khmer}\p{Myanmar}]&&\p{Sentence_Terminal}]"
)

_CLAUSE: Final = regex.compile(
    rf"(?V1)[,;:،؛٬;·][\"'”’»*_)\]]*(?=\s|\Z)|[，、；：][”’」』）]*|(?<={CJK_CLASS})[,;:](?=\D|\Z)"
    rf"|(?<={_UNSTOPPED_CLASS})(?=[ \u200b]{_UNSTOPPED_CLASS})"
    r"|(?<=[^\s—–])(?=\s*[—–―](?!\p{Nd}))|(?<=\S)(?=\s+-{1,3}\s)"
)


def sentence_ends(text: str, *, before: str = "") -> list[int]:
    """Return the offsets in ``text`` just after each sentence end.

    Closing quotes, brackets and emphasis marks belong to the sentence. ``before`` is the text before
    ``text``: it is needed for an abbreviation or an open quote at the border.
    """
    context = before[-_CONTEXT_CHARS:]
    whole = context + text
    first = max(0, len(context) - _TERMINATOR_CHARS)
    ends = {_end_after(whole, found) for found in _TERMINATOR.finditer(whole, first)}
    if "」" in text or "』" in text:
        ends.update(found.end() for found in _QUOTED_LINE.finditer(whole))
    if not _KHMER_OR_BURMESE_STOP.search(text):
        spaces = _CLAUSE_SPACE.finditer(whole, len(context))
        ends.update(found.end() for found in spaces if found.start() > len(context))
    return sorted(end - len(context) for end in ends if end > len(context))


def ends_sentence(text: str) -> bool:
    """Tell whether ``text``, without its trailing white space, ends with a sentence end."""
    if _ends_with_clause_space(text[-_CONTEXT_CHARS:]):
        return True
    window = text[-2 * _CONTEXT_CHARS :].rstrip() or text.rstrip()
    context, tail = window[:-_TERMINATOR_CHARS], window[-_TERMINATOR_CHARS:]
    ends = sentence_ends(tail, before=context)
    return bool(ends) and ends[-1] == len(tail)


def clause_ends(text: str, *, before: str = "") -> list[int]:
    """Return the offsets at which a clause or sentence ends: good places to cut a suggestion.

    They are after commas, colons and semicolons, and before dashes, which begin the next clause.
    ``before`` is the text before ``text``.
    """
    ends = {found.end() for found in _CLAUSE.finditer(text)}
    # The space that ends a Thai sentence parts it from the next clause.
    ends.update(len(text[:end].rstrip()) for end in sentence_ends(text, before=before))
    return sorted(ends - {0})


def _ends_with_clause_space(near: str) -> bool:
    if not near[-1:].isspace() or _KHMER_OR_BURMESE_STOP.search(near):
        return False
    return _CLAUSE_SPACE.match(near, len(near.rstrip())) is not None


def _end_after(whole: str, found: "regex.Match[str]") -> int:
    """Return the offset after the sentence that this terminator ends; 0 if it ends none."""
    marks, start, stop = found.group(), found.start(), found.end()
    needs_space = _NEEDS_SPACE.issuperset(marks)
    after_cjk = _CJK_ENDING.search(whole, max(0, start - 8), start) is not None
    end = end_of_closing_marks(whole, stop, in_cjk=after_cjk or not needs_space)
    ahead = whole[end : end + _NEAR_CHARS]
    is_quoted = end > stop
    if _ELLIPSIS.fullmatch(marks):
        is_end = _ellipsis_ends(ahead, in_cjk=after_cjk, is_quoted=is_quoted)
    elif not needs_space or (after_cjk and not (marks == "." and _is_ascii_word(ahead))):
        is_end = not (is_quoted and is_dialogue_tag(ahead))
    else:
        is_end = _spaced_mark_ends(
            whole[max(0, start - _NEAR_CHARS) : start], marks, ahead, is_quoted=is_quoted
        )
    return end if is_end else 0


def _ellipsis_ends(ahead: str, *, in_cjk: bool, is_quoted: bool) -> bool:
    """Tell whether an ellipsis ends a sentence: only where the text after it begins another one."""
    if in_cjk and ahead and not ahead[0].isspace():
        return is_quoted and not is_dialogue_tag(ahead)
    if ahead and not ahead[0].isspace():
        return False
    return not _continues(ahead) and not (is_quoted and is_dialogue_tag(ahead))


def _spaced_mark_ends(before: str, marks: str, ahead: str, *, is_quoted: bool) -> bool:
    """Tell whether ``.``, ``!`` or ``?`` ends a sentence in a script with spaces."""
    if ahead and not ahead[0].isspace():
        return marks != "." and is_cjk(ahead)
    if _BLANK_LINE.match(ahead):
        return True
    if _continues(ahead) or (is_quoted and is_dialogue_tag(ahead)):
        return False
    if marks != ".":
        return True
    return full_stop_ends_sentence(before, ahead)


def _is_ascii_word(ahead: str) -> bool:
    return ahead[:1].isascii() and ahead[:1].isalnum()


def _continues(ahead: str) -> bool:
    """Tell whether the next letter is lower case, so that the sentence continues."""
    found = _NEXT_LETTER.match(ahead)
    return found is not None and found[1].islower() and not is_cjk(found[1])
