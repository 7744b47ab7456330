"""Added text is set with the document's own marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.writing.paragraph.typography import read_typography

CURLY = "“Yes,” he said. “No,” said she. It wasn’t. They didn’t.\n\n"
STRAIGHT = '"Yes," he said. "No," said she. It wasn\'t. They didn\'t.\n\n'


@pytest.mark.parametrize(
    ("near", "text", "result"),
    [
        pytest.param(CURLY, '"I can\'t," he said. "Go."', "“I can’t,” he said. “Go.”", id="curly"),
        pytest.param(STRAIGHT, "“I can’t,” he said.", '"I can\'t," he said.', id="straight"),
        pytest.param("「走。」他说。「好。」\n", "他说：“来。”", "他说：「来。」", id="corners"),
        pytest.param("„Ja.“ Und „Nein.“\n", "“Gut.” „So.“", "„Gut.“ „So.“", id="german"),
        pytest.param("« Oui. » Et « non. »\n", "“Bon.”", "« Bon. »", id="french"),
        pytest.param("``Yes.'' And ``no.''\n", '"Well."', "``Well.''", id="latex"),
        pytest.param("It was—so—late.\n", "and -- but — so", "and—but—so", id="tight-dash"),
        pytest.param("It was – so – late.\n", "cold—wet", "cold – wet", id="en-dash"),
        pytest.param(
            "It was—so—late.\n", "the Rome–Paris train", "the Rome–Paris train", id="range"
        ),
        pytest.param("Well... So...\n", "Then… no", "Then... no", id="three-dots"),
        pytest.param("他说……好……\n", "走…吧", "走……吧", id="six-dots"),
        pytest.param('“One.” "Two." “Three.” "Four."\n', '"Five."', '"Five."', id="mixed-near"),
        pytest.param("她推开窗,下着雪.", "风很大, 她走. 他来", "风很大,她走.他来", id="unspaced-chinese"),
        pytest.param("她推开窗, 下着雪.", "风很大, 她走", "风很大, 她走", id="spaced-chinese"),
        pytest.param("她推开窗，下着雪。", "风很大。 她走", "风很大。她走", id="full-width"),
        pytest.param("She left, she ran.", "he wrote 山, 川 and", "he wrote 山, 川 and", id="chinese-words"),
        pytest.param("No marks here.\n", '"Five" — it\'s…', '"Five" — it\'s…', id="no-habit"),
    ],
)  # fmt: skip
def test_follows_the_page(near: str, text: str, result: str) -> None:
    assert read_typography(near, "").fit(text, before=near) == result


def test_closes_the_quotation_that_the_writer_opened() -> None:
    before = CURLY + "“It is late"
    assert (
        read_typography(before, "").fit('," he said. "Go."', before=before) == ",” he said. “Go.”"
    )


def test_the_text_after_the_cursor_counts_too() -> None:
    assert read_typography("", CURLY).fit("it's", before="") == "it’s"


@given(st.text("“”\"'’「」«» \nab….—-`"), st.text("“”\"'’「」«» \nab….—-`"))
def test_text_in_the_page_s_own_marks_stays(before: str, text: str) -> None:
    marks = read_typography(CURLY + before, "")
    once = marks.fit(text, before=before)
    assert [char for char in once if char.isalnum()] == [char for char in text if char.isalnum()]
