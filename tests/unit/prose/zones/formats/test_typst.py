"""Where Afterword stays silent in Typst. ‸ is the cursor."""

from collections.abc import Callable

import pytest

from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param('#import "@preview/cetz:0.2.2": canvas, dr‸', QuietZone.COMMAND, id="import"),
        pytest.param('#include "chap‸', QuietZone.COMMAND, id="include"),
        pytest.param("#let na‸", QuietZone.COMMAND, id="name"),
        pytest.param('#let name = "The qu‸', QuietZone.COMMAND, id="string"),
        pytest.param("#set text(font: ‸)", QuietZone.COMMAND, id="set"),
        pytest.param(
            "#set page(\n  margin: 2cm,\n\n  num‸", QuietZone.COMMAND, id="set over blank lines"
        ),
        pytest.param("#show heading: set ‸", QuietZone.COMMAND, id="show"),
        pytest.param(
            "#show: article.with(\n  title: [The quay],\n  auth‸", QuietZone.COMMAND, id="template"
        ),
        pytest.param("It was #emp‸", QuietZone.COMMAND, id="function's name"),
        pytest.param("It was #‸", QuietZone.COMMAND, id="hash"),
        pytest.param("on #date.disp‸", QuietZone.COMMAND, id="method"),
        pytest.param("It was #text(fill: re‸", QuietZone.COMMAND, id="argument"),
        pytest.param('#figure(\n  image("a.png"),\n  cap‸', QuietZone.COMMAND, id="figure"),
        pytest.param("#f[some (text) here](‸", QuietZone.COMMAND, id="argument after content"),
        pytest.param("#{\n  let x = ‸", QuietZone.CODE_BLOCK, id="block"),
        pytest.param(
            "#let f(x) = {\n  let y = [text]\n  y + ‸", QuietZone.CODE_BLOCK, id="function"
        ),
        pytest.param(
            "#let f(x) = {\n  let y = 1\n\n  y + ‸", QuietZone.CODE_BLOCK, id="blank line in code"
        ),
        pytest.param("#if x == ‸", QuietZone.COMMAND, id="condition"),
        pytest.param("#if x [yes] else if y ‸", QuietZone.COMMAND, id="second condition"),
        pytest.param("#for x in range(3) {\n  x ‸", QuietZone.CODE_BLOCK, id="loop"),
        pytest.param("[It was #f(‸", QuietZone.COMMAND, id="call in brackets"),
        pytest.param("call `open ‸", QuietZone.INLINE_CODE, id="raw text being typed"),
        pytest.param("call `open ‸` now", QuietZone.INLINE_CODE, id="raw text"),
        pytest.param("So:\n```py\nx = ‸", QuietZone.CODE_BLOCK, id="raw block"),
        pytest.param(
            "So:\n\n```py\nx\n\ny = ‸\n```", QuietZone.CODE_BLOCK, id="raw block with blank line"
        ),
        pytest.param("run ```sh ls ‸``` now", QuietZone.CODE_BLOCK, id="raw block in a line"),
        pytest.param(
            "#figure(\n  ```py\n  x\n\ny\n  ```,\n  cap‸", QuietZone.COMMAND, id="listing"
        ),
        pytest.param("````\n```\nx ‸", QuietZone.CODE_BLOCK, id="shorter fence inside"),
        pytest.param("so $x + ‸", QuietZone.MATH, id="math"),
        pytest.param("$ sum_(k=1)^n ‸ $", QuietZone.MATH, id="displayed math"),
        pytest.param("It was. // ask Mira ‸", QuietZone.COMMENT, id="comment"),
        pytest.param("/* old\n\nand ‸", QuietZone.COMMENT, id="long comment"),
        pytest.param("It /* old ‸ */ was", QuietZone.COMMENT, id="comment in the line"),
        pytest.param("= Quay <sec:qu‸", QuietZone.LINK_TARGET, id="label"),
        pytest.param("as in @fig:qu‸", QuietZone.LINK_TARGET, id="reference"),
        pytest.param("see https://a.exam‸", QuietZone.ADDRESS, id="URL"),
    ],
)
def test_stays_silent(zone_at: ZoneAt, marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "typst") == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("It was ‸", id="prose"),
        pytest.param("= The ‸", id="heading"),
        pytest.param('#import "a.typ": b\nIt was ‸', id="after an import"),
        pytest.param("#let x = 5; It was ‸", id="after a semicolon"),
        pytest.param("#set text(\n  size: 11pt,\n)\n\nIt was ‸", id="after a set rule"),
        pytest.param("#emph[very ‸", id="content"),
        pytest.param("It was #emph[very] ‸", id="after content"),
        pytest.param("It was #text(fill: red)[very ‸", id="content after arguments"),
        pytest.param("#quote(block: true)[\n  It was ‸", id="quotation"),
        pytest.param('#figure(image("a.png"), caption: [The old ‸])', id="caption"),
        pytest.param("#footnote[It was ‸", id="footnote"),
        pytest.param("#let intro = [It was ‸", id="content of a variable"),
        pytest.param("#show: it => [\n  #it\n\nIt was ‸", id="content of a rule"),
        pytest.param("#if x [It was ‸", id="content of a condition"),
        pytest.param("#if x [a] else [b] and ‸", id="after a condition"),
        pytest.param("#for x in y [#x] and ‸", id="after a loop"),
        pytest.param("He met #name and ‸", id="after a variable"),
        pytest.param("He met #name.‸", id="full stop after a variable"),
        pytest.param("on #date.display() the ‸", id="after a call"),
        pytest.param("#{ 1 + 1 } and ‸", id="after a block"),
        pytest.param("\\#hash and ‸", id="escaped hash"),
        pytest.param("It cost \\$5 and ‸", id="escaped dollar"),
        pytest.param("so $x$ and ‸", id="after math"),
        pytest.param("see https://a.example/ and ‸", id="after a URL"),
        pytest.param("/* old */ It was ‸", id="after a comment"),
        pytest.param("// old\nIt was ‸", id="line after a comment"),
        pytest.param("call `open` and ‸", id="after raw text"),
        pytest.param("```py\nx = 1```\nIt was ‸", id="after a raw block"),
        pytest.param("```py\nx = 1\n\ny = 2\n```\nIt was ‸", id="after a raw block in two parts"),
        pytest.param(
            "#figure(\n  ```py\n  x\n\ny\n  ```,\n  caption: [The ‸", id="caption of a listing"
        ),
        pytest.param(
            "```py\n" + "x = 1\n\n" * 2_000 + "```\nIt was ‸", id="after a long raw block"
        ),
        pytest.param("```py print(1)``` and ‸", id="after a raw block in a line"),
        pytest.param(
            "a ` b, c and a great many other words that are no code whatever, and ‸", id="stray"
        ),
        pytest.param("[he said (nothing ‸", id="brackets"),
        pytest.param("She was _very ‸", id="emphasis"),
        pytest.param("- It was ‸", id="list item"),
        pytest.param("/ Quay: where the ‸", id="term"),
        pytest.param("#set text(size: 11pt\n\nIt was ‸", id="unclosed call in another paragraph"),
        pytest.param("as in @fig:quay the ‸", id="after a reference"),
        pytest.param("“Come in,” he ‸", id="dialogue"),
    ],
)
def test_speaks_in_prose(zone_at: ZoneAt, marked: str) -> None:
    assert zone_at(marked, "typst") is None
