"""The mode that Typst is in at the end of a text: markup, which is prose, or code, math or a comment.

It is a small scanner and no parser: it follows brackets and the ends of expressions, and answers for
text that is being typed, so that nothing needs to be closed.
"""

from typing import Final

import regex

from afterword.prose.zones.zone_kinds import QuietZone

_TYPED_CODE: Final = 60
"""Characters after an unclosed backtick that count as code."""

_MARKUP: Final = regex.compile(r"(?s)\\.|(?<!:)//[^\n]*|/\*|`+|\$|#|[\[\]]")
_CODE: Final = regex.compile(r"(?s)\"(?:\\.|[^\"\\])*+\"?|//[^\n]*|/\*|`+|\$|[()\[\]{}\n;]")
_STATEMENT: Final = regex.compile(r"(?:let|set|show|import|include|return)(?![\p{L}\p{N}_-])")
_CONTROL: Final = regex.compile(r"(?:if|for|while|context)(?![\p{L}\p{N}_-])")
_ELSE: Final = regex.compile(r"\s*else(?![\p{L}\p{N}_-])")
_NAME: Final = regex.compile(r"[\p{L}_][\p{L}\p{N}_-]*+(?:\.[\p{L}_][\p{L}\p{N}_-]*+)*+")
_FIELD: Final = regex.compile(r"(?:\.[\p{L}_][\p{L}\p{N}_-]*+)*+")
_LITERAL: Final = regex.compile(r"\"(?:\\.|[^\"\\])*+\"?|\p{Nd}[\p{L}\p{N}.%]*+")
_MATH_END: Final = regex.compile(r"(?<!\\)(?:\\\\)*\$")

_CLOSERS: Final = {"(": ")", "{": "}", "[": "]"}


class TypstModes:
    """The constructs that are open while a text is scanned from its start."""

    def __init__(self, text: str) -> None:
        """Scan ``text``, which begins in markup."""
        self._text = text
        self._open: list[str] = []
        """``[`` content, ``text[`` a bracket in prose, ``(``, ``{``, ``expression``, ``statement`` or
        ``control``; the innermost is the last."""
        self._zone: QuietZone | None = None
        place = 0
        while self._zone is None and place < len(text):
            place = self._markup(place) if self._is_in_markup() else self._code(place)

    @property
    def zone(self) -> QuietZone | None:
        """The zone at the end of the text; None in markup."""
        if self._zone is not None or self._is_in_markup():
            return self._zone
        return QuietZone.CODE_BLOCK if "{" in self._open else QuietZone.COMMAND

    def _is_in_markup(self) -> bool:
        return not self._open or self._open[-1].endswith("[")

    def _markup(self, place: int) -> int:
        """Read up to the next sign of markup, and over it; return the offset behind it."""
        found = _MARKUP.search(self._text, place)
        if found is None:
            return len(self._text)
        sign, end = found.group(), found.end()
        if sign == "#":
            return self._begin_code(end)
        if sign == "[":
            self._open.append("text[")
        elif sign == "]":
            return self._close("[", end) if self._open else end
        elif sign[0] != "\\":
            return self._skip(sign, end)
        return end

    def _code(self, place: int) -> int:
        """Read up to the next sign of code, and over it; return the offset behind it."""
        if self._open[-1] == "expression":
            return self._expression(place)
        found = _CODE.search(self._text, place)
        if found is None:
            return len(self._text)
        sign, end = found.group(), found.end()
        if sign in _CLOSERS:
            self._open.append(sign)
        elif sign in ")}]":
            opener = next(each for each, closer in _CLOSERS.items() if closer == sign)
            return self._close(opener, end)
        elif sign in "\n;":
            if self._open[-1] in {"statement", "control"}:
                self._open.pop()
        elif sign[0] != '"':
            return self._skip(sign, end)
        return end

    def _begin_code(self, place: int) -> int:
        """Begin what follows ``#``; return the offset from which on it is read."""
        if place == len(self._text):
            self._zone = QuietZone.COMMAND
        for pattern, construct in ((_STATEMENT, "statement"), (_CONTROL, "control")):
            if found := pattern.match(self._text, place):
                self._open.append(construct)
                return found.end()
        if found := _NAME.match(self._text, place) or _LITERAL.match(self._text, place):
            if found.end() == len(self._text):
                self._zone = QuietZone.COMMAND
            self._open.append("expression")
            return found.end()
        if self._text.startswith(("(", "{", "["), place):
            self._open.append("expression")
        return place

    def _expression(self, place: int) -> int:
        """Go on with a chain of fields, arguments and content, or end it."""
        field = _FIELD.match(self._text, place)
        end = field.end() if field else place
        if end > place and end == len(self._text):
            self._zone = QuietZone.COMMAND
        following = self._text[end : end + 1]
        if following in _CLOSERS and (following != "{" or self._text[place - 1] == "#"):
            self._open.append(following)
            return end + 1
        self._open.pop()
        return end

    def _close(self, opener: str, end: int) -> int:
        """Close the innermost ``opener``, and what is open in it; return the offset behind."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index] == opener or (opener == "[" and self._open[index] == "text["):
                del self._open[index:]
                break
            if self._open[index] == "[":  # a parenthesis does not close the content around it
                return end
        if self._open and self._open[-1] == "control" and opener in "[{":
            if following := _ELSE.match(self._text, end):
                return following.end()
            self._open.pop()
        return end

    def _skip(self, sign: str, end: int) -> int:
        """Read over a comment, raw text or math; note it if it reaches the end."""
        text = self._text
        if sign.startswith("//"):
            self._zone = QuietZone.COMMENT if end == len(text) else None
            return end
        if sign == "/*":
            closed = text.find("*/", end)
            self._zone = QuietZone.COMMENT if closed < 0 else None
            return closed + 2
        if sign == "$":
            closing = _MATH_END.search(text, end)
            self._zone = QuietZone.MATH if closing is None and "\n\n" not in text[end:] else None
            return closing.end() if closing else end
        return self._skip_raw(sign, end)

    def _skip_raw(self, sign: str, end: int) -> int:
        if len(sign) == 2:  # empty
            return end
        closed = self._text.find(sign, end)
        if closed >= 0:
            return closed + len(sign)
        typed = self._text[end:]
        if len(sign) > 2:
            self._zone = QuietZone.CODE_BLOCK
        elif "\n" not in typed and len(typed) <= _TYPED_CODE:
            self._zone = QuietZone.INLINE_CODE
        return end
