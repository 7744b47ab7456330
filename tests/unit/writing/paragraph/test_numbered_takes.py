"""Takes of one batch, handed out one by one."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from afterword.brief.project.project import ProjectPage
from afterword.engine.interface import GenerationRequest
from afterword.errors import NothingToSayError
from afterword.settings import Settings
from afterword.writing.passage import Passage
from afterword.writing.service import Workshop
from fakes.scripted_engine import ScriptedEngine

OpenWorkshop = Callable[..., Awaitable[Workshop]]
MakePassage = Callable[..., Passage]
WAYS = [" Nobody spoke.", " The rain began.", " A gull cried out.", " The lamp went out."]


def by_turn() -> ScriptedEngine:
    """Write another text each time."""
    count = iter(range(1000))
    return ScriptedEngine(lambda _request: WAYS[next(count) % len(WAYS)])


def close_document(workshop: Workshop) -> None:
    workshop.forget("file:///book.md")


def change_settings(workshop: Workshop) -> None:
    workshop.apply_settings(Settings())


async def test_each_number_is_another_take_of_one_batch(
    open_workshop: OpenWorkshop, passage: MakePassage
) -> None:
    engine = by_turn()
    workshop = await open_workshop(engine)
    place = passage("It was calm.‸")
    takes = [await workshop.takes.take(number, place, controls={}) for number in (1, 3, 2)]
    assert len({take.text for take in takes}) == 3
    assert len(engine.requests) == 1


async def test_asked_for_all_at_once_one_batch_is_drawn(
    open_workshop: OpenWorkshop, passage: MakePassage
) -> None:
    engine = by_turn()
    workshop = await open_workshop(engine)
    place = passage("It was calm.‸")
    takes = await asyncio.gather(
        *(workshop.takes.take(number, place, controls={}) for number in (1, 2, 3))
    )
    assert len({take.text for take in takes}) == 3
    assert len(engine.requests) == 1


async def test_who_asks_for_the_same_again_gets_a_new_batch(
    open_workshop: OpenWorkshop, passage: MakePassage
) -> None:
    engine = by_turn()
    workshop = await open_workshop(engine)
    place = passage("It was calm.‸")
    for _ in range(2):
        await workshop.takes.take(1, place, controls={})
    await workshop.takes.take(2, place, controls={})
    assert len(engine.requests) == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(close_document, id="closed"),
        pytest.param(change_settings, id="settings"),
    ],
)
async def test_a_batch_is_dropped_with_its_document_and_its_settings(
    open_workshop: OpenWorkshop, passage: MakePassage, change: Callable[[Workshop], None]
) -> None:
    engine = by_turn()
    workshop = await open_workshop(engine)
    place = passage("It was calm.‸")
    await workshop.takes.take(1, place, controls={})
    workshop.takes.forget("file:///other.md")
    await workshop.takes.take(2, place, controls={})
    assert len(engine.requests) == 1
    change(workshop)
    await workshop.takes.take(3, place, controls={})
    assert len(engine.requests) == 2


async def test_what_the_project_tells_otherwise_has_a_batch_of_its_own(
    open_workshop: OpenWorkshop, passage: MakePassage
) -> None:
    engine = by_turn()
    workshop = await open_workshop(engine)
    place = passage("It was calm.‸")
    for subject in ("ice", "fire"):
        told = replace(place, page=ProjectPage(brief={"subject": subject}))
        await workshop.takes.take(1 if subject == "ice" else 2, told, controls={})
    assert len(engine.requests) == 2


@pytest.mark.parametrize("change", [close_document, change_settings], ids=["closed", "settings"])
async def test_a_batch_that_was_dropped_while_it_was_drawn_is_not_kept(
    open_workshop: OpenWorkshop, passage: MakePassage, change: Callable[[Workshop], None]
) -> None:
    reached, goes_on = threading.Event(), threading.Event()

    def wait(_request: GenerationRequest) -> str:
        reached.set()
        goes_on.wait(10)
        return next(ways)

    ways = iter(WAYS * 100)
    engine = ScriptedEngine(wait)
    workshop = await open_workshop(engine)
    place = passage("It was calm.‸")
    first = asyncio.create_task(workshop.takes.take(1, place, controls={}))
    await asyncio.to_thread(reached.wait, 10)
    change(workshop)
    goes_on.set()
    await first
    await workshop.takes.take(2, place, controls={})
    assert len(engine.requests) == 2


@pytest.mark.parametrize(
    ("marked", "controls"),
    [("It was very calm.‸", {}), ("It was calm.‸", {"temperature": 1.0})],
    ids=["text", "controls"],
)
async def test_another_text_or_other_controls_have_a_batch_of_their_own(
    open_workshop: OpenWorkshop, passage: MakePassage, marked: str, controls: dict[str, object]
) -> None:
    engine = by_turn()
    workshop = await open_workshop(engine)
    await workshop.takes.take(1, passage("It was calm.‸"), controls={})
    await workshop.takes.take(2, passage(marked), controls=controls)
    assert len(engine.requests) == 2


async def test_where_there_are_fewer_the_writer_is_told(
    open_workshop: OpenWorkshop, passage: MakePassage
) -> None:
    def always(_request: GenerationRequest) -> str:
        return " Nobody spoke."

    workshop = await open_workshop(ScriptedEngine(always))
    place = passage("It was calm.‸")
    assert (await workshop.takes.take(1, place, controls={})).text == " Nobody spoke."
    with pytest.raises(NothingToSayError, match="only 1 different"):
        await workshop.takes.take(2, place, controls={})
