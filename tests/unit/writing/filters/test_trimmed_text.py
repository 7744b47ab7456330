"""The part of generated text that is shown, and what is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.fit.right_context import fits_right_context
from afterword.writing.filters.trimmed_text import trim_continuation, trim_ghost


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
        pytest.param("She went to the‸", " the shop", "", id="doubled-word-with-its-space"),
        pytest.param("In 198‸", "4 it rained", "", id="number"),
        pytest.param("The Aga‸", " Khan came", "", id="a-new-name-behind-a-stem"),
        pytest.param("他走了‸", "The end", "", id="latin-after-chinese"),
        pytest.param("He left‸", " …", "", id="only-an-ellipsis"),
        pytest.param("He left‸", " home …", " home", id="detached-ellipsis"),
        pytest.param("He left‸", " home ***", " home", id="detached-asterisks"),
        pytest.param("He left‸", " and said “", " and said", id="dangling-quote"),
        pytest.param("He left‸", " and said, (“", " and said,", id="dangling-bracket-and-quote"),
        pytest.param("他说‸", "话了：“", "话了：", id="dangling-chinese-quote"),
        pytest.param("He left‸", " home,” she said", " home,", id="closes-what-is-not-open"),
        pytest.param("“He left‸", " home,” she said", " home,” she said", id="closes-a-quote"),
        pytest.param("He left‸", " home) and", " home", id="stray-bracket"),
        pytest.param("He left‸", " home* and", " home", id="stray-emphasis"),
        pytest.param("the boys‸", "’ hats", "’ hats", id="an-apostrophe-closes-nothing"),
        pytest.param("He said‸", ", “I am gone. I", ", “I am gone", id="a-quote-stays-unfinished"),
        pytest.param("“Well, ‸", "I am gone. I", "I am gone.", id="a-quote-of-the-writer"),
        pytest.param("We met Dr‸", ". Vance. Then", ". Vance.", id="abbreviation"),
        pytest.param("Он пришёл‸", " домой. Она", " домой.", id="cyrillic-sentence"),
        pytest.param("वह‸", " घर गया। फिर", " घर गया।", id="devanagari-sentence"),
        pytest.param("هل‸", " تعرف؟ نعم", " تعرف؟", id="arabic-sentence"),
        pytest.param("他‸", "走了。她", "走了。", id="chinese-sentence"),
        pytest.param("He ‸ and slept.", "went home. He", "", id="a-sentence-ends-inside-another"),
        pytest.param("He ‸, and slept.", "went home, and", "went home", id="overlap-with-a-mark"),
        pytest.param("He ‸; she slept.", "went home,", "went home", id="mark-before-a-mark"),
        pytest.param("The ‸ cat sat", "big cat sat", "big", id="overlap"),
        pytest.param("The ‸ cat sat", "the", "", id="doubled-word-in-mid-sentence"),
        pytest.param("saw ‸ the cat", "all of the", "all of", id="doubled-word-at-the-right"),
        pytest.param("Yes ‸🙂", "and no", "and no", id="before-an-emoji"),
    ],
)
def test_ghost_text_fits_its_place(text: str, written: str, kept: str) -> None:
    before, _, after = text.partition("‸")
    assert trim_ghost(written, before=before, after=after, max_words=12) == kept


def test_a_hard_wrapped_line_goes_on_behind_its_end() -> None:
    before, after = "The ferry came in and", "\nthe men got off."
    written = " slowly the"
    kept = trim_ghost(written, before=before, after=after, max_words=12, max_columns=40)
    assert kept == " slowly"
    assert trim_ghost(" it sank.", before=before, after=after, max_words=9, max_columns=40) == ""


def test_a_cut_at_the_limit_prefers_the_end_of_a_clause() -> None:
    written = " came in with the tide, and the old men on the quay stood up"
    assert trim_ghost(written, before="The ferry", after="", max_words=7) == (
        " came in with the tide,"
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param(" " + "Donau" * 9 + " und", "", id="one-endless-word"),
        pytest.param(" und " + "Donau" * 9, " und", id="an-endless-word-behind-another"),
        pytest.param(" 👨‍👩‍👧 and so on", " 👨‍👩‍👧 and so on", id="wide-emoji-count-once"),
    ],
)
def test_the_length_is_bounded_in_graphemes(written: str, kept: str) -> None:
    assert trim_ghost(written, before="Die Fahrt", after="", max_words=3) == kept


STORY = (
    "The ferry came in on the evening tide, and the old men on the quay stood up to see it.\n\n"
    "Nothing else happened on that day. "
)


@pytest.mark.parametrize(
    ("typed", "written", "kept"),
    [
        pytest.param(
            "The ferry came in on the evening tide, and the old men",
            " on the quay",
            "",
            id="a-paragraph-copied",
        ),
        pytest.param("The old men", " on the quay", " on the quay", id="a-turn-of-phrase"),
        pytest.param("The ferry came", " in on the", " in on the", id="a-short-run"),
    ],
)
def test_no_long_run_of_the_page_comes_again(typed: str, written: str, kept: str) -> None:
    assert trim_ghost(written, before=f"{STORY}It rained. {typed}", after="", max_words=12) == kept


def test_a_continuation_stops_at_a_sentence_of_the_page() -> None:
    written = "It rained. Nothing else happened on that day. He slept."
    kept = trim_continuation(written, before=STORY, after="", max_words=40)
    assert kept == "It rained."


def test_a_continuation_stops_before_it_goes_in_circles() -> None:
    written = "操曰：“臣可知帝与董承同谋此事。”帝又曰：“臣可知帝与董承同谋此事也。”众皆大惊。"
    kept = trim_continuation(written, before="却说。", after="", max_words=80)
    assert kept == "操曰：“臣可知帝与董承同谋此事。”"


PROSE = st.text(alphabet="aéB .,!?“”\"'()*_-—…\n港口，。「」🙂1", max_size=40)


@given(PROSE, PROSE, PROSE)
def test_no_space_is_doubled(before: str, written: str, after: str) -> None:
    shown = trim_ghost(written, before=before, after=after, max_words=6)
    if shown:
        assert not (before[-1:].isspace() and shown[0] == " ")
        assert not (shown[-1] == " " and after[:1].isspace())
        assert shown == shown.lstrip() or shown[1:] == shown.lstrip()


@given(PROSE, PROSE, PROSE)
def test_what_is_shown_is_a_beginning_of_what_was_written(
    before: str, written: str, after: str
) -> None:
    shown = trim_ghost(written, before=before, after=after, max_words=6)
    assert written.strip().startswith(shown.strip())
    assert "\n" not in shown


@given(PROSE, PROSE, PROSE)
def test_what_is_shown_joins_what_follows(before: str, written: str, after: str) -> None:
    shown = trim_ghost(written, before=before, after=after, max_words=6)
    assert not shown or fits_right_context(before, shown, after)
    assert not shown or any(char.isalnum() for char in shown)


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
