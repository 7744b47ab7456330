"""What of the model's text is fit to show, and what stays out."""

import pytest

from afterword.writing.trimming import trim_continuation, trim_ghost


@pytest.mark.parametrize(
    ("text", "written", "kept"),
    [
        pytest.param("She went home ‸", ", and then", "", id="comma-after-a-space"),
        pytest.param("She went home ‸", ". Then", "", id="full-stop-after-a-space"),
        pytest.param("“Hello, ‸", "” said", "", id="closing-quote-after-a-space"),
        pytest.param("She went home ‸", "... slowly", "... slowly", id="ellipsis-after-a-space"),
        pytest.param("She went‸", ", and then", ", and then", id="comma-after-a-word"),
        pytest.param("She ‸", "went\rhome", "went", id="carriage-return"),
        pytest.param("She ‸", "went\u2028home", "went", id="line-separator"),
        pytest.param("She ‸", "went\x00home", "went", id="nul"),
        pytest.param("She ‸", "went\ufffdhome", "went", id="broken-character"),
        pytest.param("She went to the ‸", "the shop", "", id="doubled-word"),
        pytest.param("She went to th‸", "e the shop", "e the shop", id="not-a-doubled-word"),
    ],
)
def test_ghost_text_fits_its_place(text: str, written: str, kept: str) -> None:
    before, _, after = text.partition("‸")
    assert trim_ghost(written, before=before, after=after, max_words=12) == kept


@pytest.mark.parametrize(
    ("text", "written", "kept"),
    [
        pytest.param(
            "It ended.‸",
            " It rained. (He was gone. Nobody knew",
            " It rained.",
            id="no-bracket-stays-open",
        ),
        pytest.param(
            "It ended.‸",
            " “He is gone. I saw him.” She wept",
            " “He is gone. I saw him.”",
            id="a-closed-quote-is-kept-whole",
        ),
        pytest.param("It ended.‸", " (He was gone.", " (He was gone.", id="better-than-nothing"),
        pytest.param(
            "　　他站起来。\n‸", "　　他们离开了。", "　　他们离开了。", id="chinese-indent"
        ),
        pytest.param("It ended. ‸", " It rained.", "It rained.", id="one-space"),
    ],
)
def test_a_continuation_ends_well(text: str, written: str, kept: str) -> None:
    before, _, after = text.partition("‸")
    assert trim_continuation(written, before=before, after=after, max_words=40) == kept
