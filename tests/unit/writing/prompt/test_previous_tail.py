"""The end of the previous file in a prompt: within the budget, and stable while the writer types."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from afterword.brief.budget import estimate_tokens
from afterword.brief.project.previous_text import Chapter, PreviousText
from afterword.brief.project.project_context import ProjectContext
from afterword.settings.brief_fields import Brief
from afterword.writing.passage import DEFAULT_SETTINGS, Passage
from afterword.writing.prompt.prompt_plan import PromptPlan, plan_prompt

FERRY = "Marta rowed the clock across the grey river to the landing. "
MILL = "Jonas found the boat of the miller under the broken ice. "
NOVEL = f"# The Ferry\n\n{FERRY * 30}\n\n# The Mill\n\n{MILL * 30}\n\n# The Ice\n\n"
TYPED = "It came early that year. Nobody crossed, and the river said nothing.\n\n" * 12
BUDGET_TOKENS = 200
PROLOGUE = Path("1-prologue.md")
PREVIOUS = PreviousText([Chapter(PROLOGUE.name, f"# Prologue\n\n{FERRY * 30}", PROLOGUE)])
PROJECT_CONTEXT = ProjectContext(previous=PREVIOUS)


def plan(text: str, *, reads_on: bool = True, brief: Brief | None = None) -> PromptPlan:
    chapters = DEFAULT_SETTINGS.chapters.model_copy(update={"read_on": reads_on})
    settings = DEFAULT_SETTINGS.model_copy(update={"brief": brief or Brief(), "chapters": chapters})
    place = Passage(
        text=text, char_offset=len(text), project_context=PROJECT_CONTEXT, settings=settings
    )
    return plan_prompt(place, text, budget_tokens=BUDGET_TOKENS)


def test_a_short_text_goes_on_where_the_previous_file_ends() -> None:
    near = "# The Ice\n\nIt came"
    found = plan(near)
    assert found.healed.prompt == f"{found.previous_tail}# The Ice\n\nIt"
    assert found.previous_tail.endswith(f"{FERRY.strip()}\n\n")
    assert plan(near, reads_on=False).healed.prompt == "# The Ice\n\nIt"


def test_a_brief_a_note_and_the_previous_file_share_the_budget() -> None:
    brief = Brief(subject="a river", so_far=f"{MILL * 30}", note="nobody knows yet")
    for length in range(0, len(TYPED), 40):
        found = plan(f"# The Ice\n\n{TYPED[:length]}", brief=brief).healed.prompt
        assert estimate_tokens(found) <= BUDGET_TOKENS
        assert "The story so far: " in found


@given(start=st.integers(0, len(TYPED) // 2), typed=st.integers(1, 160))
def test_the_prompts_beginning_stays_while_the_writer_types(start: int, typed: int) -> None:
    """Per quarter of the budget it may move once; a prompt grows at its end else."""
    for text in ("# The Ice\n\n", NOVEL):
        plans = [plan(text + TYPED[: start + length]) for length in range(typed)]
        prompts = [each.healed.prompt.rstrip() for each in plans]
        moves = sum(not now.startswith(was[:100]) for was, now in pairwise(prompts))
        assert moves <= 1
