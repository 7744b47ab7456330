"""Where Afterword stays silent in what dialects add to Markdown. ‸ is the cursor."""

from collections.abc import Callable

import pytest

from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param("So:\n\n<pre>\nls -l ‸", QuietZone.CODE_BLOCK, id="pre"),
        pytest.param(
            '<pre class="x">\na\n\nb ‸\n</pre>', QuietZone.CODE_BLOCK, id="pre with blank line"
        ),
        pytest.param("<div><pre>ls ‸", QuietZone.CODE_BLOCK, id="pre after a tag"),
        pytest.param("<script>\nlet x = ‸", QuietZone.CODE_BLOCK, id="script"),
        pytest.param("<STYLE>\np { color: ‸", QuietZone.CODE_BLOCK, id="style in capitals"),
        pytest.param('<svg width="3">\nM ‸', QuietZone.CODE_BLOCK, id="drawing"),
        pytest.param("press <kbd>Ctrl‸", QuietZone.INLINE_CODE, id="key"),
        pytest.param("call <code>open ‸", QuietZone.INLINE_CODE, id="code tag"),
        pytest.param("Run:\n\n    import os\n    x = ‸", QuietZone.CODE_BLOCK, id="indented code"),
        pytest.param("Run:\n\n\tls ‸", QuietZone.CODE_BLOCK, id="code with a tab"),
        pytest.param(
            "    make all\n\n    make inst‸", QuietZone.CODE_BLOCK, id="second block of code"
        ),
        pytest.param(
            "- step:\n\n      ls -l ‸", QuietZone.CODE_BLOCK, id="indented code in a list"
        ),
        pytest.param(
            "- a\n- b\n\nRun:\n\n    ls ‸", QuietZone.CODE_BLOCK, id="indented code after a list"
        ),
        pytest.param(
            "    String name = ‸", QuietZone.CODE_BLOCK, id="code that begins with a capital"
        ),
        pytest.param("    SELECT name ‸", QuietZone.CODE_BLOCK, id="a query"),
        pytest.param("\\newpa‸", QuietZone.COMMAND, id="LaTeX command"),
        pytest.param("\\vspace{1‸", QuietZone.COMMAND, id="LaTeX argument"),
        pytest.param("as \\citep[p.~4]{van‸", QuietZone.COMMAND, id="LaTeX citation"),
        pytest.param(
            "\\begin{tikzpicture}\n\\draw (0,0) ‸", QuietZone.CODE_BLOCK, id="LaTeX picture"
        ),
        pytest.param("\\begin{align}\na &= ‸", QuietZone.MATH, id="LaTeX math"),
        pytest.param("# The quay {#qu‸", QuietZone.METADATA, id="identifier"),
        pytest.param("[very]{.under‸", QuietZone.METADATA, id="class"),
        pytest.param("![quay](a.png){width=5‸}", QuietZone.METADATA, id="width"),
        pytest.param("Text\n{: .le‸", QuietZone.METADATA, id="attributes of kramdown"),
        pytest.param("`<b>`{=ht‸", QuietZone.METADATA, id="raw attribute"),
        pytest.param('{{< figure src="a‸', QuietZone.COMMAND, id="short code of Hugo"),
        pytest.param("{{% notice ti‸ %}}", QuietZone.COMMAND, id="short code with per cent signs"),
        pytest.param("{{< figure\n  src=‸", QuietZone.COMMAND, id="short code of two lines"),
        pytest.param("by {{ page.auth‸", QuietZone.COMMAND, id="variable of Liquid"),
        pytest.param("{% include qu‸", QuietZone.COMMAND, id="tag of Liquid"),
        pytest.param("{% highlight c %}\nint ‸", QuietZone.CODE_BLOCK, id="code of Liquid"),
        pytest.param("{{< mermaid >}}\ngraph ‸", QuietZone.CODE_BLOCK, id="diagram"),
        pytest.param("Text\n\n::: {.no‸", QuietZone.COMMAND, id="div"),
        pytest.param(":::note‸", QuietZone.COMMAND, id="container"),
        pytest.param("::::‸", QuietZone.COMMAND, id="end of a div"),
        pytest.param("> [!no‸", QuietZone.LINK_TARGET, id="kind of a callout"),
        pytest.param(
            "> So:\n>\n>     x = ‸", QuietZone.CODE_BLOCK, id="indented code in a quotation"
        ),
        pytest.param("as in [@van‸", QuietZone.LINK_TARGET, id="citation"),
        pytest.param("as @vance:20‸", QuietZone.LINK_TARGET, id="citation in the text"),
        pytest.param("It was {>>ask Mira ‸", QuietZone.COMMENT, id="comment of CriticMarkup"),
        pytest.param("It was %%ask Mira ‸", QuietZone.COMMENT, id="comment of Obsidian"),
    ],
)
def test_stays_silent(zone_at: ZoneAt, marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "markdown") == zone


@pytest.mark.parametrize(
    ("marked", "language_id", "zone"),
    [
        pytest.param('import { Chart } from "‸', "mdx", QuietZone.CODE_BLOCK, id="import"),
        pytest.param("export const x = {\n  a: ‸", "mdx", QuietZone.CODE_BLOCK, id="export"),
        pytest.param("by {props.auth‸", "mdx", QuietZone.CODE_BLOCK, id="expression"),
        pytest.param("<Chart year={20‸", "mdx", QuietZone.CODE_BLOCK, id="property"),
        pytest.param("{{{sh\nls ‸", "vimwiki", QuietZone.CODE_BLOCK, id="preformatted text"),
        pytest.param("{{$\nx = ‸\n}}$", "vimwiki", QuietZone.CODE_BLOCK, id="math of Vimwiki"),
        pytest.param("{{< video a‸", "quarto", QuietZone.COMMAND, id="short code of Quarto"),
        pytest.param("so `r mean(‸", "rmd", QuietZone.INLINE_CODE, id="R"),
    ],
)
def test_stays_silent_in_dialects(
    zone_at: ZoneAt, marked: str, language_id: str, zone: QuietZone
) -> None:
    assert zone_at(marked, language_id) == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("<pre>\nls\n</pre>\nIt was ‸", id="after pre"),
        pytest.param("> - one\n>\n>   it was (a = b) ‸", id="list in a quotation"),
        pytest.param(">     “It was ‸", id="indented prose in a quotation"),
        pytest.param("the `<pre>` tag and ‸", id="a tag in code"),
        pytest.param("`<pre>` is a tag.\n\nIt was ‸", id="a tag in code that begins a line"),
        pytest.param("<div>\nIt was ‸", id="text in a div"),
        pytest.param("press <kbd>Ctrl</kbd> and ‸", id="after a key"),
        pytest.param("- one\n\n  It was ‸", id="second paragraph of a list item"),
        pytest.param("- one\n\n    It was ‸", id="the same, by four columns"),
        pytest.param("- one\n\n    and the ‸", id="the same, in small letters"),
        pytest.param("- one\n  - two\n\n    and the ‸", id="paragraph of a nested item"),
        pytest.param("1. one\n\n    and the ‸", id="paragraph of a numbered item"),
        pytest.param("- one\n    - and the ‸", id="nested item"),
        pytest.param("- one\n\n  - two\n\n    - and the ‸", id="nested item after blank lines"),
        pytest.param("[^1]: one\n\n    and the ‸", id="second paragraph of a footnote"),
        pytest.param("quay\n:   one\n\n    and the ‸", id="second paragraph of a definition"),
        pytest.param("!!! note\n\n    and the ‸", id="admonition"),
        pytest.param("It was\n    and the ‸", id="indented second line"),
        pytest.param("    It was late; he had ‸", id="indented paragraph"),
        pytest.param("    “Come in,” he ‸", id="indented dialogue"),
        pytest.param("    — Kom binnen, zei ‸", id="indented dialogue with a dash"),
        pytest.param("    彼は窓を開けて‸", id="indented Japanese"),
        pytest.param("    Было поздно, и он ‸", id="indented Russian"),
        pytest.param("\tIt was\n\tvery ‸", id="paragraph indented by tabs"),
        pytest.param("\\newpage\n\nIt was ‸", id="after a LaTeX command"),
        pytest.param("\\begin{center}\nIt was ‸", id="LaTeX environment of prose"),
        pytest.param("a \\* b and ‸", id="escaped star"),
        pytest.param("# The quay {#quay}\n\nIt was ‸", id="after attributes"),
        pytest.param("[the qu‸]{.underline}", id="text with a class"),
        pytest.param("[quay]{.underline} and ‸", id="after text with a class"),
        pytest.param("{he said nothing ‸", id="braces"),
        pytest.param("{==It was ‸", id="highlight of CriticMarkup"),
        pytest.param("{--It was ‸", id="deletion of CriticMarkup"),
        pytest.param("{>>old<<} It was ‸", id="after a comment of CriticMarkup"),
        pytest.param("{{< figure >}} It was ‸", id="after a short code"),
        pytest.param("{{% notice %}}\nIt was ‸", id="text of a short code"),
        pytest.param("{% include a %}\nIt was ‸", id="after a tag of Liquid"),
        pytest.param(
            "{% highlight c %}\nx\n{% endhighlight %}\nIt was ‸", id="after code of Liquid"
        ),
        pytest.param("::: note\nIt was ‸", id="text of a div"),
        pytest.param("> [!note]\n> It was ‸", id="text of a callout"),
        pytest.param("[see @vance, and ‸", id="text beside a citation"),
        pytest.param("It was %%old%% and ‸", id="after a comment of Obsidian"),
        pytest.param("%% old %% It was ‸", id="the same, with spaces"),
        pytest.param("100% of ‸", id="per cent"),
        pytest.param("Note:: it ‸", id="two colons"),
    ],
)
def test_speaks_in_prose(zone_at: ZoneAt, marked: str) -> None:
    assert zone_at(marked, "markdown") is None


@pytest.mark.parametrize("marked", ["<Note>\nIt was ‸", "by {name} and ‸", "Exports fell, and ‸"])
def test_speaks_in_the_prose_of_mdx(zone_at: ZoneAt, marked: str) -> None:
    assert zone_at(marked, "mdx") is None
