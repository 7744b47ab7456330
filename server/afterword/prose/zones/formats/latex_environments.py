r"""LaTeX environments without prose: code, pictures, math; also ConTeXt's ``\start…`` and ``\stop…``."""

from typing import Final

import regex

from afterword.prose.zones.zone_kinds import QuietZone

_WINDOW: Final = 20_000
"""Characters before the cursor in which open environments are searched for."""
_DEFINITION_WINDOW: Final = 50_000
"""Characters at the start of a document in which environments of its own are searched for."""

_BOUNDARY: Final = regex.compile(
    r"\\(?:(?P<kind>begin|end)[ \t]*\{(?P<name>[^{}\\\s]+?)\*?\}|(?P<context>start|stop)(?P<word>[a-zA-Z]++))"
)
_CODE: Final = frozenset({
    "abc", "alltt", "asy", "asydef", "axis", "bytefield", "chemfig", "circuitikz", "comment",
    "dot", "dot2tex", "feynman", "filecontents", "forest", "ganttchart", "gnuplot", "groupplot", "karnaugh-map",
    "knitrout", "lilypond", "loglogaxis", "ly", "mermaid", "msc", "music", "pgfonlayer", "pgfpicture",
    "picture", "plantuml", "polaraxis", "prooftree", "pspicture", "pyblock", "pyconsole", "pysub", "rawhtml",
    "sageblock", "sagecommandline", "sageexample", "sagesilent", "scontents", "scratch", "semilogxaxis",
    "semilogyaxis", "sequencediagram", "Sinput", "Soutput", "tabbing", "ternaryaxis", "thebibliography",
    "tikzcd", "tikzfigure", "tikzpicture", "verbbox", "xy", "yquant",
    "awk", "bash", "c", "cmd", "console", "cpp", "css", "go", "haskell", "html", "java", "javascript", "js",
    "json", "Julia", "julia", "kotlin", "matlab", "perl", "php", "powershell", "python", "R", "Rscript", "ruby",
    "rust", "scala", "sh", "shell", "sql", "terminal", "toml", "typescript", "xml", "yaml",
    "MPcode", "MPinclusions", "MPpage", "TEX", "XML", "LUA", "MP", "useMPgraphic", "reusableMPgraphic",
    "uniqueMPgraphic", "staticMPfigure", "setups", "luasetups", "xmlsetups", "hiding", "buffer",
})  # fmt: skip
"""Names of environments that hold no prose: those of packages, those that templates name after languages,
and ConTeXt's, which begin with ``MPcode``."""
_CODE_NAME: Final = regex.compile(
    r"verbatim|algorithm|\Alst|(?:listing|code|typing|minted)(?:s|box|block|example|snippet)?\Z",
    regex.IGNORECASE,
)
_MATH: Final = frozenset({
    "DispWithArrows", "IEEEeqnarray", "WithArrows", "align", "aligned", "alignat", "alignedat", "array",
    "blockarray", "cases", "darray", "dcases", "dgroup",
    "displaymath", "dmath", "empheq", "eqnarray", "equation", "flalign", "formula", "gather",
    "gathered", "math", "multline", "multlined", "numcases", "rcases", "split", "subequations", "xalignat",
})  # fmt: skip
_MATRIX: Final = regex.compile(r"[a-zA-Z]?(?:small|Nice)?(?:matrix|Matrix|Array)")
_DEFINED: Final = regex.compile(
    r"\\(?:(?:lstnewenvironment|newtcblisting|newverbatim|newminted|newpygmented"
    r"|(?:Define|Custom)VerbatimEnvironment|(?:Declare|New|Renew)TCBListing|excludecomment)"
    r"(?:\[(?P<option>[^\]\n]*)\])?\{(?P<name>[^{}\n]+)\})"
)


def quiet_environment(before: str) -> QuietZone | None:
    """Return the zone of the innermost environments that are open at the end of ``before``."""
    opened: list[str] = []
    window = before[-_WINDOW:]
    if "\\" not in window:
        return None
    own = _own_code_environments(before) if "\\begin" in window else frozenset[str]()
    for found in _BOUNDARY.finditer(window):
        name = found["name"] or found["word"]
        begins = (found["kind"] or found["context"]) in {"begin", "start"}
        if opened and _is_code(opened[-1], own) and (begins or name != opened[-1]):
            continue
        if begins:
            opened.append(name)
        elif name in opened:
            while opened.pop() != name:
                pass
    if any(_is_code(name, own) for name in opened):
        return QuietZone.CODE_BLOCK
    is_math = any(name in _MATH or _MATRIX.fullmatch(name) for name in opened)
    return QuietZone.MATH if is_math else None


def _is_code(name: str, own: frozenset[str]) -> bool:
    return name in _CODE or name in own or _CODE_NAME.search(name) is not None


def _own_code_environments(before: str) -> frozenset[str]:
    """Return the verbatim environments that the document defines."""
    names = set[str]()
    for found in _DEFINED.finditer(before, 0, _DEFINITION_WINDOW):
        names.update({found["name"], f"{found['name']}code", found["option"] or found["name"]})
    return frozenset(names)
