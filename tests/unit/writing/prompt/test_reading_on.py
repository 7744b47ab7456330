"""Reading on from the file before: within the budget, and still while the writer types."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from afterword.brief.budget import estimate_tokens
from afterword.brief.project.previous_text import Chapter, PreviousText
from afterword.settings.brief_fields import Brief
from afterword.writing.prompt.prompt_context import PromptContext
from afterword.writing.prompt.prompt_plan import plan_prompt

FERRY = "Marta rowed the clock across the grey river to the landing. "
MILL = "Jonas found the boat of the miller under the broken ice. "
NOVEL = f"# The Ferry\n\n{FERRY * 30}\n\n# The Mill\n\n{MILL * 30}\n\n# The Ice\n\n"
TYPED = "It came early that year. Nobody crossed, and the river said nothing.\n\n" * 12
BUDGET_TOKENS = 200


def prompt_context(*, reads_on: bool = True, brief: Brief | None = None) -> PromptContext:
    file = Path("1-prologue.md")
    previous = PreviousText([Chapter(file.name, f"# Prologue\n\n{FERRY * 30}", file)])
    return PromptContext(previous=previous, reads_on=reads_on, brief=brief or Brief())


def prompt(text: str, prompt_context: PromptContext) -> str:
    return plan_prompt(
        text, budget_tokens=BUDGET_TOKENS, prompt_context=prompt_context
    ).healed.prompt


def test_a_short_text_goes_on_where_the_file_before_ends() -> None:
    near = "# The Ice\n\nIt came"
    plan = plan_prompt(near, budget_tokens=BUDGET_TOKENS, prompt_context=prompt_context())
    assert plan.healed.prompt == f"{plan.previous_tail}# The Ice\n\nIt"
    assert plan.previous_tail.endswith(f"{FERRY.strip()}\n\n")
    assert prompt(near, prompt_context(reads_on=False)) == "# The Ice\n\nIt"


def test_a_brief_a_note_and_the_file_before_share_the_budget() -> None:
    brief = Brief(subject="a river", so_far=f"{MILL * 30}", note="nobody knows yet")
    for length in range(0, len(TYPED), 40):
        found = prompt(f"# The Ice\n\n{TYPED[:length]}", prompt_context(brief=brief))
        assert estimate_tokens(found) <= BUDGET_TOKENS
        assert "The story so far: " in found


@given(start=st.integers(0, len(TYPED) // 2), typed=st.integers(1, 160))
def test_the_prompts_beginning_stays_while_the_writer_types(start: int, typed: int) -> None:
    """Per quarter of the budget it may move once; a prompt grows at its end else."""
    for text in ("# The Ice\n\n", NOVEL):
        told = prompt_context()
        prompts = [prompt(text + TYPED[: start + length], told).rstrip() for length in range(typed)]
        moves = sum(not now.startswith(was[:100]) for was, now in pairwise(prompts))
        assert moves <= 1
