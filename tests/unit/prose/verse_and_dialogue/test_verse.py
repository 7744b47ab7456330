"""Verse: the line that the next one rhymes with, and the next one's length."""

import pytest

from afterword.prose.verse_and_dialogue.rhymes import rhymes
from afterword.prose.verse_and_dialogue.verse import read_verse

AABB = "It was the light\nof a summer night,\nand down the lane"
ABAB = "It was the light\nupon the bay\nof a summer night"
POEM = "One light,\ntwo day,\nthree moon,\nfour grey,"


@pytest.mark.parametrize(
    ("text", "partner"),
    [
        pytest.param(AABB, 2, id="aabb"),
        pytest.param(ABAB, 1, id="abab"),
        pytest.param("It was dark\nupon the bay\nof a summer night", None, id="free"),
        pytest.param("Alone", None, id="first"),
        pytest.param(
            f"{POEM}\n\nFive stone,\nsix tree,\nseven hand,", 1, id="as-the-stanza-before"
        ),
        pytest.param(f"{POEM}\n\nFive stone,\nsix tree,", None, id="not-yet"),
        pytest.param(f"# Night\n\n{POEM}\n\n", None, id="a-new-stanza"),
    ],
)
def test_the_next_line_answers_one_of_the_stanza(text: str, partner: int | None) -> None:
    assert read_verse(text).partner(lambda one, other: rhymes(one, other, "en")) == partner


@pytest.mark.parametrize(
    ("text", "model"),
    [
        pytest.param(f"{POEM}\n\nFive", "two day,", id="the-stanza-before"),
        pytest.param("a\nb\nc", "b", id="every-other-line"),
        pytest.param("a", "a", id="the-only-line"),
        pytest.param("# Night\n\n", None, id="none"),
    ],
)
def test_its_length_is_that_of_a_line_before(text: str, model: str | None) -> None:
    assert read_verse(text).model_line(None) == model


@pytest.mark.parametrize(
    ("text", "is_verse"),
    [
        pytest.param(POEM, True, id="short-lines"),
        pytest.param("雪落在渡口\n灯落在水里\n没有人来", True, id="chinese"),
        pytest.param("One line.\nTwo lines.", False, id="two-lines"),
        pytest.param("- one\n- two\n- three", False, id="a-list"),
        pytest.param("“Yes.”\n“No.”\n“Yes.”", False, id="speech"),
        pytest.param("Ann: a\nBob: b\nAnn: c", False, id="dialogue"),
        pytest.param(f"{'word ' * 20}\n{'word ' * 20}\n{'word ' * 20}", False, id="long-lines"),
    ],
)
def test_verse_is_told_by_its_lines(text: str, *, is_verse: bool) -> None:
    assert read_verse(text).is_verse is is_verse
