"""Where Afterword stays silent in AsciiDoc. ‸ is the cursor."""

from collections.abc import Callable

import pytest

from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param(
            "So:\n\n[source,python]\n----\nimport x as ‸", QuietZone.CODE_BLOCK, id="source"
        ),
        pytest.param("----\nx\n\ny ‸\n----", QuietZone.CODE_BLOCK, id="listing"),
        pytest.param("------\n----\nx ‸", QuietZone.CODE_BLOCK, id="shorter delimiter inside"),
        pytest.param("....\n----\nx ‸", QuietZone.CODE_BLOCK, id="literal with another delimiter"),
        pytest.param("++++\n<b>x ‸", QuietZone.CODE_BLOCK, id="pass-through"),
        pytest.param("```rust\nlet x = ‸", QuietZone.CODE_BLOCK, id="fence"),
        pytest.param("[source,js]\nlet x = ‸", QuietZone.CODE_BLOCK, id="source paragraph"),
        pytest.param(
            "[source,js]\n--\nlet x\n\nlet y = ‸",
            QuietZone.CODE_BLOCK,
            id="source in an open block",
        ),
        pytest.param("[stem]\n++++\nx = ‸", QuietZone.CODE_BLOCK, id="math block"),
        pytest.param("* step\n+\n----\nls ‸", QuietZone.CODE_BLOCK, id="listing in a list"),
        pytest.param("====\n----\nls ‸", QuietZone.CODE_BLOCK, id="listing in an example"),
        pytest.param("Run:\n\n  make inst‸", QuietZone.CODE_BLOCK, id="literal paragraph"),
        pytest.param("////\nask Mira ‸", QuietZone.COMMENT, id="comment block"),
        pytest.param("It was.\n// ask Mira ‸", QuietZone.COMMENT, id="comment"),
        pytest.param("= Title\nMira Oa‸", QuietZone.METADATA, id="author"),
        pytest.param("= Title\nMira\n:toc: le‸", QuietZone.METADATA, id="header"),
        pytest.param("Text\n\n:imagesdir: im‸", QuietZone.METADATA, id="attribute"),
        pytest.param(":!sect‸", QuietZone.METADATA, id="attribute being typed"),
        pytest.param("Text\n\n[source,py‸", QuietZone.METADATA, id="block attributes"),
        pytest.param("[quote, Mira Oakes, The F‸", QuietZone.METADATA, id="attribution"),
        pytest.param('.Title\n[cols="1,2‸', QuietZone.METADATA, id="named attribute"),
        pytest.param("[.lead‸]", QuietZone.METADATA, id="role of a block"),
        pytest.param("image::qu‸", QuietZone.COMMAND, id="image"),
        pytest.param("include::chapter‸[]", QuietZone.COMMAND, id="include"),
        pytest.param("ifdef::back‸", QuietZone.COMMAND, id="condition"),
        pytest.param("see xref:qu‸", QuietZone.COMMAND, id="cross reference"),
        pytest.param("see link:a/b‸", QuietZone.COMMAND, id="link"),
        pytest.param("press kbd:[Ctrl+‸", QuietZone.COMMAND, id="key"),
        pytest.param("so stem:[x + ‸", QuietZone.MATH, id="math"),
        pytest.param("see <<the-qu‸", QuietZone.LINK_TARGET, id="reference"),
        pytest.param("[[the-qu‸", QuietZone.METADATA, id="anchor of a block"),
        pytest.param("Text [[the-qu‸", QuietZone.LINK_TARGET, id="anchor"),
        pytest.param("by {auth‸", QuietZone.LINK_TARGET, id="attribute reference"),
        pytest.param("It [.under‸", QuietZone.METADATA, id="role"),
        pytest.param("call `open‸", QuietZone.INLINE_CODE, id="monospace being typed"),
        pytest.param("call `open(‸)` now", QuietZone.INLINE_CODE, id="monospace"),
        pytest.param("call +open‸", QuietZone.INLINE_CODE, id="literal text"),
        pytest.param("a +++<b>‸", QuietZone.INLINE_CODE, id="passed through"),
        pytest.param("It was.\n\n'''‸", QuietZone.RULE, id="rule"),
        pytest.param("It was.\n\n----‸", QuietZone.RULE, id="delimiter"),
        pytest.param("|===‸", QuietZone.RULE, id="table"),
        pytest.param("see https://a.exam‸", QuietZone.ADDRESS, id="URL"),
    ],
)
def test_stays_silent(zone_at: ZoneAt, marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "asciidoc") == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("It was ‸", id="prose"),
        pytest.param("== The ‸", id="heading"),
        pytest.param("= The ‸", id="title"),
        pytest.param("= Title\nMira\n:toc:\n\nIt was ‸", id="after the header"),
        pytest.param("Tale\n----\nIt was ‸", id="underlined title"),
        pytest.param("----\nx\n----\nIt was ‸", id="after a listing"),
        pytest.param("[source,js]\n----\nx\n----\nIt was ‸", id="right behind a listing"),
        pytest.param("[source,js]\nx\n\nIt was ‸", id="after a source paragraph"),
        pytest.param("[source]\n--\nx\n--\n\nIt was ‸", id="after source in an open block"),
        pytest.param("```\nx\n```\n\nIt was ‸", id="after a fence"),
        pytest.param("[quote, Mira]\n____\nIt was ‸", id="quotation"),
        pytest.param("[verse, Mira]\nThe sea, the ‸", id="verse"),
        pytest.param("====\nIt was ‸", id="example"),
        pytest.param("****\nIt was ‸", id="sidebar"),
        pytest.param("--\nIt was ‸", id="open block"),
        pytest.param("[NOTE]\n====\nIt was ‸", id="admonition"),
        pytest.param("NOTE: It was ‸", id="admonition in a line"),
        pytest.param(".The old ‸", id="title of a block"),
        pytest.param("* It was ‸", id="list item"),
        pytest.param("  * It was ‸", id="indented list item"),
        pytest.param("* one\n+\nIt was ‸", id="continuation of a list item"),
        pytest.param("* one\n\n  It was ‸", id="indented continuation"),
        pytest.param("Quay:: where the ‸", id="description"),
        pytest.param("|===\n|one |It was ‸", id="table cell"),
        pytest.param("so.footnote:[It was ‸", id="footnote"),
        pytest.param("see xref:quay[the old ‸", id="text of a reference"),
        pytest.param("see <<quay,the old ‸", id="text after a comma"),
        pytest.param("see <<quay>> and ‸", id="after a reference"),
        pytest.param("call `open` and ‸", id="after monospace"),
        pytest.param('"`It was ‸', id="curved quotation marks"),
        pytest.param('"`Stop.`" he ‸', id="after curved quotation marks"),
        pytest.param("'`It was ‸", id="curved single marks"),
        pytest.param("``Who is it?'' he ‸", id="quotes as TeX writes them"),
        pytest.param("It cost $5 and ‸", id="price"),
        pytest.param("in C++ and ‸", id="plus signs"),
        pytest.param('the "`+`" icon and ‸', id="plus sign in quotation marks"),
        pytest.param("at +5 degrees ‸", id="positive number"),
        pytest.param("a + b and ‸", id="sum"),
        pytest.param("[.underline]#very ‸", id="text with a role"),
        pytest.param("[He laughed, then ‸", id="bracket at the start"),
        pytest.param("//// \nold\n////\nIt was ‸", id="after a comment block"),
        pytest.param("// old\nIt was ‸", id="line after a comment"),
        pytest.param("  It was ‸", id="indented prose"),
        pytest.param("She was _very ‸", id="emphasis"),
        pytest.param("—Come in, he ‸", id="dialogue"),
    ],
)
def test_speaks_in_prose(zone_at: ZoneAt, marked: str) -> None:
    assert zone_at(marked, "asciidoc") is None
