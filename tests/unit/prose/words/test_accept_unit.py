"""The part of a suggestion that is accepted at a time."""

import pytest

from afterword.prose.words.accept_unit import AcceptUnit, first_unit


@pytest.mark.parametrize(
    ("text", "unit", "part"),
    [
        pytest.param(" slowly, as if", AcceptUnit.WORD, " slowly,", id="a-word-with-its-comma"),
        pytest.param("ly and went", AcceptUnit.WORD, "ly", id="the-rest-of-a-word"),
        pytest.param("他慢慢地走出去", AcceptUnit.WORD, "他慢", id="two-chinese-characters"),
        pytest.param("おはよう、と", AcceptUnit.WORD, "おは", id="two-japanese-characters"),
        pytest.param(" left, she said. Then", AcceptUnit.CLAUSE, " left,", id="up-to-the-comma"),
        pytest.param("了，走到门口。", AcceptUnit.CLAUSE, "了，", id="up-to-the-chinese-comma"),
        pytest.param(
            ", and went on", AcceptUnit.CLAUSE, ", and went on", id="not-a-comma-by-itself"
        ),
        pytest.param(
            " at 3.5 p.m. He", AcceptUnit.SENTENCE, " at 3.5 p.m.", id="decimals-end-nothing"
        ),
        pytest.param("了。他走到门口。", AcceptUnit.SENTENCE, "了。", id="a-chinese-sentence"),
        pytest.param(" no end", AcceptUnit.SENTENCE, " no end", id="all-if-there-is-no-end"),
        pytest.param("", AcceptUnit.WORD, "", id="nothing-of-nothing"),
    ],
)
def test_takes_one_unit(text: str, unit: AcceptUnit, part: str) -> None:
    assert first_unit(text, unit) == part


def test_an_abbreviation_at_the_border_ends_no_sentence() -> None:
    assert first_unit(". Grey left. So", AcceptUnit.SENTENCE, before="Then Mr") == ". Grey left."
