"""The next line of verse over a scripted engine: metre, rhyme, and the note on them."""

from collections.abc import Callable

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.settings.brief_fields import Form
from afterword.writing.places.verse_line import is_verse_at
from afterword.writing.task import Task, TaskTarget
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService

STANZA = (
    "The boat lay still upon the sand,\nthe sky was low and grey,\nand no one stood upon the land"
)
RHYMED = "to wave the ships away."
LONG = "and nobody at all was there to see the boats on such a day"
OTHER = "or lit a fire for them."


def by_seed(*ways: str) -> Callable[[GenerationRequest], str]:
    return lambda request: ways[(request.sampling.seed or 0) % len(ways)]


@pytest.mark.parametrize(
    ("marked", "added"),
    [
        pytest.param(f"{STANZA}‸", f"\n{RHYMED}", id="under-the-line"),
        pytest.param(f"{STANZA}\n‸", RHYMED, id="on-an-empty-line"),
        pytest.param(f"  {STANZA}".replace("\n", "\n  ") + "‸", f"\n  {RHYMED}", id="set-in"),
    ],
)
async def test_the_line_that_rhymes_and_scans_is_taken(
    open_service: OpenService, passage: MakePassage, marked: str, added: str
) -> None:
    engine = ScriptedEngine(by_seed(OTHER, LONG, f"{RHYMED}\nAnd more", ""))
    service = await open_service(engine)
    line = await service.continuer.continue_paragraph(
        passage(marked), TaskTarget(task=Task.LINE), controls={"seed": 0}
    )
    assert (line.text, line.note) == (added, "")
    assert len(engine.requests) == 1


async def test_more_lines_are_generated_until_one_rhymes_and_else_it_is_said(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(OTHER)
    service = await open_service(engine)
    line = await service.continuer.continue_paragraph(
        passage(f"{STANZA}‸"), TaskTarget(task=Task.LINE)
    )
    assert (line.text, line.note) == (f"\n{OTHER}", "The next line: no rhyme was found.")
    assert len(engine.requests) == 3


async def test_in_chinese_characters_are_counted_and_rhymes_are_not(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(by_seed("没有人从远远的山上下来看他", "没有人走来"))
    service = await open_service(engine)
    document = passage("雪落在渡口\n灯落在水里\n船停在岸边‸")
    line = await service.continuer.continue_paragraph(
        document, TaskTarget(task=Task.LINE), controls={"seed": 0}
    )
    assert line.text == "\n没有人走来"
    assert line.note == "The next line: rhymes can't be determined in this language."


async def test_a_line_of_the_poem_is_not_said_again(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(by_seed("The sky was low and grey.", OTHER))
    service = await open_service(engine)
    line = await service.continuer.continue_paragraph(
        passage(f"{STANZA}‸"), TaskTarget(task=Task.LINE), controls={"seed": 0}
    )
    assert line.text == f"\n{OTHER}"


@pytest.mark.parametrize(
    ("marked", "form", "expected"),
    [
        pytest.param(f"{STANZA}‸", None, True, id="looks-so"),
        pytest.param(f"{STANZA}‸", Form.NOVEL, False, id="the-brief-says-otherwise"),
        pytest.param("Only one line‸", Form.POEM, True, id="the-brief-says-so"),
        pytest.param("Only one line‸", None, False, id="too-little-to-tell"),
        pytest.param("‸", Form.POEM, False, id="nothing-yet"),
    ],
)
def test_a_line_is_offered_in_verse(
    passage: MakePassage, marked: str, form: Form | None, *, expected: bool
) -> None:
    assert is_verse_at(passage(marked), form) is expected
