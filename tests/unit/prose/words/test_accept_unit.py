"""What a writer takes of a suggestion at a time."""

import pytest

from afterword.prose.words.accept_unit import Unit, first_part


@pytest.mark.parametrize(
    ("text", "unit", "part"),
    [
        pytest.param(" slowly, as if", Unit.WORD, " slowly,", id="a-word-with-its-comma"),
        pytest.param("ly and went", Unit.WORD, "ly", id="the-rest-of-a-word"),
        pytest.param("他慢慢地走出去", Unit.WORD, "他慢", id="two-chinese-characters"),
        pytest.param("おはよう、と", Unit.WORD, "おは", id="two-japanese-characters"),
        pytest.param(" left, she said. Then", Unit.CLAUSE, " left,", id="up-to-the-comma"),
        pytest.param("了，走到门口。", Unit.CLAUSE, "了，", id="up-to-the-chinese-comma"),
        pytest.param(", and went on", Unit.CLAUSE, ", and went on", id="not-a-comma-by-itself"),
        pytest.param(" at 3.5 p.m. He", Unit.SENTENCE, " at 3.5 p.m.", id="decimals-end-nothing"),
        pytest.param("了。他走到门口。", Unit.SENTENCE, "了。", id="a-chinese-sentence"),
        pytest.param(" no end", Unit.SENTENCE, " no end", id="all-if-there-is-no-end"),
        pytest.param("", Unit.WORD, "", id="nothing-of-nothing"),
    ],
)
def test_takes_one_unit(text: str, unit: Unit, part: str) -> None:
    assert first_part(text, unit) == part


def test_an_abbreviation_at_the_border_ends_no_sentence() -> None:
    assert first_part(". Grey left. So", Unit.SENTENCE, before="Then Mr") == ". Grey left."
