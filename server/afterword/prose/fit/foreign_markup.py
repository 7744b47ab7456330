r"""Foreign markup: tags, commands and marks that generated text has and the page around has not.

A model has read web pages, papers and wikis, and goes on as they do: ``<h2>``, ``\section{``,
``[[Category``. What the page itself uses, and what its kind of document is written in, is allowed.
"""

from dataclasses import dataclass
from typing import Final

import regex

from afterword.prose.characters.markup_languages import (
    ASCIIDOC_IDS,
    LATEX_IDS,
    MARKDOWN_IDS,
    ORG_IDS,
    RESTRUCTUREDTEXT_IDS,
    TYPST_IDS,
)
from afterword.prose.fit.enclosing_markup import part_inside

_BORDER_CHARS: Final = 4
"""Characters before a text that its first mark is judged by."""
_PAGE_CHARS: Final = 20_000
"""Characters on each side in which the page's own markup is searched for."""

_HTML: Final = frozenset(("html", "xhtml", "xml", "docbook"))
_WIKI: Final = frozenset(("mediawiki", "wikitext", "vimwiki"))
_LIGHT: Final = (
    ORG_IDS
    | ASCIIDOC_IDS
    | RESTRUCTUREDTEXT_IDS
    | TYPST_IDS
    | {"norg", "fountain", "textile", "creole"}
)
_STARRED: Final = MARKDOWN_IDS | _LIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A kind of markup."""

    pattern: "regex.Pattern[str]"
    native: frozenset[str] = frozenset()
    """The language ids of documents that are written in it."""
    is_block: bool = False
    """Whether it never belongs into a paragraph, even where the page uses it."""


_KINDS: Final = (
    _Kind(  # HTML, and the special tokens of chat models
        pattern=regex.compile(
            r"</?[A-Za-z][\w-]*(?:\s[^<>\n]{0,200})?/?>|<!--|<\||</?[A-Za-z][^<>\n]{0,200}\Z"
            r"|&(?:#\d{1,6}|[A-Za-z]{2,8});"
        ),
        native=_HTML,
    ),
    _Kind(  # headings, scene breaks
        pattern=regex.compile(
            r"(?m)^[ ]{0,3}#{1,6}[ \t]+\S|(?<=\s)#{2,6}[ \t]|(?<=[.!?…”\"'»)]\s)#[ \t]+\S"
            r"|^(?:={3,}|-{3,}|(?:[*_-][ \t]*){3,})[ \t]*$|^={1,6}[ \t]+\S[^\n]*$"
            r"|\\(?:part|chapter|(?:sub){0,2}section|paragraph)\b"
        ),
        is_block=True,
    ),
    _Kind(  # LaTeX: commands, formulas
        pattern=regex.compile(
            r"\\(?:[A-Za-z]+|[\[\](){}$%&#])|\$\$|\$(?=\S)[^$\n]{0,80}[\\^_{=][^$\n]{0,80}\$"
        ),
        native=LATEX_IDS,
    ),
    _Kind(  # wikis, templates
        pattern=regex.compile(
            r"(?m)\[\[|\]\]|'''|(?<![\w'])''(?=\w)[^'\n]+''(?!')|\{\{|\}\}|\{%"
            r"|(?<!\S)(={2,6})[^=\n]+\1(?!\S)"
        ),
        native=_WIKI,
    ),
    _Kind(pattern=regex.compile(r"!\[")),
    _Kind(pattern=regex.compile(r"\[[^\]\n]{1,120}\](?:\(|\[[^\]\n]*\])|(?m:^\[[^\]\n]{1,80}\]:)")),
    _Kind(
        pattern=regex.compile(
            r"(?i)\[/?(?:b|i|u|s|url|img|quote|code|color|size|font|center|list|spoiler|br)"
            r"(?:=[^\]\n]{0,200})?\]"
        )
    ),
    _Kind(  # notes
        pattern=regex.compile(
            r"\[\^[^\]\s]{1,40}|\^\[|(?<=[\p{L}\p{P}])\[\d{1,3}\]"
            r"|(?<=\p{L}{4}|[.,;:!?”\"’)])[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+(?!\w)"
        )
    ),
    _Kind(
        pattern=regex.compile(r"(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])"),
        native=_STARRED,
    ),
    _Kind(
        pattern=regex.compile(r"(?<![\w_])_{1,3}(?=[^\W_])|(?<=[^\W_])_{1,3}(?!\w)"),
        native=_STARRED,
    ),
    _Kind(pattern=regex.compile(r"~~|==(?=[^\s=])"), native=_STARRED),
    _Kind(pattern=regex.compile(r"```|(?<![`\w])`(?![`\s])"), native=LATEX_IDS),
    _Kind(  # lists
        pattern=regex.compile(
            r"(?m)^[ \t]*(?:[-+*]|\d{1,3}[.)])[ \t]+\S|[•▪◦‣]|(?<=[^\d\s] )\*[ \t](?=\D)"
            r"|(?<=[.!?:;…]\s)\d{1,2}[.)][ \t]+\S|(?<=[：:。；]\s?)\d{1,2}、"
        )
    ),
    _Kind(pattern=regex.compile(r"\|")),
    _Kind(pattern=regex.compile(r"(?m)^[ ]{0,3}>")),
    _Kind(
        pattern=regex.compile(r"(?m):[a-z]+:`|^\.\.[ \t]+[\w-]+::|^#\+\w+|^:[\w-]+:[ \t]|^@@"),
        native=RESTRUCTUREDTEXT_IDS | ORG_IDS | ASCIIDOC_IDS,
    ),
)
_PARTIAL: Final = regex.compile(
    r"(?:</?[\w-]*[^<>\n]{0,40}|&[#\w]{0,8}|\\\w*|!?\[[^\]\n]{0,60}(?:\]\(?)?|\$[^$\n]{0,60}|'{2,}"
    r"|[*_~`#={|>]+|\n[ \t]*[-+:.)\d]{1,5})[ \t]*\Z"
)
"""An end that may become markup with the next token."""


class PageMarkup:
    """The markup that may be written at a place."""

    def __init__(self, before: str, after: str, *, language_id: str) -> None:
        """Take the page on both sides of the place, and the LSP language id of the document."""
        self._before, self._after = before, after
        self._border = before[-_BORDER_CHARS:]
        self._sides = before[-_PAGE_CHARS:], after[:_PAGE_CHARS]
        self._language_id = language_id
        self._is_used: dict[_Kind, bool] = {}

    def first_foreign(self, text: str, *, is_whole: bool = True) -> int | None:
        """Return the offset in ``text`` of the first markup that does not belong at the place.

        The page does not use it; or with it, the table cell or the emphasis that the place is in would
        end at once.

        Args:
            text: generated text, which stands at the place.
            is_whole: whether nothing will follow; else an end that may go on is no markup yet.
        """
        joined, shift = self._border + text, len(self._border)
        starts: list[int] = []
        for kind in _KINDS:
            found = kind.pattern.search(joined, shift)
            if found is None or (not is_whole and found.end() == len(joined)):
                continue
            if kind.is_block or not self._is_allowed(kind):
                starts.append(found.start() - shift)
        if text.strip() and not self._part_inside(text).strip():
            starts.append(0)
        return min(starts, default=None)

    def _part_inside(self, text: str) -> str:
        return part_inside(text, self._before, self._after, language_id=self._language_id)

    def _is_allowed(self, kind: _Kind) -> bool:
        if kind not in self._is_used:
            is_native = self._language_id in kind.native
            self._is_used[kind] = is_native or any(map(kind.pattern.search, self._sides))
        return self._is_used[kind]


def without_partial_markup(text: str) -> str:
    """Return ``text`` without an end that may become markup."""
    return _PARTIAL.sub("", text)
