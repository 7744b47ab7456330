"""Where Afterword stays silent in LaTeX's environments and commands for code. ‸ is the cursor."""

from collections.abc import Callable

import pytest

from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]


@pytest.mark.parametrize(
    "name",
    [
        "minted", "lstlisting", "Verbatim", "Verbatim*", "BVerbatim", "LVerbatim", "SaveVerbatim",
        "verbatim*", "alltt", "comment", "filecontents", "filecontents*", "tikzcd", "tikzpicture",
        "sageblock", "sagecode", "asy", "pycode", "pyconsole", "luacode*", "tcblisting", "algorithm2e",
        "circuitikz", "gnuplot", "lilypond", "python3code", "VerbatimOut", "my-listing",
        "python", "bash", "sql", "R", "terminal", "console", "rawhtml", "codebox", "lstnumbered", "dot2tex",
        "ganttchart", "bytefield", "semilogyaxis", "music",
    ],
)  # fmt: skip
def test_stays_silent_in_environments_of_code(zone_at: ZoneAt, name: str) -> None:
    assert zone_at(f"\\begin{{{name}}}\nimport x as ‸", "latex") is QuietZone.CODE_BLOCK
    after = f"\\begin{{{name}}}\nx\n\\end{{{name}}}\nIt was ‸"
    assert zone_at(after, "latex") is None


@pytest.mark.parametrize(
    ("definition", "name"),
    [
        pytest.param("\\lstnewenvironment{rust}{}{}", "rust", id="listings"),
        pytest.param("\\DefineVerbatimEnvironment{shell}{Verbatim}{}", "shell", id="fancyvrb"),
        pytest.param("\\newminted{haskell}{linenos}", "haskellcode", id="minted"),
        pytest.param("\\newminted[hask]{haskell}{}", "hask", id="minted with a name"),
        pytest.param("\\newtcblisting{cmd}{}", "cmd", id="tcolorbox"),
        pytest.param("\\excludecomment{private}", "private", id="comment"),
    ],
)
def test_stays_silent_in_environments_that_the_document_defines(
    zone_at: ZoneAt, definition: str, name: str
) -> None:
    start = f"\\documentclass{{book}}\n{definition}\n\\begin{{document}}\n"
    assert zone_at(f"{start}\\begin{{{name}}}\nlet x ‸", "latex") is QuietZone.CODE_BLOCK


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param(
            "\\begin{minted}[linenos]{py}\nx % 2 ‸", QuietZone.CODE_BLOCK, id="per cent in code"
        ),
        pytest.param("\\begin{dmath*}\nx ‸", QuietZone.MATH, id="math of breqn"),
        pytest.param("\\begin{bmatrix}\nx ‸", QuietZone.MATH, id="matrix"),
        pytest.param("\\begin{DispWithArrows*}\nx ‸", QuietZone.MATH, id="math with arrows"),
        pytest.param("\\begin{pNiceMatrix}\nx ‸", QuietZone.MATH, id="matrix of nicematrix"),
        pytest.param("\\end{document}\nold ‸", QuietZone.COMMENT, id="behind the end"),
        pytest.param("\\begin{IEEEeqnarray}{rCl}\nx ‸", QuietZone.MATH, id="math of IEEE"),
        pytest.param("so \\Verb|ls ‸", QuietZone.INLINE_CODE, id="Verb"),
        pytest.param(
            "so \\lstinline[language=C]!int ‸", QuietZone.INLINE_CODE, id="listing in a line"
        ),
        pytest.param("so \\mintinline{py}{x = ‸", QuietZone.INLINE_CODE, id="minted in a line"),
        pytest.param("so \\mintinline{py}|x = ‸", QuietZone.INLINE_CODE, id="minted between bars"),
        pytest.param("\\newcommand{\\quay}[1]{\\textbf ‸", QuietZone.COMMAND, id="definition"),
        pytest.param("\\setlength{\\parskip}{1‸", QuietZone.COMMAND, id="length"),
        pytest.param("\\lstset{language=‸", QuietZone.COMMAND, id="setting of listings"),
        pytest.param("It was.\n\\iffalse\nold\n\nand ‸", QuietZone.COMMENT, id="switched off"),
    ],
)
def test_stays_silent(zone_at: ZoneAt, marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "latex") == zone


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param("\\starttyping\nls ‸", QuietZone.CODE_BLOCK, id="typing"),
        pytest.param("\\startMPcode\ndraw ‸", QuietZone.CODE_BLOCK, id="MetaPost"),
        pytest.param("\\startluacode\nlocal ‸", QuietZone.CODE_BLOCK, id="Lua"),
        pytest.param("\\startformula\nx = ‸", QuietZone.MATH, id="formula"),
        pytest.param("so \\type{ls ‸", QuietZone.INLINE_CODE, id="type"),
        pytest.param("\\setupbodyfont[pag‸", QuietZone.COMMAND, id="setup"),
    ],
)
def test_stays_silent_in_context(zone_at: ZoneAt, marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "context") == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("\\begin{minted}{py}\nx\n\\end{minted}\nIt was ‸", id="after code"),
        pytest.param("\\begin{quotation}\nIt was ‸", id="quotation"),
        pytest.param("\\begin{verse}\nThe sea, the ‸", id="verse"),
        pytest.param("\\begin{itemize}\n\\item It was ‸", id="list item"),
        pytest.param("\\item[The old ‸", id="term of a description"),
        pytest.param("\\section[The ‸", id="short heading"),
        pytest.param("\\begin{figure}[ht]\n\\caption{The old ‸", id="caption"),
        pytest.param("\\begin{script}\nIt was ‸", id="environment for plays"),
        pytest.param("\\begin{letter}{Mira}\nIt was ‸", id="letter"),
        pytest.param("\\begin{my-box}\nIt was ‸", id="environment of one's own"),
        pytest.param("\\href{https://a.example}{the ‸", id="text of a link"),
        pytest.param("\\textcolor{red}{It was ‸", id="coloured text"),
        pytest.param("\\iffalse old \\fi It was ‸", id="after what is switched off"),
        pytest.param("so \\mintinline{py}{x} and ‸", id="after code in a line"),
        pytest.param("\\starttext\nIt was ‸", id="text of ConTeXt"),
        pytest.param("\\startitemize\n\\item It was ‸", id="list of ConTeXt"),
        pytest.param("\\starttyping\nls\n\\stoptyping\nIt was ‸", id="after typing"),
    ],
)
@pytest.mark.parametrize("language_id", ["latex", "context"])
def test_speaks_in_prose(zone_at: ZoneAt, marked: str, language_id: str) -> None:
    assert zone_at(marked, language_id) is None
