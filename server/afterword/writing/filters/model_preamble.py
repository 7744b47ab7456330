"""Strips what models add around a text: greetings, announcements, labels, quotation marks.

Only phrases that no story has count, and only at the very start. Pure text.
"""

from collections.abc import Sequence
from typing import Final

import regex

_GREETING: Final = (
    r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|gladly|no problem"
    r"|natürlich|gerne?|klar|selbstverständlich"
    r"|bien sûr|certainement|avec plaisir|voilà"
    r"|claro(?: que sí)?|por supuesto|desde luego|com certeza|certo|certamente|ecco"
    r"|конечно|разумеется)"
)
_OFFER: Final = (
    r"(?:here(?:['’]s| is| are)|below is|the following is|this is"
    r"|hier ist|hier sind|voici|aquí (?:está|tienes|tiene)|aqui está|ecco|вот)"
)
_WORK: Final = (
    r"(?:rewrit|rewrot|rephras|reword|paraphras|revised (?:version|text|sentence|paragraph|passage)|continuation of the (?:text|paragraph|story)"
    r"|possible continuation|(?:the|a|your) continuation\b"
    r"|umformul|umgeschrieben|fortsetzung|réécri|reformul|reescri|continuación|riscri|riscrit"
    r"|перефраз|переписан|продолжение текста"
    r"|(?:version|fassung|versión|versão|versione)\s*:"
    r"|(?:version|description|take)s? of the (?:sentence|paragraph|passage|original|text)\b)"
)
"""Words by which a preamble speaks of the task: characters of a story present texts, too."""
_SPACED_PREAMBLE: Final = regex.compile(
    rf"\s*(?:{_GREETING}[,.!]*\s+)?{_OFFER}\b(?=[^\n:.!?]{{0,60}}{_WORK})[^\n:.!?]{{0,120}}"
    r"(?:\s?:\s*|[.!]\s*(?:\n\s*|\Z))",
    flags=regex.IGNORECASE,
)
_GREETING_LINE: Final = regex.compile(
    rf"\s*{_GREETING}[!.]+[ \t]*\n\s*(?=\S)", flags=regex.IGNORECASE
)
_CHINESE_GREETING_LINE: Final = regex.compile(
    r"\s*(?:当然|好的|没问题|當然)[！!。][ \t]*\n\s*(?=\S)"
)
_CHINESE_PREAMBLE: Final = regex.compile(
    r"\s*(?:(?:当然|好的|没问题|當然|可以)[，,！!。]\s*)?"
    r"(?:以下|下面|这|這)[是为為][^\n：:。]{0,40}(?:改写|改寫|续写|續寫|描写|描寫|版本|句子|段落|正文|内容|文字)"
    r"[^\n：:。]{0,20}[：:。]\s*"
)
_LABEL: Final = regex.compile(
    r"\s*[*_#\s]*(?:new (?=version|sentence|part|paragraph|text)|revised|rewritten|rewrite|reworded|continuation|description|answer|output"
    r"|neue fassung|umformuliert|réécriture|reescritura"
    r"|改写后?(?:的句子|的部分)?|改寫後?|续写|描写|回答|答案)"
    r"(?: ?(?:version|sentence|part|paragraph|text))?[*_]*\s*[:：][*_]*\s*",
    flags=regex.IGNORECASE,
)
_FENCE: Final = regex.compile(r"\A\s*```\w*\n|\n?```\s*\Z")
_LIST_MARK: Final = regex.compile(r"\A(?:\d{1,2}[.)、]|[-*•–])\s+")
_ENCLOSING: Final = (
    *(('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ("『", "』")),
    *(("‘", "’"), ("'", "'"), ("**", "**"), ("*", "*"), ("_", "_"), ("`", "`")),
)


_ANNOUNCEMENTS: Final = (_SPACED_PREAMBLE, _CHINESE_PREAMBLE)
_GREETINGS: Final = (_GREETING_LINE, _CHINESE_GREETING_LINE)


def without_announcement(text: str) -> str:
    """Return a continuation without an announcement at its start; maybe empty.

    A greeting stays: in a story, "Of course." on a line of its own is somebody's answer.
    """
    return _without(text, _ANNOUNCEMENTS)


def may_be_announcement(text: str) -> bool:
    """Return whether a growing text is, or may become, an announcement."""
    return any(pattern.fullmatch(text, partial=True) for pattern in _ANNOUNCEMENTS)


def without_preamble(text: str) -> str:
    """Return an answer without greetings and announcements at its start."""
    return _without(text, (*_ANNOUNCEMENTS, *_GREETINGS))


def _without(text: str, patterns: Sequence["regex.Pattern[str]"]) -> str:
    for pattern in patterns:
        if found := pattern.match(text):
            return _without(text[found.end() :], patterns)
    return text


def bare_answer(answer: str, *, original: str) -> str:
    """Return the first lines of an answer without preamble, as many as ``original`` has.

    Args:
        answer: a model's answer to a request to reword ``original``.
        original: the text; labels and marks at its edges are kept in the answer too.
    """
    text = _FENCE.sub("", without_preamble(answer)).strip()
    if not _LABEL.match(original):
        text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    text = "\n".join(lines[: original.count("\n") + 1]).strip()
    if not _LIST_MARK.match(original):
        text = _LIST_MARK.sub("", text)
    return _without_enclosing(text, original)


def _without_enclosing(text: str, original: str) -> str:
    """Return a text without marks that enclose all of it, unless they enclose the original too."""
    for opening, closing in _ENCLOSING:
        inner = text[len(opening) : -len(closing)]
        is_around = text.startswith(opening) and text.endswith(closing)
        if not is_around or not inner or original.startswith(opening):
            continue
        if opening not in inner and closing not in inner:
            return inner.strip()
    return text
