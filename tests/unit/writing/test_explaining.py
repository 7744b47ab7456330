"""What the writer is told about what the model reads."""

import re
from dataclasses import replace

import pytest

from afterword.brief.far_context import Chapter, FarContext
from afterword.brief.project import ProjectPage
from afterword.settings import Settings
from afterword.settings.brief_fields import Brief
from afterword.writing.explaining import Job, explain_prompt
from afterword.writing.passage import Passage

FERRY = "# The Ferry\n\n" + "Marta rowed the clock across the grey river to the landing. " * 8
ICE = "# The Ice\n\nIt came early."
PAGE = ProjectPage(far=FarContext([Chapter("1-ferry.md", FERRY.strip())]))
PASSAGE = Passage(text=ICE, char_offset=len(ICE), page=PAGE)


def settings(*, share: float) -> Settings:
    defaults = Settings()
    inline = defaults.inline.model_copy(update={"far_share": share})
    return defaults.model_copy(update={"inline": inline})


def explained(passage: Passage, *, share: float = 0.0, job: Job = Job.GHOST_TEXT) -> str:
    return explain_prompt(passage, settings(share=share), job=job, model="m")


def told(passage: Passage, *, note: str | None = "the ice breaks", job: Job = Job.PARAGRAPH) -> str:
    """Return what is shown of a model that follows instructions, by default under a note."""
    paragraph = Settings().paragraph.model_copy(update={"far_share": 0.2})
    in_force = Settings().model_copy(update={"paragraph": paragraph, "brief": Brief(note=note)})
    return explain_prompt(passage, in_force, job=job, model="m", follows_instructions=True)


def test_far_context_is_a_part_of_its_own_with_its_sources() -> None:
    text = explained(PASSAGE, share=0.2)
    far = text[text.index("## Far context, about ") : text.index("## Before this file")]
    assert "From earlier chapters: Marta rowed the clock" in far
    assert "- 1-ferry.md: about 1" in far
    assert "## Brief and lore: nothing that is read" in text


def test_the_file_before_is_shown_apart_from_the_text() -> None:
    text = explained(PASSAGE)
    assert "it is read as going on from 1-ferry.md.\n```text\n# The Ferry" in text
    assert "## Text before the cursor, about 5 tokens\n```text\n# The Ice\n\nIt came" in text


@pytest.mark.parametrize(
    ("share", "job", "reason"),
    [
        pytest.param(0.0, Job.GHOST_TEXT, "inline.far_share is 0", id="off"),
        pytest.param(0.0, Job.PARAGRAPH, "paragraph.far_share is 0", id="off-for-paragraphs"),
        pytest.param(
            0.2, Job.GHOST_TEXT, "no chapter stands before this place", id="nothing-there"
        ),
    ],
)
def test_says_why_there_is_no_far_context(share: float, job: Job, reason: str) -> None:
    alone = replace(PASSAGE, page=ProjectPage())
    assert f"## Far context: none ({reason})" in explained(alone, share=share, job=job)
    assert "## Before this file" not in explained(alone)


def test_a_chapter_without_room_says_so() -> None:
    page = ProjectPage(far=FarContext([Chapter("1.md", FERRY), Chapter("2.md", FERRY)]))
    assert "- 1.md: no room" in explained(replace(PASSAGE, page=page), share=0.025)


def test_for_a_told_model_the_file_before_is_shown_apart_too() -> None:
    text = told(PASSAGE)
    assert "it is read as going on from 1-ferry.md.\n```text\n# The Ferry" in text
    own = text[text.index("## Text before the cursor, with which its answer begins") :]
    assert "Marta" not in own
    assert "It came" in own


def test_what_is_told_is_counted_and_has_its_chapters() -> None:
    text = told(replace(PASSAGE, page=ProjectPage()))
    total, instruction, own = (int(found) for found in re.findall(r"about (\d+)", text)[:3])
    assert total >= instruction + own - 1
    assert "- 1-ferry.md: about " in told(PASSAGE)


def test_says_that_it_may_be_asked_again_without_being_told() -> None:
    assert "without being told" in told(PASSAGE)
    assert "without being told" not in explained(PASSAGE, job=Job.PARAGRAPH)


def test_without_a_note_a_model_that_can_be_told_is_shown_a_title_page() -> None:
    text = told(PASSAGE, note=None)
    assert "chat template" in told(PASSAGE)
    assert "chat template" not in text
    assert "## Far context, about " in text
    assert "## Text before the cursor, about " in text


def test_ghost_text_is_never_told() -> None:
    text = told(PASSAGE, job=Job.GHOST_TEXT)
    assert "chat template" not in text
    assert "[the ice breaks]" in text
