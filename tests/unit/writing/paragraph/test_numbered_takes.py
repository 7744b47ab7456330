"""Takes of one batch, handed out one by one."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from afterword.brief.project.project import ProjectPage
from afterword.engine.interface import GenerationRequest
from afterword.errors import NoUsableTextError
from afterword.settings import Settings
from afterword.writing.passage import Passage
from afterword.writing.service import WritingService
from fakes.scripted_engine import ScriptedEngine

OpenService = Callable[..., Awaitable[WritingService]]
MakePassage = Callable[..., Passage]
WAYS = [" Nobody spoke.", " The rain began.", " A gull cried out.", " The lamp went out."]


def by_turn() -> ScriptedEngine:
    """Write another text each time."""
    count = iter(range(1000))
    return ScriptedEngine(lambda _request: WAYS[next(count) % len(WAYS)])


def close_document(service: WritingService) -> None:
    service.forget("file:///book.md")


def change_settings(service: WritingService) -> None:
    service.apply_settings(Settings())


async def test_each_number_is_another_take_of_one_batch(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    takes = [await service.takes.take(number, place, controls={}) for number in (1, 3, 2)]
    assert len({take.text for take in takes}) == 3
    assert len(engine.requests) == 1


async def test_asked_for_all_at_once_one_batch_is_drawn(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    takes = await asyncio.gather(
        *(service.takes.take(number, place, controls={}) for number in (1, 2, 3))
    )
    assert len({take.text for take in takes}) == 3
    assert len(engine.requests) == 1


async def test_who_asks_for_the_same_again_gets_a_new_batch(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    for _ in range(2):
        await service.takes.take(1, place, controls={})
    await service.takes.take(2, place, controls={})
    assert len(engine.requests) == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(close_document, id="closed"),
        pytest.param(change_settings, id="settings"),
    ],
)
async def test_a_batch_is_dropped_with_its_document_and_its_settings(
    open_service: OpenService, passage: MakePassage, change: Callable[[WritingService], None]
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    await service.takes.take(1, place, controls={})
    service.takes.forget("file:///other.md")
    await service.takes.take(2, place, controls={})
    assert len(engine.requests) == 1
    change(service)
    await service.takes.take(3, place, controls={})
    assert len(engine.requests) == 2


async def test_what_the_project_tells_otherwise_has_a_batch_of_its_own(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    for subject in ("ice", "fire"):
        told = replace(place, page=ProjectPage(brief={"subject": subject}))
        await service.takes.take(1 if subject == "ice" else 2, told, controls={})
    assert len(engine.requests) == 2


@pytest.mark.parametrize("change", [close_document, change_settings], ids=["closed", "settings"])
async def test_a_batch_that_was_dropped_while_it_was_drawn_is_not_kept(
    open_service: OpenService, passage: MakePassage, change: Callable[[WritingService], None]
) -> None:
    reached, goes_on = threading.Event(), threading.Event()

    def wait(_request: GenerationRequest) -> str:
        reached.set()
        goes_on.wait(10)
        return next(ways)

    ways = iter(WAYS * 100)
    engine = ScriptedEngine(wait)
    service = await open_service(engine)
    place = passage("It was calm.‸")
    first = asyncio.create_task(service.takes.take(1, place, controls={}))
    await asyncio.to_thread(reached.wait, 10)
    change(service)
    goes_on.set()
    await first
    await service.takes.take(2, place, controls={})
    assert len(engine.requests) == 2


@pytest.mark.parametrize(
    ("marked", "controls"),
    [("It was very calm.‸", {}), ("It was calm.‸", {"temperature": 1.0})],
    ids=["text", "controls"],
)
async def test_another_text_or_other_controls_have_a_batch_of_their_own(
    open_service: OpenService, passage: MakePassage, marked: str, controls: dict[str, object]
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    await service.takes.take(1, passage("It was calm.‸"), controls={})
    await service.takes.take(2, passage(marked), controls=controls)
    assert len(engine.requests) == 2


async def test_where_there_are_fewer_the_writer_is_told(
    open_service: OpenService, passage: MakePassage
) -> None:
    def always(_request: GenerationRequest) -> str:
        return " Nobody spoke."

    service = await open_service(ScriptedEngine(always))
    place = passage("It was calm.‸")
    assert (await service.takes.take(1, place, controls={})).text == " Nobody spoke."
    with pytest.raises(NoUsableTextError, match="only 1 different"):
        await service.takes.take(2, place, controls={})
