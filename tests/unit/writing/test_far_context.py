"""Far context in the prompt: within the budget, and still while the writer types."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.brief.budget import estimate_tokens
from afterword.brief.far_context import Chapter, FarContext
from afterword.settings.brief_fields import Brief
from afterword.writing.background import Background
from afterword.writing.prompting import plan_prompt

FERRY = "Marta rowed the clock across the grey river to the landing. "
MILL = "Jonas found the boat of the miller under the broken ice. "
NOVEL = f"# The Ferry\n\n{FERRY * 30}\n\n# The Mill\n\n{MILL * 30}\n\n# The Ice\n\n"
TYPED = "It came early that year. Nobody crossed, and the river said nothing.\n\n" * 12
BUDGET_TOKENS = 200


def background(*, share: float = 0.25, reads_on: bool = True, **more: object) -> Background:
    far = FarContext([Chapter("1-prologue.md", f"# Prologue\n\n{FERRY * 30}")])
    return Background(far=far, far_share=share, reads_on=reads_on, **more)  # pyright: ignore[reportArgumentType]


def prompt(text: str, background: Background) -> str:
    return plan_prompt(text, budget_tokens=BUDGET_TOKENS, background=background).healed.prompt


def test_it_stands_before_the_near_text_and_says_what_was() -> None:
    plan = plan_prompt(f"{NOVEL}It came", budget_tokens=BUDGET_TOKENS, background=background())
    assert plan.healed.prompt.startswith("From earlier chapters: ")
    assert "\n\n* * *\n\n" in plan.head
    assert [part.name for part in plan.parts if part.is_far][1:] == [
        "1-prologue.md",
        "The Ferry",
        "The Mill",
    ]


def test_it_is_off_without_a_share() -> None:
    assert prompt(f"{NOVEL}It came", background(share=0.0)).startswith(
        prompt(f"{NOVEL}It came", Background())
    )


def test_a_short_text_goes_on_where_the_file_before_ends() -> None:
    near = "# The Ice\n\nIt came"
    plan = plan_prompt(near, budget_tokens=BUDGET_TOKENS, background=background(share=0.0))
    assert plan.healed.prompt == f"{plan.lead}# The Ice\n\nIt"
    assert plan.lead.endswith(f"{FERRY.strip()}\n\n")
    assert prompt(near, background(share=0.0, reads_on=False)) == "# The Ice\n\nIt"


def test_a_brief_a_note_and_far_context_share_the_budget() -> None:
    brief = Brief(subject="a river", so_far=f"{MILL * 30}", note="nobody knows yet")
    for length in range(0, len(TYPED), 40):
        text = f"{NOVEL}{TYPED[:length]}"
        found = prompt(text, background(share=0.5, brief=brief))
        assert estimate_tokens(found) <= BUDGET_TOKENS
        assert "The story so far: " in found


@pytest.mark.parametrize("share", [0.0, 0.25])
@given(start=st.integers(0, len(TYPED) // 2), typed=st.integers(1, 160))
def test_the_prompts_beginning_stays_while_the_writer_types(
    share: float, start: int, typed: int
) -> None:
    """Per quarter of the budget it may move once; a prompt grows at its end else."""
    for text in ("# The Ice\n\n", NOVEL):
        told = background(share=share)
        prompts = [prompt(text + TYPED[: start + length], told).rstrip() for length in range(typed)]
        moves = sum(not now.startswith(was[:100]) for was, now in pairwise(prompts))
        assert moves <= 1


@given(typed=st.text(alphabet="ab #\n。“", max_size=60))
def test_whatever_is_typed_in_a_line_the_head_stays(typed: str) -> None:
    line = typed.replace("\n", "")
    told = background(share=0.25)
    heads = {
        plan_prompt(
            f"{NOVEL}It came.\n\n{line[:length]}", budget_tokens=BUDGET_TOKENS, background=told
        ).head
        for length in range(len(line) + 1)
    }
    assert len(heads) == 1


def test_a_new_chapter_changes_it_once_when_its_heading_is_complete() -> None:
    told = background(share=0.25)
    text = f"{NOVEL}{TYPED}# The Spring"
    head = plan_prompt(text, budget_tokens=BUDGET_TOKENS, background=told).head
    after = plan_prompt(f"{text}\n", budget_tokens=BUDGET_TOKENS, background=told).head
    assert "Nobody crossed" not in head.partition("This chapter began")[0]
    assert "Nobody crossed" in after.partition("This chapter began")[0]
