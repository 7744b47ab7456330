"""LaTeX inside a paragraph: commands that are being typed, arguments without prose, math."""

from typing import Final

import regex

from afterword.prose.zones.dollar_math import is_in_dollar_math
from afterword.prose.zones.near_text import NearText

_ARGUMENT_WINDOW: Final = 600
"""Characters before the cursor in which the command of an argument is searched for."""

_NAME: Final = regex.compile(r"(?<!\\)(?<!\b[A-Z]:)(?:\\\\)*\\(?:[a-zA-Z@]+\*?|\Z)\Z")
_OPTION: Final = regex.compile(
    r"\\(?!(?:item|(?:sub)*section|(?:sub)?paragraph|chapter|part|caption)\b)[a-zA-Z@]+\*?"
    r"(?:\{[^{}\n]*\}|\[[^\]\n]*\])*\[[^\]\n]*\Z"
)
_ARGUMENT: Final = regex.compile(
    r"\\(?:(?:[a-zA-Z]*ref|[a-zA-Z]*cite[a-zA-Z]*|label|begin|end|includegraphics|input|include"
    r"|includeonly|subfile|import|usepackage|RequirePackage|documentclass|bibliography|bibliographystyle"
    r"|addbibresource|url|nolinkurl|path|href|hypersetup|geometry|[hv]space|[hv]skip|def|let|pagestyle"
    r"|thispagestyle|pagenumbering|selectlanguage|color|textcolor|tikz(?:set|style)?|pgfplotsset|pgfkeys"
    r"|index|gls(?:entry)?|math[a-z]*|ensuremath|num|si|unit|lst(?:set|inputlisting)|directlua|luaexec"
    r"|py|sage|graphicspath|externaldocument|includepdf|sisetup|usetikzlibrary|usemodule)\*?(?:\[[^\]]*\])*"
    r"|(?:(?:re)?newcommand|providecommand|(?:re)?newenvironment|NewDocumentCommand|DeclareMathOperator"
    r"|(?:set|addto)(?:length|counter)|definecolor|fontsize|SI|qty|inputminted)\*?"
    r"(?:\[[^\]]*\]|\{[^{}]*\}){0,3}+)"
    r"\{[^{}]*\Z"
)
_VERB: Final = regex.compile(
    r"\\(?:[vV]erb\*?|lstinline(?:\[[^\]\n]*\])?|mintinline(?:\[[^\]\n]*\])?\{[^{}\n]*\}|type)"
    r"(?:(?P<mark>[^\sa-zA-Z*{\[])(?:(?!(?P=mark)).)*|\{[^{}\n]*)\Z"
)
_DELIMITED: Final = regex.compile(r"(?<!\\)(?:\\\\)*\\(?P<mark>[()\[\]])")


def is_in_verb(near: NearText) -> bool:
    r"""Tell whether the cursor is in the argument of ``\verb`` or of another command for code."""
    return "\\" in near.line and _VERB.search(near.line[-_ARGUMENT_WINDOW:]) is not None


def is_command(near: NearText) -> bool:
    """Tell whether a command's name or option is being typed, or an argument that is not prose."""
    paragraph = near.paragraph[-_ARGUMENT_WINDOW:]
    if "\\" not in paragraph:
        return False
    line = near.line[-_ARGUMENT_WINDOW:]
    return bool(_NAME.search(line) or _OPTION.search(line) or _ARGUMENT.search(paragraph))


def is_in_latex_math(near: NearText, *, prices: bool) -> bool:
    r"""Tell whether the cursor is in ``\(…\)``, ``\[…\]`` or between dollar signs."""
    mark = ""
    for found in _DELIMITED.finditer(near.paragraph):
        mark = found["mark"]
    if mark and mark in "([":
        return True
    return "$" in near.paragraph and is_in_dollar_math(near.paragraph, near.rest, prices=prices)
