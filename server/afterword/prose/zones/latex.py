"""Quiet zones of LaTeX: comments, commands, math and environments without prose."""

from typing import Final

import regex

from afterword.prose.zones.dollar_math import is_in_dollar_math
from afterword.prose.zones.zone_kinds import QuietZone

_ENVIRONMENT_WINDOW: Final = 20_000
"""Characters before the cursor in which open environments are searched for."""
_PARAGRAPH_WINDOW: Final = 4_000
"""Characters on each side of the cursor that may belong to its paragraph."""
_ARGUMENT_WINDOW: Final = 600
"""Characters before the cursor in which the command of an argument is searched for."""

_COMMENT: Final = regex.compile(r"(?<!\\)(?:\\\\)*%")
_NAME: Final = regex.compile(r"(?<!\\)(?:\\\\)*\\(?:[a-zA-Z@]+\*?|\Z)\Z")
_OPTION: Final = regex.compile(r"\\[a-zA-Z@]+\*?(?:\{[^{}\n]*\}|\[[^\]\n]*\])*\[[^\]\n]*\Z")
_ARGUMENT: Final = regex.compile(
    r"\\(?:[a-zA-Z]*ref|[a-zA-Z]*cite[a-zA-Z]*|label|begin|end|includegraphics|input|include"
    r"|includeonly|subfile|import|usepackage|RequirePackage|documentclass|bibliography|bibliographystyle"
    r"|addbibresource|url|nolinkurl|href|hypersetup|geometry|setlength|addtolength|[hv]space"
    r"|[hv]skip|(?:re)?newcommand|providecommand|def|let|newenvironment|setcounter|addtocounter"
    r"|pagestyle|thispagestyle|pagenumbering|fontsize|selectlanguage|color|textcolor|definecolor"
    r"|tikz|index|glsentry|gls|lstinline|mintinline|math[a-z]*|ensuremath|SI|num|si)\*?"
    r"(?:\[[^\]]*\])*\{[^{}]*\Z"
)
_VERB: Final = regex.compile(r"\\(?:verb\*?|lstinline)(?P<mark>[^\sa-zA-Z*{])(?:(?!(?P=mark)).)*\Z")
_BOUNDARY: Final = regex.compile(r"\\(?P<kind>begin|end)\{(?P<name>[a-zA-Z@]+)\*?\}")
_CODE: Final = frozenset({
    "verbatim", "Verbatim", "lstlisting", "minted", "comment", "filecontents", "tikzpicture",
    "tabbing", "alltt", "pgfpicture", "luacode", "thebibliography",
})  # fmt: skip
_MATH: Final = frozenset({
    "equation", "align", "alignat", "flalign", "gather", "multline", "eqnarray", "displaymath",
    "math", "array", "matrix", "pmatrix", "bmatrix", "cases", "split", "aligned", "gathered",
})  # fmt: skip
_DELIMITED: Final = regex.compile(r"(?<!\\)(?:\\\\)*\\(?P<mark>[()\[\]])")


def latex_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone that the place between ``before`` and ``after`` is in, if any."""
    line_start = before.rfind("\n") + 1
    if "%" in before[line_start:] and _COMMENT.search(before, line_start):
        return QuietZone.COMMENT
    if _is_in_preamble(before):
        return QuietZone.PREAMBLE
    return _quiet_environment(before[-_ENVIRONMENT_WINDOW:]) or _span_zone(before, after)


def _span_zone(before: str, after: str) -> QuietZone | None:
    """Return the zone inside a paragraph."""
    near = before[-_ARGUMENT_WINDOW:]
    line = near[near.rfind("\n") + 1 :]
    if _VERB.search(line):
        return QuietZone.INLINE_CODE
    if _NAME.search(line) or _OPTION.search(line) or _ARGUMENT.search(near):
        return QuietZone.COMMAND
    window = before[-_PARAGRAPH_WINDOW:]
    paragraph = window[window.rfind("\n\n") + 1 :]
    return QuietZone.MATH if _is_in_math(paragraph, after) else None


def _is_in_preamble(before: str) -> bool:
    return "\\documentclass" in before and "\\begin{document}" not in before


def _quiet_environment(window: str) -> QuietZone | None:
    """Return the zone of the innermost environments that are open at the end of ``window``."""
    opened: list[str] = []
    for found in _BOUNDARY.finditer(window):
        name = found["name"]
        if opened and opened[-1] in _CODE and not (found["kind"] == "end" and name == opened[-1]):
            continue
        if found["kind"] == "begin":
            opened.append(name)
        elif name in opened:
            while opened.pop() != name:
                pass
    if _CODE.intersection(opened):
        return QuietZone.CODE_BLOCK
    return QuietZone.MATH if _MATH.intersection(opened) else None


def _is_in_math(paragraph: str, after: str) -> bool:
    mark = ""
    for found in _DELIMITED.finditer(paragraph):
        mark = found["mark"]
    if mark and mark in "([":
        return True
    rest = after[:_PARAGRAPH_WINDOW].partition("\n\n")[0]
    return is_in_dollar_math(paragraph, rest, prices=False)
