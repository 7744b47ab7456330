"""Markup that the page does not use. ‸ is the cursor, behind which the model has written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.fit.foreign_markup import PageMarkup, without_partial_markup

PAGE = "She opened the door and looked out.‸"


def allowed_part(marked: str, written: str, language_id: str) -> str:
    before, _, after = marked.partition("‸")
    return written[: PageMarkup(before, after, language_id=language_id).first_foreign(written)]


@pytest.mark.parametrize("language_id", ["markdown", "plaintext"])
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param(" It rained.<br>Then", " It rained.", id="br"),
        pytest.param(" It rained.</p><h2>The", " It rained.", id="h2"),
        pytest.param(" It was <strong><em>very</em></strong> wet", " It was ", id="strong"),
        pytest.param(' See <a href="x.html">this</a>', " See ", id="a"),
        pytest.param(" It rained. <a href=", " It rained. ", id="unfinished tag"),
        pytest.param(" Black &amp; white", " Black ", id="entity"),
        pytest.param(" It rained.<!-- more -->", " It rained.", id="comment"),
        pytest.param(" It rained.<|endoftext|>", " It rained.", id="special token"),
        pytest.param(" It was \\textbf{wet}", " It was ", id="LaTeX command"),
        pytest.param(" It rained. \\section{Rain}", " It rained. ", id="section"),
        pytest.param(" where $x^2 + y^2 = 1$", " where ", id="math"),
        pytest.param(" where \\(x\\) is", " where ", id="TeX math"),
        pytest.param(" in [[London]] it", " in ", id="wiki link"),
        pytest.param(" '''Rain''' is", " ", id="wiki bold"),
        pytest.param(" and ''rain'' is", " and ", id="wiki italics"),
        pytest.param(" It rained. == History ==", " It rained. ", id="wiki heading"),
        pytest.param(" It rained.{{cite web}}", " It rained.", id="template"),
        pytest.param(" It rained. # Chapter Two", " It rained. ", id="heading in a line"),
        pytest.param(" It rained. ## Two", " It rained. ", id="second heading in a line"),
        pytest.param(" It rained.\n# Two", " It rained.\n", id="heading"),
        pytest.param(" It rained.\n***\nThen", " It rained.\n", id="scene break"),
        pytest.param(" It rained.![rain](r.png)", " It rained.", id="image"),
        pytest.param(" It rained, [they say](http://x)", " It rained, ", id="link"),
        pytest.param(" It was [b]wet[/b]", " It was ", id="BBCode"),
        pytest.param(" [url=http://x]here[/url]", " ", id="BBCode address"),
        pytest.param(" It rained.[^1]", " It rained.", id="footnote"),
        pytest.param(" It rained.[1] Then", " It rained.", id="numbered note"),
        pytest.param(" It rained.¹ Then", " It rained.", id="raised note"),
        pytest.param(" It rained.\n- first", " It rained.\n", id="list item"),
        pytest.param(" It rained.\n1. first", " It rained.\n", id="numbered item"),
        pytest.param(
            " There were two: 1. rain, 2. wind", " There were two: ", id="numbers in a line"
        ),
        pytest.param(" It rained. 2) Then", " It rained. ", id="a number in a line"),
        pytest.param("有两个原因：1、下雨", "有两个原因：", id="Chinese numbers"),
        pytest.param(" It rained • it was wet", " It rained ", id="bullet"),
        pytest.param(" It rained * it was wet", " It rained ", id="star between spaces"),
        pytest.param(" It rained | it was wet", " It rained ", id="bar"),
        pytest.param(" The `rain` fell", " The ", id="code"),
        pytest.param(" It rained.\n> quote", " It rained.\n", id="block quotation"),
        pytest.param(" See :ref:`rain`", " See ", id="role"),
    ],
)
def test_stops_before_markup_of_other_pages(language_id: str, written: str, kept: str) -> None:
    assert allowed_part(PAGE, written, language_id) == kept


@pytest.mark.parametrize(
    "written",
    [
        " It was 5 < 6 and AT&T paid $5 and $6.",
        " “Yes,” he said – it’s 2 * 3 = 6; see p. 5/6.",
        " He's here, #1 of all, at 10:30; m² [sic] (a) 1) b.",
        " {so} it goes :-) ... & more --- or not -- well",
        "他说：“好。”——然后……《红楼梦》",
        " They met in chapter 12. The rain fell at 5.30; she was 7.",
        "C# and C++ were a_b; rock 'n' roll, the '90s'",
        " ____ is the answer",
        ' He said "go"',
    ],
)
def test_ordinary_text_has_no_markup(written: str) -> None:
    assert allowed_part(PAGE, written, "plaintext") == written


@pytest.mark.parametrize(
    ("page", "written", "language_id"),
    [
        pytest.param("One<br>two‸", " three<br>four", "markdown", id="HTML"),
        pytest.param("\\emph{One} two‸", " \\emph{three}", "plaintext", id="LaTeX on the page"),
        pytest.param("One two‸", " \\emph{three} and $x^2$", "latex", id="LaTeX document"),
        pytest.param("One <b>two</b>‸", " <i>three</i>", "html", id="HTML document"),
        pytest.param("See [[One]]. ‸", "See [[Two]].", "markdown", id="wiki links"),
        pytest.param("One two‸", " '''three''' [[four]]", "mediawiki", id="wiki"),
        pytest.param("See [one](a.md).‸", " See [two](b.md).", "markdown", id="link"),
        pytest.param("Rain.[^1] Wind‸", " and snow.[^2]", "markdown", id="footnote"),
        pytest.param("- one\n- two‸", "\n- three", "markdown", id="list"),
        pytest.param("It was *wet*.‸", " It was *cold*.", "plaintext", id="stars of the page"),
        pytest.param("*I never meant ‸", "to leave,* he wrote", "plaintext", id="an open star"),
        pytest.param("It was wet.‸", " It was *cold* and __dark__.", "markdown", id="Markdown"),
        pytest.param("It was wet.‸", " It was *cold*.", "typst", id="Typst"),
        pytest.param("`one` two‸", " `three`", "markdown", id="code"),
        pytest.param("Two: 1. rain‸", " that fell. 2. Wind", "plaintext", id="numbers in a line"),
        pytest.param("> one\n> two‸", "\n> three", "markdown", id="block quotation"),
        pytest.param("[b]one[/b] two‸", " [b]three[/b]", "plaintext", id="BBCode"),
        pytest.param("One two‸\n\nThree<br>", " four<br>", "markdown", id="used behind the cursor"),
    ],
)
def test_markup_of_the_page_stays(page: str, written: str, language_id: str) -> None:
    assert allowed_part(page, written, language_id) == written


@pytest.mark.parametrize("written", [" It was *cold*.", " It was __dark__.", " It was ~~wet~~."])
def test_plain_text_has_no_emphasis_unless_the_page_has(written: str) -> None:
    assert allowed_part(PAGE, written, "plaintext") == " It was "


@pytest.mark.parametrize("written", [" It rained.\n# Two", " It rained. ## Two"])
def test_a_paragraph_has_no_heading_even_where_the_page_has(written: str) -> None:
    kept = allowed_part("# One\n\n## Rain\n\nShe left.‸", written, "markdown")
    assert kept.strip() == "It rained."


def test_while_text_grows_only_what_is_certain_counts() -> None:
    markup = PageMarkup("She left.", "", language_id="plaintext")
    assert markup.first_foreign(" It was <b", is_whole=False) is None
    assert markup.first_foreign(" It was <b>wet", is_whole=False) == 8
    assert without_partial_markup(" It was <b") == " It was "
    assert without_partial_markup(" It was wet.") == " It was wet."


@given(st.text("ab<>&#;\\${}[]'*_~=`|•.!\n- 1)"), st.text("ab<>&#\\${}[]'*_~=`|\n- "))
def test_takes_any_text(before: str, text: str) -> None:
    found = PageMarkup(before, "", language_id="markdown").first_foreign(text)
    assert found is None or 0 <= found < len(text)


@pytest.mark.parametrize("language_id", ["gfm", "multimarkdown", "adoc", "typ", "org-mode", "norg"])
def test_every_id_of_a_language_allows_its_markup(language_id: str) -> None:
    assert allowed_part(PAGE, " It was *very* wet.", language_id) == " It was *very* wet."
