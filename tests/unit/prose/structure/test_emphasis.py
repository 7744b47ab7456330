"""Emphasis that is open at the end of a text, or around the cursor."""

import pytest

from afterword.prose.structure.emphasis import part_within_emphasis, unclosed_emphasis


@pytest.mark.parametrize(
    ("text", "language_id", "closers"),
    [
        pytest.param("She left. *I never", "markdown", "*", id="star"),
        pytest.param("She left. _I never", "markdown", "_", id="underscore"),
        pytest.param("She left. **I never", "markdown", "**", id="strong"),
        pytest.param("She left. ***I never", "markdown", "***", id="strong emphasis"),
        pytest.param("She left. __I never", "markdown", "__", id="strong underscores"),
        pytest.param("She left. ~~I never", "markdown", "~~", id="struck out"),
        pytest.param("She left. **I *never", "markdown", "***", id="nested"),
        pytest.param("She left. _I **never", "markdown", "**_", id="nested, two marks"),
        pytest.param("She left. *I* never", "markdown", "", id="closed"),
        pytest.param("_You said __I am a girl._", "markdown", "__", id="one of two marks closes"),
        pytest.param("She was **very.*", "markdown", "*", id="half closed"),
        pytest.param("She left. ***I* never** came", "markdown", "", id="closed one by one"),
        pytest.param("She left. *I **never***", "markdown", "", id="closed together"),
        pytest.param("2 * 3 and * so", "markdown", "", id="no emphasis"),
        pytest.param("* an item", "markdown", "", id="list mark"),
        pytest.param("*I never\n\nShe left", "markdown", "", id="another paragraph"),
        pytest.param("“*I never", "markdown", "*", id="inside a quotation"),
        pytest.param("He was *very * tired.", "markdown", "", id="closed behind a space"),
        pytest.param("He was **very **, tired.", "markdown", "", id="closed behind a space, comma"),
        pytest.param("He said: *... and left", "markdown", "*", id="dots"),
        pytest.param("He was very *", "markdown", "*", id="just opened"),
        pytest.param("She left. /I never", "org", "/", id="Org italics"),
        pytest.param("She left. /I/ never", "org", "", id="Org italics, closed"),
        pytest.param("and/or km/h, either /", "org", "", id="no Org italics"),
        pytest.param("She left. *I never", "org", "*", id="Org bold"),
        pytest.param("She left. +I never", "org", "+", id="Org struck out"),
        pytest.param("She deleted all *.log files", "markdown", "", id="a file pattern"),
        pytest.param("The file _config.yml was", "markdown", "", id="a file name"),
        pytest.param("The field _last_name was", "markdown", "", id="an identifier"),
        pytest.param("She called __init__(self) and", "markdown", "", id="a call"),
        pytest.param("*and/or the river", "markdown", "*", id="a slash"),
        pytest.param("/I/ never and /you", "org", "/", id="Org italics again"),
        pytest.param("*e.g. the river", "markdown", "*", id="an abbreviation"),
        pytest.param("_The old man_ left, _she", "markdown", "_", id="opened again"),
        pytest.param("It lies in /usr/bin and", "org", "", id="a path in Org"),
        pytest.param("They won by +3 and", "org", "", id="a number in Org"),
        pytest.param("She left. /I never", "markdown", "", id="a slash elsewhere"),
        pytest.param("She left. \\emph{I never", "latex", "}", id="LaTeX"),
        pytest.param("She left. \\textit{I} never", "latex", "", id="LaTeX, closed"),
        pytest.param("She left. {\\it I never", "latex", "}", id="old LaTeX"),
        pytest.param("She left. <em>I never", "markdown", "</em>", id="HTML"),
        pytest.param("She left. <b><i>I</i> never", "html", "</b>", id="HTML, nested"),
        pytest.param("She left. [i]I never", "plaintext", "[/i]", id="BBCode"),
        pytest.param("She left. ''I never", "mediawiki", "''", id="wiki"),
        pytest.param("她走了。*我从来", "markdown", "*", id="Chinese"),
    ],
)
def test_says_what_closes_the_emphasis(text: str, language_id: str, closers: str) -> None:
    assert unclosed_emphasis(text, language_id) == closers


@pytest.mark.parametrize(
    ("marked", "text", "kept"),
    [
        pytest.param("He was *very ‸* tired.", "ill* so", "ill", id="before the mark"),
        pytest.param("He was **so ‸ very** tired.", "*ill* so", "", id="in the middle"),
        pytest.param("He was _‸_ tired.", "ill\nso", "ill", id="a line break"),
        pytest.param("He was *very* ‸ *tired*.", "*ill* so", "*ill* so", id="between two"),
        pytest.param("He was *very ‸", "ill* so", "ill* so", id="open"),
        pytest.param("He was ‸ *tired*.", "*ill* so", "*ill* so", id="before one"),
        pytest.param("“He was ‸” she said.", "*ill* so", "*ill* so", id="quotation"),
    ],
)
def test_a_pair_around_the_cursor_stays_whole(marked: str, text: str, kept: str) -> None:
    before, _, after = marked.partition("‸")
    assert part_within_emphasis(text, before, after, "markdown") == kept


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        pytest.param("*I never‸ left. *You did", " left. ", id="opens again"),
        pytest.param("*I never‸*, he said. *You", "*, he said. *You", id="closes first"),
        pytest.param("*I never‸ left,* he said", " left,* he said", id="closes"),
        pytest.param("*I never ‸*left", "", id="opens at once"),
        pytest.param("**I never‸ *ever* did", " *ever* did", id="another mark"),
        pytest.param("*I never‸ **ever** did", " **ever** did", id="a stronger one"),
        pytest.param("I never‸ *ever* did", " *ever* did", id="nothing open"),
    ],
)
def test_cuts_where_open_emphasis_is_opened_again(marked: str, kept: str) -> None:
    before, _, text = marked.partition("‸")
    assert part_within_emphasis(text, before, "", "markdown") == kept


def test_org_has_marks_of_its_own() -> None:
    assert part_within_emphasis(" left. /You did", "/I never", "", "org") == " left. "
    assert part_within_emphasis("ill/ so", "He was /very ", "/ tired.", "org") == "ill"
