"""The number of the current chapter: from the headings before a place, else from the file's name."""

from functools import lru_cache
from typing import Final

import regex

MAX_SEARCHED_CHARS: Final = 400_000
"""Characters before a place in which a heading is searched for; no chapter is longer."""
MAX_HEADING_CHARS: Final = 120
"""Characters of the longest line that may be a heading."""
LEVEL_BELOW_HEADINGS: Final = 7
"""A heading level below all of Markdown's, which go from 1 to 6."""

_UNITS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS: Final = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: Final = (
    {word: value for value, word in enumerate((*_UNITS, *_TEENS), start=1)}
    | {word: 10 * value for value, word in enumerate(_TENS, start=2)}
    | {
        f"{ten}-{unit}": 10 * tens + units
        for tens, ten in enumerate(_TENS, start=2)
        for units, unit in enumerate(_UNITS, start=1)
    }
)
_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_CHINESE_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "兩": 2,
}
_CHINESE_UNITS: Final = {"十": 10, "百": 100, "千": 1000}

_ROMAN_NUMBER: Final = (
    r"(?=[IVXLC]{2}|[IVX](?![IVXLC]))C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?!\w)"
)
_WORD_NUMBER: Final = rf"(?i:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?!\w)"
_DIGITS: Final = r"\d{1,4}(?!\w|[-/.]\d)"
_NUMBER: Final = rf"(?P<number>{_DIGITS}|{_ROMAN_NUMBER}|{_WORD_NUMBER})"
_CHINESE_NUMBER: Final = (
    r"第[ \t]*(?P<number>\d{1,4}|[〇零一二两兩三四五六七八九十百千]{1,9})[ \t]*[章回节節話话]"
)
_NAMES: Final = r"(?i:chapter|chapitre|kapitel|cap[ií]tulo|capitolo|hoofdstuk|глава|rozdział)"
_MARKS: Final = r"(?:(?P<hashes>\#{1,6})[ \t]+|[*_]{1,3}|\\chapter\*?\{)?"
_TITLE: Final = r"[ \t]*(?:$|[.:·*_}—–-]|[ \t]\P{Ll})"
"""Pattern for what may follow a chapter number: nothing, a mark, or words that begin a title."""
_NAMED: Final = regex.compile(
    rf"(?V1)[ \t]*{_MARKS}(?:{_NAMES}[ \t]+{_NUMBER}(?={_TITLE})|{_CHINESE_NUMBER}(?=[ \t　：:·*_}}]|[^。，！？]*$))"
)
_BARE: Final = regex.compile(
    rf"[ \t]*(?:(?P<hashes>\#{{1,6}})[ \t]+|\\chapter\*?\{{){_NUMBER}(?=[ \t]*(?:$|[:)}}—–-]|\.(?:$|[ \t]+\P{{Ll}})))"
)
_IN_NAME: Final = regex.compile(
    rf"(?V1)(?:^|[^\p{{L}}])(?i:chapter|chap|ch|kapitel|kap|chapitre|cap|глава)[ ._-]*(?P<number>\d{{1,4}})(?!\d)"
    rf"|^(?P<number>\d{{1,3}})(?!\d|[-_.]\d)|{_CHINESE_NUMBER}"
)


def chapter_number_at(before: str, *, file_stem: str = "") -> int | None:
    """Return the number of the chapter that a text ends in; None if there is no number.

    A heading counts when its line is complete; one that is being typed does not.

    Args:
        before: all text before the place, with LF line ends.
        file_stem: the file's name, such as ``12-the-ferry``; it is used where there is no heading.
    """
    end = before.rfind("\n") + 1
    chapter = _last_chapter(before[max(0, end - MAX_SEARCHED_CHARS) : end])
    return chapter_number_in_name(file_stem) if chapter is None else chapter


def is_chapter_heading(line: str) -> bool:
    """Tell whether a line is a heading such as "Chapter 12" or "第十二回 …"."""
    return len(line) <= MAX_HEADING_CHARS and _NAMED.match(line) is not None


def chapter_number_in_name(file_stem: str) -> int | None:
    """Return the chapter number in a file's name, such as 12 in ``12-the-ferry``."""
    named = _IN_NAME.search(file_stem)
    return _value(named["number"]) if named else None


@lru_cache(maxsize=8)
def _last_chapter(text: str) -> int | None:
    """Return the number of the last chapter in complete lines.

    Cached, because these lines stay the same while the next one is typed.
    """
    scene: int | None = None
    scene_level = LEVEL_BELOW_HEADINGS
    for line in reversed(text.split("\n")):
        if not line or len(line) > MAX_HEADING_CHARS:
            continue
        named = _NAMED.match(line)
        found = named or _BARE.match(line)
        if found is None:
            continue
        level = len(found["hashes"] or "")
        if level < scene_level:
            scene, scene_level = _value(found["number"]), level
        if named:
            return scene
    return scene


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    if number[0] in _CHINESE_DIGITS or number[0] in _CHINESE_UNITS:
        return _chinese_value(number)
    if number.casefold() in _WORDS:
        return _WORDS[number.casefold()]
    total = 0
    for letter, following in zip(number, f"{number[1:]} ", strict=True):
        value = _ROMAN[letter]
        total += -value if value < _ROMAN.get(following, 0) else value
    return total


def _chinese_value(number: str) -> int:
    """Return the value of 十二, 一百二十 or 二〇四."""
    if not any(char in _CHINESE_UNITS for char in number):
        return int("".join(str(_CHINESE_DIGITS[char]) for char in number))
    total, digit = 0, 0
    for char in number:
        if char in _CHINESE_UNITS:
            total += (digit or 1) * _CHINESE_UNITS[char]
            digit = 0
        else:
            digit = _CHINESE_DIGITS[char]
    return total + digit
