"""Which chapter a place is in: from the headings before it, else from the file's name."""

from typing import Final

import regex

MOST_CHARS: Final = 400_000
"""So far back a heading is looked for; no chapter is longer."""
MOST_DIGITS: Final = 4

_WORDS: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    "twenty",
)
_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_CHINESE_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "兩": 2,
}
_CHINESE_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_NUMBER: Final = rf"\d{{1,{MOST_DIGITS}}}(?!\d)|[IVXLCDM]+\b|(?i:{'|'.join(reversed(_WORDS))})\b"
_NAMES: Final = r"chapter|chapitre|kapitel|cap[ií]tulo|capitolo|hoofdstuk|глава|rozdział"
_HEADING: Final = regex.compile(
    rf"""(?rxm) ^[ \t]* (?:
        (?:\#{{1,6}}[ \t]+ | [*_]{{1,3}} | \\chapter\*?\{{)?
            (?i:{_NAMES}) [ \t]+ (?P<number>{_NUMBER}) [^\n]{{0,200}}
      | (?:\#{{1,6}}[ \t]+ | \\chapter\*?\{{) (?P<number>{_NUMBER}) (?=[ \t]*(?:[.:,)}}—–-]|$)) [^\n]{{0,200}}
      | (?:\#{{1,6}}[ \t]+ | [*_]{{1,3}} | \\chapter\*?\{{)?
            第[ \t]*(?P<number>\d{{1,{MOST_DIGITS}}}|[〇零一二两兩三四五六七八九十百千]{{1,9}})[ \t]*[章回节節話话] [^\n]{{0,200}}
    )$"""
)
_IN_NAME: Final = regex.compile(rf"(?<!\d)(\d{{1,{MOST_DIGITS}}})(?!\d)")


def chapter_at(before: str, *, file_stem: str = "") -> int | None:
    """Return the number of the chapter that a text has come to; None if nothing says it.

    Args:
        before: all text before the place, with LF line ends.
        file_stem: the file's name, such as ``12-the-ferry``; it counts where no heading does.
    """
    heading = _HEADING.search(before, max(0, len(before) - MOST_CHARS))
    if heading is not None:
        return _value(heading["number"])
    named = _IN_NAME.search(file_stem)
    return int(named[1]) if named else None


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    if number[0] in _CHINESE_DIGITS or number[0] in _CHINESE_UNITS:
        return _chinese_value(number)
    if number.casefold() in _WORDS:
        return _WORDS.index(number.casefold()) + 1
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
