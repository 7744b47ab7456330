"""Where Afterword stays silent. ‸ is the cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.zones.quiet_zone import quiet_zone
from afterword.prose.zones.zone_kinds import QuietZone


def zone_at(marked: str, language_id: str) -> QuietZone | None:
    before, cursor, after = marked.partition("‸")
    assert cursor
    return quiet_zone(before, after, language_id)


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param("---\ntitle: The F‸", QuietZone.FRONT_MATTER, id="YAML being typed"),
        pytest.param("---\n‸", QuietZone.FRONT_MATTER, id="YAML just begun"),
        pytest.param("---\ntit‸\n---\nText", QuietZone.FRONT_MATTER, id="YAML"),
        pytest.param("\ufeff---\ntags:\n  - sea\n‸", QuietZone.FRONT_MATTER, id="YAML with BOM"),
        pytest.param("---\nsummary: |\n  It rai‸\n...\n", QuietZone.FRONT_MATTER, id="YAML dots"),
        pytest.param("+++\ntitle = ‸\n+++\n", QuietZone.FRONT_MATTER, id="TOML"),
        pytest.param("+++\n[extra]\nmood = ‸", QuietZone.FRONT_MATTER, id="TOML being typed"),
        pytest.param("Run:\n```py\nx = ‸", QuietZone.CODE_BLOCK, id="fence"),
        pytest.param("```p‸", QuietZone.CODE_BLOCK, id="fence line"),
        pytest.param("~~~\n```\nx‸", QuietZone.CODE_BLOCK, id="other fence inside"),
        pytest.param("````\n```\nx\n```\ny‸", QuietZone.CODE_BLOCK, id="shorter fence inside"),
        pytest.param("```\na\n``` no\nb‸", QuietZone.CODE_BLOCK, id="fence with text closes none"),
        pytest.param("- step\n  ```sh\n  ls‸", QuietZone.CODE_BLOCK, id="fence in a list"),
        pytest.param("> ```\n> ls‸", QuietZone.CODE_BLOCK, id="fence in a quotation"),
        pytest.param("call `open‸", QuietZone.INLINE_CODE, id="inline code being typed"),
        pytest.param("call `open‸` now", QuietZone.INLINE_CODE, id="inline code"),
        pytest.param("see ``a ` b‸`` now", QuietZone.INLINE_CODE, id="double backticks"),
        pytest.param("so $x + ‸", QuietZone.MATH, id="math being typed"),
        pytest.param("so $5 + ‸ = 7$ holds", QuietZone.MATH, id="math that begins with a digit"),
        pytest.param("It cost $5, so $x + ‸", QuietZone.MATH, id="math after a price"),
        pytest.param("$$\na = ‸\n$$", QuietZone.MATH, id="display math"),
        pytest.param("so \\(x ‸", QuietZone.MATH, id="escaped parentheses"),
        pytest.param("\\[\nx ‸", QuietZone.MATH, id="escaped brackets"),
        pytest.param("[the quay](ima‸", QuietZone.LINK_TARGET, id="link target"),
        pytest.param("![the quay](‸)", QuietZone.LINK_TARGET, id="image target"),
        pytest.param("[quay](a_(b)‸", QuietZone.LINK_TARGET, id="parentheses in a target"),
        pytest.param("[the quay][lab‸", QuietZone.LINK_TARGET, id="reference label"),
        pytest.param("so.[^no‸", QuietZone.LINK_TARGET, id="footnote label"),
        pytest.param("see [[Chapter‸", QuietZone.LINK_TARGET, id="wiki link"),
        pytest.param("[quay]: ‸", QuietZone.REFERENCE_DEFINITION, id="reference definition"),
        pytest.param('<img src="x‸', QuietZone.TAG, id="tag"),
        pytest.param("</di‸", QuietZone.TAG, id="closing tag"),
        pytest.param("<!-- ask Mira ‸ -->", QuietZone.COMMENT, id="comment"),
        pytest.param("<!--\n\nold\n\n‸", QuietZone.COMMENT, id="long comment"),
        pytest.param("| a | b |\n|---|:-‸", QuietZone.RULE, id="table rule"),
        pytest.param("Text\n\n***‸", QuietZone.RULE, id="thematic break"),
        pytest.param("Title\n---‸", QuietZone.RULE, id="heading underline"),
        pytest.param("see https://a.exam‸", QuietZone.ADDRESS, id="URL"),
        pytest.param("see <https://a.exam‸", QuietZone.TAG, id="URL in angle brackets"),
    ],
)
def test_stays_silent_in_markdown(marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "markdown") == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("‸", id="empty document"),
        pytest.param("It was ‸", id="prose"),
        pytest.param("---\ntitle: x\n---\n\nIt was ‸", id="after YAML"),
        pytest.param("---\ntitle: x\n...\nIt was ‸", id="after YAML that ends with dots"),
        pytest.param("+++\na = 1\n+++\nIt was ‸", id="after TOML"),
        pytest.param("---\ntitle: x\n---\n\n---more\nIt was ‸", id="after YAML, more dashes"),
        pytest.param("---\n\nIt was ‸", id="a document that begins with a rule"),
        pytest.param("---\nShe was late, he said.\n‸", id="a rule, then prose"),
        pytest.param("Text\n---\nkey: ‸", id="dashes further down"),
        pytest.param("```\nx\n```\nIt was ‸", id="after a fence"),
        pytest.param("```\nx\n`````  \nIt was ‸", id="after a longer closing fence"),
        pytest.param("a ``` b\nIt was ‸", id="backticks in mid-line"),
        pytest.param("```a`b\nIt was ‸", id="backtick in the info string"),
        pytest.param("    It was ‸", id="indented prose"),
        pytest.param("call `open` and ‸", id="after inline code"),
        pytest.param("``Who is it?'' he ‸", id="quotes as TeX writes them"),
        pytest.param("a \\` b ‸", id="escaped backtick"),
        pytest.param("a ` b\n\nIt was ‸", id="stray backtick in another paragraph"),
        pytest.param("It cost $5 and ‸", id="price"),
        pytest.param("It cost $5 and ‸ not $6, he said", id="two prices"),
        pytest.param("US$ and A$ are ‸", id="currencies"),
        pytest.param("so $x$ and ‸", id="after math"),
        pytest.param("so $$x$$ and ‸", id="after display math"),
        pytest.param("a \\$x and ‸", id="escaped dollar"),
        pytest.param("code `$x` and ‸", id="dollar in code"),
        pytest.param("[the quay](image.png) and ‸", id="after a link"),
        pytest.param("[the qu‸](image.png)", id="link text"),
        pytest.param("[^1]: It was ‸", id="footnote text"),
        pytest.param("so.[^1] And ‸", id="after a footnote mark"),
        pytest.param("[he said nothing ‸", id="brackets"),
        pytest.param("a < b and ‸", id="less than"),
        pytest.param("I <3 you ‸", id="a heart"),
        pytest.param("<b>It was ‸</b>", id="between tags"),
        pytest.param("<!-- note --> It was ‸", id="after a comment"),
        pytest.param("| a | It was ‸ |", id="table cell"),
        pytest.param("- ‸", id="list item"),
        pytest.param("> It was ‸", id="quotation"),
        pytest.param("see https://a.example/ and ‸", id="after a URL"),
        pytest.param("# The ‸", id="heading"),
    ],
)
def test_speaks_in_markdown_prose(marked: str) -> None:
    assert zone_at(marked, "markdown") is None


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param("\\documentclass{book}\n‸", QuietZone.PREAMBLE, id="preamble"),
        pytest.param("It was \\emp‸", QuietZone.COMMAND, id="command name"),
        pytest.param("see \\ref{fig:‸", QuietZone.COMMAND, id="reference"),
        pytest.param("as \\citep[p.~4]{vance‸", QuietZone.COMMAND, id="citation"),
        pytest.param("\\includegraphics[width=‸", QuietZone.COMMAND, id="option"),
        pytest.param("\\begin{quo‸", QuietZone.COMMAND, id="environment name"),
        pytest.param("\\label{‸}", QuietZone.COMMAND, id="label"),
        pytest.param("It was. % ask Mira ‸", QuietZone.COMMENT, id="comment"),
        pytest.param("so $x ‸", QuietZone.MATH, id="math"),
        pytest.param("so $5 ‸", QuietZone.MATH, id="a dollar is never a price"),
        pytest.param("so \\(x ‸\\)", QuietZone.MATH, id="inline math"),
        pytest.param("\\[ x ‸", QuietZone.MATH, id="display math"),
        pytest.param("\\begin{align*}\na &= ‸", QuietZone.MATH, id="align"),
        pytest.param(
            "\\begin{equation}\n\\begin{split}\na\n\\end{split}\n‸", QuietZone.MATH, id="nested"
        ),
        pytest.param("\\begin{verbatim}\nls ‸", QuietZone.CODE_BLOCK, id="verbatim"),
        pytest.param("\\begin{lstlisting}[a]\nx‸", QuietZone.CODE_BLOCK, id="listing"),
        pytest.param(
            "\\begin{verbatim}\n\\end{quote}\nls ‸", QuietZone.CODE_BLOCK, id="verbatim TeX"
        ),
        pytest.param("so \\verb|ls ‸", QuietZone.INLINE_CODE, id="verb"),
        pytest.param("see https://a.exam‸", QuietZone.ADDRESS, id="URL"),
    ],
)
def test_stays_silent_in_latex(marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "latex") == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("\\documentclass{book}\n\\begin{document}\nIt was ‸", id="after the preamble"),
        pytest.param("It was \\emph{very ‸", id="argument that is prose"),
        pytest.param("\\section{The ‸", id="heading"),
        pytest.param("\\footnote{It was ‸", id="footnote"),
        pytest.param("as \\citep[p.~4]{vance} ‸", id="after a citation"),
        pytest.param("line \\\\ ‸", id="line break"),
        pytest.param("line \\\\[2pt] ‸", id="line break with space"),
        pytest.param("50\\% of ‸", id="escaped percent"),
        pytest.param("\\$5 and ‸", id="escaped dollar"),
        pytest.param("so $x$ and ‸", id="after math"),
        pytest.param("so \\(x\\) and ‸", id="after inline math"),
        pytest.param("\\begin{align}\na\n\\end{align}\nso ‸", id="after align"),
        pytest.param("\\begin{quote}\nIt was ‸", id="environment of prose"),
        pytest.param("so \\verb|ls| and ‸", id="after verb"),
        pytest.param("``It was ‸", id="quotes"),
    ],
)
def test_speaks_in_latex_prose(marked: str) -> None:
    assert zone_at(marked, "latex") is None


@pytest.mark.parametrize(
    "typed",
    [
        "https://‸",
        "see http:/‸",
        "(https://a.example/b?c=d#e‸",
        "www.exam‸",
        "mailto:mira@‸",
        "mira.oakes@exam‸",
        "a.example/notes‸",
        "in /novels/ford/no‸",
        "~/notes‸",
        "../notes/ch‸",
        "C:\\notes‸",
        "去https://a.exam‸",
    ],
)
@pytest.mark.parametrize("language_id", ["plaintext", "markdown", "latex", "fountain"])
def test_stays_silent_in_an_address_in_every_language(typed: str, language_id: str) -> None:
    if language_id != "latex" or "\\" not in typed:
        assert zone_at(typed, language_id) is QuietZone.ADDRESS


@pytest.mark.parametrize(
    "marked",
    [
        "and/or‸",
        "he/she/they‸",
        "24/7‸",
        "https://a.example ‸",
        "去https://a.example，然后‸",
        "at 10:30‸",
        "Note: it‸",
        "`code ‸",
        "$x ‸",
        "---\nkey: ‸",
        "<b ‸",
        "a @ b‸",
        "/ ‸",
    ],
)
def test_speaks_everywhere_else_in_plain_text(marked: str) -> None:
    assert zone_at(marked, "plaintext") is None


LANGUAGES = [
    "markdown", "quarto", "mdx", "latex", "context", "plaintext", "org", "norg", "typst", "asciidoc",
    "restructuredtext", "fountain", "",
]  # fmt: skip
MARKS = st.text(alphabet="ab $`~-+*_[](){}<>!/\\%|:@.#;\"'\n^=0é港。")


@given(MARKS, MARKS, st.sampled_from(LANGUAGES))
def test_answers_for_any_text(before: str, after: str, language_id: str) -> None:
    assert quiet_zone(before, after, language_id) in {None, *QuietZone}


@given(st.text(alphabet="abé港。，.!? \n"), st.sampled_from(["markdown", "latex", "org", "typst"]))
def test_text_without_marks_is_never_quiet(before: str, language_id: str) -> None:
    assert quiet_zone(before, "", language_id) is None


@pytest.mark.parametrize("language_id", LANGUAGES)
def test_paragraphs_of_prose_are_never_quiet(language_id: str) -> None:
    text = "“Come in,” he said; it was late -- too late.\n\nShe left (at ten), and: no-one\nsaw her. 她走了。"
    for offset in range(len(text)):
        assert quiet_zone(text[:offset], text[offset:], language_id) is None
