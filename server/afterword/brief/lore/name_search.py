"""Names, and whether a text has them: in all spellings that a reader takes for the same.

Knows nothing of entries. Texts are compared without what typography and line breaks change: kinds of
hyphens, apostrophes and spaces, soft hyphens and other marks that are not seen, quotation prefixes.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import regex

from afterword.prose.characters.character_classes import is_spaceless, is_word_char

_VARIANTS: Final = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–−⁃﹣－֊־", "-"),
        **dict.fromkeys("’‘‛ʼʻʹʾʿ′`´＇ꞌ׳", "'"),
        **dict.fromkeys("“”„‟″＂״", '"'),
        **dict.fromkeys("‧•・･∙⋅", "·"),
        # Turkish has two letters i, whose other case is another letter elsewhere.
        "İ": "I",
        "ı": "i",
    }
)
_UNSEEN: Final = regex.compile(r"(?i)[\p{Default_Ignorable_Code_Point}\u0640]|&shy;|&#173;")
"""What changes how a word may break or is drawn, and not the word; U+0640 lengthens Arabic words."""
_BROKEN_AT_SOFT_HYPHEN: Final = regex.compile(r"\u00ad(?=[ \t\r]*\n)")
_MARKUP_SPACE: Final = regex.compile(r"(?i)(?<=\w)(?:~|&nbsp;|&#160;)(?=\w)")
"""A no-break space as TeX or HTML writes it."""
_LINE_START: Final = regex.compile(r"\s*+(?:>\s*+)*+(?P<comment>(?://[/!]?|#++|%++|;++|--)\s++)?+")
"""What stands before the text of a quoted line or of a line in a comment."""
_GREEK_ACCENTS: Final = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in (*range(0x370, 0x400), *range(0x1F00, 0x2000))
}
"""The letters of Greek without their accents, which capitals don't have: ΟΔΥΣΣΕΥΣ is Οδυσσεύς."""
_HANGUL: Final = regex.compile(r"\p{Hangul}")
_WORD: Final = regex.compile(r"[\p{L}\p{M}]++")
_SMALL_WORD: Final = regex.compile(
    r"(?i)a|al|an|and|as|at|bin|d|da|das|de|del|della|dem|den|der|des|di|die|dos|du|e|een|el|et|for|gli"
    r"|het|i|ibn|il|in|l|la|las|le|les|lo|los|o|of|on|os|the|to|und|van|von|y"
)
"""Articles, particles and the like, whose capital comes from where they stand: “The Mill”, “Van Gogh”."""
_WHOLE_WORD_CHARS: Final = 2
"""Up to how many letters a word needs all of its capitals: “IT” and “US” are not “It” and “Us”."""
_BREAK_IN_WORD: Final = "\0"
"""What stands behind a hyphen at a line's end, which belongs to the word or to the break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name, in the spelling in which names are compared."""

    spelling: str
    is_case_sensitive: bool | None = None
    """Whether every letter must have its case, or none; None if what is a capital here must be one."""

    @classmethod
    def of(cls, written: str, *, is_case_sensitive: bool | None = None) -> "Name":
        """Return a name as somebody wrote it."""
        return cls(spelling=_plain(written), is_case_sensitive=is_case_sensitive)

    @property
    def folded(self) -> str:
        """The name in no case; empty if nothing is left of it."""
        return _folded(self.spelling)

    def is_written_as(self, found: str) -> bool:
        """Return whether letters that differ from the name in case at most are the name."""
        match self.is_case_sensitive:
            case True:
                return found == self.spelling
            case False:
                return True
            case None:
                return _has_capitals(self.spelling, found)


class NameSearch:
    """A text in which many names are looked for."""

    def __init__(self, text: str) -> None:
        """Prepare a paragraph's text."""
        plain = _plain(text)
        self._readings = [_Reading(plain.replace(_BREAK_IN_WORD, ""))]
        if _BREAK_IN_WORD in plain:
            self._readings.append(_Reading(plain.replace(f"-{_BREAK_IN_WORD}", "")))

    def occurrences(self, folded_names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield each name, and how the text writes it, wherever it is no part of a longer word."""
        for reading in self._readings:
            for name in folded_names:
                if name in reading.folded:  # most names are not there
                    yield from ((name, written) for written in reading.occurrences(name))


class _Reading:
    """A text, and the same in no case."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.folded = _folded(text)
        self._offsets: list[int] | None = None
        """The offset in ``text`` of each folded character; None if it is the same."""
        if len(self.folded) != len(text):
            self._offsets = [at for at, char in enumerate(text) for _ in char.casefold()]
            self._offsets.append(len(text))

    def occurrences(self, folded_name: str) -> Iterator[str]:
        folded, offsets = self.folded, self._offsets
        at = folded.find(folded_name)
        while at >= 0:
            end = at + len(folded_name)
            if not (
                _go_together(folded[at - 1 : at], folded_name[0])
                or _go_together(folded_name[-1], folded[end : end + 1])
            ):
                yield self._text[offsets[at] : offsets[end]] if offsets else self._text[at:end]
            at = folded.find(folded_name, at + 1)


def _go_together(left: str, right: str) -> bool:
    """Return whether two neighbours are letters of one word; in scripts without spaces, that is unknown."""
    if not left or not right or is_spaceless(left) or is_spaceless(right):
        return False
    if _HANGUL.match(left):  # particles are written on to names
        return False
    return is_word_char(left) and is_word_char(right)


def _folded(text: str) -> str:
    """Return a text in no case."""
    folded = text.casefold()
    return folded if folded.isascii() else folded.translate(_GREEK_ACCENTS)


def _plain(text: str) -> str:
    """Return a text as names are compared, in its own case; broken lines are joined."""
    if not text.isascii():
        text = _BROKEN_AT_SOFT_HYPHEN.sub("-", text)
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).translate(_VARIANTS)
    if "&" in text or "~" in text:
        text = _MARKUP_SPACE.sub(" ", _UNSEEN.sub("", text))
    return "".join(_joined_lines(text))


def _joined_lines(text: str) -> Iterator[str]:
    """Yield the lines of a text without what stands before them, and between them what joins them."""
    before, comment = "", ""
    for number, line in enumerate(text.split("\n")):
        start = _LINE_START.match(line)
        mark = (start["comment"] or "").strip() if start else ""
        # The mark of a comment stands before both lines; that of a heading is left.
        is_prefix = start is not None and mark in ("", comment)
        words = " ".join(line[start.end() if start and is_prefix else 0 :].split())
        if number:
            yield _joint(before, words)
        yield words
        before, comment = words, mark


def _joint(before: str, after: str) -> str:
    """Return what stands between two lines in the place of the break; an empty line parts them."""
    if not before or not after:
        return "\n"
    if before.endswith("-"):
        return _BREAK_IN_WORD
    return "" if is_spaceless(before[-1]) and is_spaceless(after[0]) else " "


def _has_capitals(name: str, found: str) -> bool:
    """Return whether a text has a capital letter wherever a word of the name begins with one.

    In a name of several words small words need none; nor does the first, if it is the only one that
    has one: that may come from its place in a heading (“Old mill”).
    """
    words = [word[0] for word in _WORD.finditer(name)]
    written = [word[0] for word in _WORD.finditer(found)]
    needed = [
        at
        for at, word in enumerate(words)
        if _is_capital(word[0]) and not (len(words) > 1 and _SMALL_WORD.fullmatch(word))
    ]
    if len(words) > 1 and needed == [0]:
        return True
    return len(words) == len(written) and all(
        _begins_alike(words[at], written[at]) for at in needed
    )


def _begins_alike(word: str, written: str) -> bool:
    letters = len(word) if len(word) <= _WHOLE_WORD_CHARS else 1
    pairs = zip(word[:letters], written, strict=False)
    return all(_is_capital(letter) or not _is_capital(ours) for ours, letter in pairs)


def _is_capital(char: str) -> bool:
    return char != char.lower()
