"""A model's preamble is removed; a story's own words stay."""

import pytest

from afterword.writing.filters.model_preamble import (
    bare_answer,
    may_be_announcement,
    without_announcement,
    without_preamble,
)


@pytest.mark.parametrize(
    "preamble",
    [
        "Sure! Here is a rewritten version of the sentence:\n\n",
        "Certainly, here's the continuation:\n",
        "Here is a possible continuation of the paragraph: ",
        "Of course!\n\n",
        "Below is the revised text.\n",
        "Natürlich! Hier ist eine neue Fassung:\n",
        "Bien sûr, voici une autre version : ",
        "当然，以下是改写后的句子：\n",
        "好的，这是改写后的版本：",
        "以下是续写的内容：\n\n",
    ],
)
def test_an_announcement_goes(preamble: str) -> None:
    assert without_preamble(f"{preamble}The sea was calm.") == "The sea was calm."


@pytest.mark.parametrize(
    "text",
    [
        "Sure, she would come. Here is the man, he thought.",
        '"Certainly," he said. "Here is your hat."',
        "Of course the door was locked.",
        "Here is where the story begins: in a small town by the sea.",
        "Here is the text of the letter: come home.",
        "This is the version that she told the police: she had been asleep.",
        "好的，他说，我明天来。",
        "当然，没有人相信他。",
        "以下是她留下的东西：一只杯子。",
        "Sure.",
        " Ok, he thought, and went on.",
        "Here is the revised will: he gets nothing.",
    ],
)
def test_prose_stays(text: str) -> None:
    assert without_preamble(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Of course.\nHe took the rope.",
        'Sure.\n"Then go," she said.',
        "Okay.\nI will go.",
        "当然。\n她走了。",
        "Voilà !\nElle partit.",
    ],
)
def test_a_greeting_stays_in_a_continuation(text: str) -> None:
    assert without_announcement(text) == text


def test_an_announcement_goes_from_a_continuation() -> None:
    announced = "Sure! Here is a possible continuation of the text:\n\nThe sea was calm."
    assert without_announcement(announced) == "The sea was calm."


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("Su", True),
        ("Sure! Here is a poss", True),
        ("Here is a possible continuation of the text:\n", True),
        ("以下", True),
        ("She", False),
        ("Here, he said, and", False),
        ("Here is a possible continuation of the text:\nThe sea", False),
    ],
)
def test_a_growing_text_may_be_an_announcement_as_long_as_nothing_else_is_there(
    text: str, *, may_be: bool
) -> None:
    assert may_be_announcement(text) is may_be


@pytest.mark.parametrize(
    ("answer", "bare"),
    [
        pytest.param('"The sea lay still."', "The sea lay still.", id="quotes"),
        pytest.param("“The sea lay still.”", "The sea lay still.", id="curly-quotes"),
        pytest.param("「海很平静。」", "海很平静。", id="corners"),
        pytest.param("**The sea lay still.**", "The sea lay still.", id="bold"),
        pytest.param("1. The sea lay still.\n2. Calm.", "The sea lay still.", id="list"),
        pytest.param("Rewritten sentence: The sea lay still.", "The sea lay still.", id="label"),
        pytest.param("New version: The sea lay still.", "The sea lay still.", id="new-version"),
        pytest.param("New: the sea lay still.", "New: the sea lay still.", id="no-label"),
        pytest.param("改写后：海很平静。", "海很平静。", id="chinese-label"),
        pytest.param("The sea lay still.\n\nI hope this helps!", "The sea lay still.", id="tail"),
        pytest.param("```\nThe sea lay still.\n```", "The sea lay still.", id="fence"),
        pytest.param('"No," he said. "Never."', '"No," he said. "Never."', id="two-quotations"),
    ],
)
def test_an_answer_is_reduced_to_its_text(answer: str, bare: str) -> None:
    assert bare_answer(answer, original="The sea was calm.") == bare


def test_what_the_original_has_at_its_edges_stays() -> None:
    assert bare_answer('"Come in."', original='"Enter."') == '"Come in."'
    assert bare_answer("- One\n- Two\n- Three", original="- A\n- B") == "- One\n- Two"
