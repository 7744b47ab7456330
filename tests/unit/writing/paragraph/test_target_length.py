"""The target length of a continuation, and where it ends."""

import pytest

from afterword.writing.paragraph.target_length import end_near, is_long_enough, words_to_write

SENTENCE = "The rain went on. "
LONG = SENTENCE * 15  # 60 words


def story(*paragraphs: str) -> str:
    return "\n\n".join(paragraph.strip() for paragraph in paragraphs)


@pytest.mark.parametrize(
    ("before", "aim"),
    [
        pytest.param(story(LONG, LONG, LONG, SENTENCE), 56, id="what-the-paragraph-lacks"),
        pytest.param(story(LONG, LONG, LONG) + "\n\n", 60, id="a-new-paragraph"),
        pytest.param(story(LONG, LONG, LONG, LONG), 20, id="it-is-long-enough"),
        pytest.param(story("No.", "Why?", "So.", "Yes."), 20, id="short-turns-of-dialogue"),
        pytest.param(story(LONG, LONG), 90, id="two-paragraphs-are-no-rhythm"),
        pytest.param(
            story(LONG * 4, LONG * 4, LONG * 4, "It"), 90, id="never-more-than-the-setting"
        ),
        pytest.param(story(LONG, "# One", LONG, "# Two", LONG, "It"), 59, id="headings-dont-count"),
        pytest.param("", 90, id="an-empty-story"),
        pytest.param("\n".join(["天下大雨，没有人出门。" * 12] * 4) + "\n", 54, id="chinese-lines"),
    ],
)
def test_aims_at_the_length_of_the_paragraphs_before(before: str, aim: int) -> None:
    assert words_to_write(before, max_words=90) == aim


def test_ends_at_the_sentence_nearest_to_the_aim() -> None:
    text = " One two three four. Five six. Seven eight nine ten."
    for aim, kept in [(3, 20), (5, 30), (7, 30), (9, len(text))]:
        assert end_near(text, before="", target_words=aim, max_words=20) == kept


def test_ends_inside_the_bound_and_with_no_quotation_open() -> None:
    text = " One two three. “Four five six. Seven eight.” Nine."
    assert end_near(text, before="", target_words=6, max_words=20) == text.index(" Nine")
    assert end_near(text, before="", target_words=6, max_words=5) == text.index(" “")


def test_a_text_without_a_sentence_end_is_kept_whole() -> None:
    assert end_near(" and then", before="", target_words=1, max_words=5) == 9


@pytest.mark.parametrize(
    ("text", "is_enough"),
    [
        pytest.param(" One two three four.", False, id="too-short"),
        pytest.param(" One two three four five six. Seven", False, id="an-end-too-early"),
        pytest.param(" One two three four five six seven. Eight nine ten", True, id="near-end"),
        pytest.param(" One two three. “Four five six seven eight nine ten.", False, id="quoted"),
        pytest.param(" One. Two three four five six seven eight nine ten a b c", True, id="bound"),
    ],
)
def test_stops_where_a_sentence_has_ended_near_the_aim(text: str, *, is_enough: bool) -> None:
    assert is_long_enough(text, before="", target_words=9, max_words=12) is is_enough
