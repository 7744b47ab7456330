"""The explanation of what the model reads."""

import re
from dataclasses import replace
from pathlib import Path

from afterword.brief.project.previous_text import Chapter, PreviousText
from afterword.brief.project.project_context import ProjectContext
from afterword.settings import Settings
from afterword.settings.brief_fields import Brief
from afterword.writing.passage import Passage
from afterword.writing.prompt_explanation import PromptPurpose, explain_prompt

FERRY = "# The Ferry\n\n" + "Marta rowed the clock across the grey river to the landing. " * 8
ICE = "# The Ice\n\nIt came early."
PREVIOUS = PreviousText([Chapter("1-ferry.md", FERRY.strip(), Path("1-ferry.md"))])
PROJECT_CONTEXT = ProjectContext(previous=PREVIOUS)
PASSAGE = Passage(text=ICE, char_offset=len(ICE), project_context=PROJECT_CONTEXT)


def explained(passage: Passage, *, purpose: PromptPurpose = PromptPurpose.GHOST_TEXT) -> str:
    return explain_prompt(passage, purpose=purpose, model="m")


def explained_with_note(
    passage: Passage,
    *,
    note: str | None = "the ice breaks",
    purpose: PromptPurpose = PromptPurpose.PARAGRAPH,
) -> str:
    """Return the explanation for a model that follows instructions, by default with a note."""
    settings = Settings().model_copy(update={"brief": Brief(note=note)})
    under_a_note = replace(passage, settings=settings)
    return explain_prompt(under_a_note, purpose=purpose, model="m", follows_instructions=True)


def test_the_previous_file_is_shown_apart_from_the_text() -> None:
    text = explained(PASSAGE)
    assert "it is read as going on from 1-ferry.md.\n```text\n# The Ferry" in text
    assert "## Text before the cursor, about 6 tokens\n```text\n# The Ice\n\nIt came" in text


def test_without_a_previous_file_none_is_shown() -> None:
    assert "## Before this file" not in explained(
        replace(PASSAGE, project_context=ProjectContext())
    )


def test_for_an_instructed_model_the_previous_file_is_shown_apart_too() -> None:
    text = explained_with_note(PASSAGE)
    assert "it is read as going on from 1-ferry.md.\n```text\n# The Ferry" in text
    own = text[text.index("## Text before the cursor, with which its answer begins") :]
    assert "Marta" not in own
    assert "It came" in own


def test_the_instruction_is_counted() -> None:
    text = explained_with_note(replace(PASSAGE, project_context=ProjectContext()))
    total, instruction, own = (int(found) for found in re.findall(r"about (\d+)", text)[:3])
    assert total >= instruction + own - 1


def test_says_that_it_may_be_asked_again_without_being_told() -> None:
    assert "without an instruction" in explained_with_note(PASSAGE)
    assert "without an instruction" not in explained(PASSAGE, purpose=PromptPurpose.PARAGRAPH)


def test_without_a_note_a_model_that_can_be_told_is_shown_a_title_page() -> None:
    text = explained_with_note(PASSAGE, note=None)
    assert "chat template" in explained_with_note(PASSAGE)
    assert "chat template" not in text
    assert "## Text before the cursor, about " in text


def test_ghost_text_is_never_told() -> None:
    text = explained_with_note(PASSAGE, purpose=PromptPurpose.GHOST_TEXT)
    assert "chat template" not in text
    assert "[the ice breaks]" in text
