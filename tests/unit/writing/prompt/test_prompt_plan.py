"""The prompt: the brief's head and the near text, within one budget."""

from pathlib import Path

import pytest

from afterword.brief.budget import estimate_tokens
from afterword.brief.head.effective_brief import effective_brief
from afterword.brief.project.examples import Examples
from afterword.brief.project.project_context import NO_PROJECT_CONTEXT, ProjectContext
from afterword.settings.brief_fields import Brief, Form
from afterword.writing.passage import DEFAULT_SETTINGS, Passage
from afterword.writing.prompt.prompt_plan import PromptPlan, is_in_chinese, plan_prompt

HEAD = "---\ntitle: The Ferry\nafterword:\n  form: novel\n  tone: dry\n---\n\n"
STORY = "He rowed across and back. Nobody came. " * 200


def plan(
    before: str,
    *,
    budget_tokens: int,
    brief: Brief | None = None,
    project_context: ProjectContext = NO_PROJECT_CONTEXT,
) -> PromptPlan:
    settings = DEFAULT_SETTINGS.model_copy(update={"brief": brief or Brief()})
    place = Passage(
        text=before, char_offset=len(before), settings=settings, project_context=project_context
    )
    return plan_prompt(place, before, budget_tokens=budget_tokens)


def test_without_a_brief_the_prompt_is_the_text() -> None:
    healed = plan("The old fer", budget_tokens=100).healed
    assert (healed.prompt, healed.forced_prefix) == ("The old", " fer")


def test_a_documents_head_is_read_as_a_brief_and_not_as_text() -> None:
    healed = plan(f"{HEAD}The old fer", budget_tokens=300).healed
    assert healed.prompt == "Form: Novel\nTone: dry\n\n* * *\n\nThe old"


def test_the_head_goes_before_the_settings_key_by_key() -> None:
    brief = Brief(form=Form.POEM, genre="elegy")
    found = plan(f"{HEAD}The", budget_tokens=300, brief=brief)
    assert (found.brief.form, found.brief.genre, found.brief.tone) == (Form.NOVEL, "elegy", "dry")


def test_brief_and_near_text_share_the_budget() -> None:
    long = Brief(synopsis="They cross the river once more. " * 300)
    found = plan(STORY, budget_tokens=400, brief=long)
    assert estimate_tokens(found.healed.prompt) <= 400
    assert estimate_tokens(found.head) <= 400 / 3 + 10
    assert found.left_out_chars > 0
    assert found.healed.prompt.endswith("Nobody came.")


def test_the_head_stays_while_the_writer_types() -> None:
    starts = {
        plan(f"{HEAD}{STORY}{'and on ' * count}", budget_tokens=400).healed.prompt[:200]
        for count in range(12)
    }
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("brief", "text", "is_chinese"),
    [
        pytest.param(Brief(subject="雪夜的木匠"), "", True, id="by-the-brief"),
        pytest.param(Brief(subject="雪夜的木匠"), "“Snow", True, id="before-the-text"),
        pytest.param(Brief(form=Form.POEM), "他站在雪里，没有说话。", True, id="by-the-text"),
        pytest.param(Brief(form=Form.POEM), "He stood in the snow.", False, id="english-text"),
        pytest.param(Brief(language="zh-CN"), "", True, id="code"),
        pytest.param(Brief(language="中文"), "Snow", True, id="own-name"),
        pytest.param(Brief(language="French", subject="雪"), "雪", False, id="another-language"),
        pytest.param(Brief(form=Form.POEM), "", False, id="nothing-to-go-by"),
    ],
)
def test_the_head_is_in_the_language_of_the_piece(
    brief: Brief, text: str, is_chinese: bool
) -> None:
    assert is_in_chinese(brief, text) is is_chinese


def test_a_documents_avoid_is_added_to_the_projects() -> None:
    text = "---\nafterword:\n  avoid: [grey, mist]\n---\nThe"
    brief = effective_brief(text, Brief(avoid=("suddenly", "mist"))).brief
    assert brief.avoid == ("suddenly", "mist", "grey")


def test_a_head_with_nothing_right_in_it_is_still_no_text() -> None:
    text = "---\nafterword:\n  form: quilt\n---\n\nThe old"
    assert plan(text, budget_tokens=300).healed.prompt == "The"


def test_a_title_alone_stays_text() -> None:
    text = "---\ntitle: The Ferry\n---\n\nThe old"
    assert plan(text, budget_tokens=300).healed.prompt.startswith("---\ntitle")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("A.\n\nB.\n\nC is", "A.\n\n[N]\n\nB.\n\nC"),
        ("A.\n\nB is", "[N]\n\nA.\n\nB"),
        ("A.\n \nB.\n \nC is", "[N]\n\nB."),
        ("A is", "[N]\n\nA"),
        ("　　甲一。\n　　乙二。\n　　丙", "　　甲一。\n[N]\n\n　　乙二。"),
    ],
)
def test_a_note_stands_near_the_cursor(document: str, expected: str) -> None:
    brief = Brief(note="N")
    prompt = plan(document, budget_tokens=300, brief=brief).healed.prompt
    assert expected in prompt


def test_a_note_keeps_its_place_while_a_paragraph_grows() -> None:
    brief = Brief(note="N")
    for typed in ("D", "D fo", "D four and", "D four and more."):
        prompt = plan(f"B.\n\nC.\n\n{typed}", budget_tokens=300, brief=brief).healed
        assert "B.\n\n[N]\n\nC." in prompt.prompt


def test_a_note_is_part_of_the_budget() -> None:
    brief = Brief(note="字" * 300)
    prompt = plan("话" * 3000, budget_tokens=512, brief=brief).healed.prompt
    assert estimate_tokens(prompt) <= 512


def test_examples_stand_before_everything(tmp_path: Path) -> None:
    passage = "He rowed as a man rows who has been told to. " * 30
    (tmp_path / "voice.md").write_text(passage, encoding="utf-8")
    brief = Brief(tone="dry", examples=("voice.md", "none.md"))
    document = ProjectContext(examples=Examples(tmp_path))
    found = plan(STORY * 4, budget_tokens=400, brief=brief, project_context=document)
    assert found.healed.prompt.startswith("He rowed as a man rows who has been told to. He rowed")
    assert "told to.\n\n* * *\n\nTone: dry\n" in found.healed.prompt
    assert estimate_tokens(found.head) <= 200
    left_out = {part.name: part.left_out for part in found.parts if part.left_out}
    assert left_out == {"example: voice.md": "cut to the budget", "example: none.md": "not read"}
