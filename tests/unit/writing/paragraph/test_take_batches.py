"""Takes of one batch, handed out one by one."""

import asyncio
import threading
from dataclasses import replace

import pytest

from afterword.brief.project.project_context import ProjectContext
from afterword.engine.interface import GenerationRequest
from afterword.errors import NoUsableTextError
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService, settings_of

WAYS = [" Nobody spoke.", " The rain began.", " A gull cried out.", " The lamp went out."]


def by_turn() -> ScriptedEngine:
    """Write another text each time."""
    count = iter(range(1000))
    return ScriptedEngine(lambda _request: WAYS[next(count) % len(WAYS)])


async def test_each_number_is_another_take_of_one_batch(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    takes = [await service.continuer.take(number, place, controls={}) for number in (1, 3, 2)]
    assert len({take.text for take in takes}) == 3
    assert len(engine.requests) == 1


async def test_asked_for_all_at_once_one_batch_is_generated(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    takes = await asyncio.gather(
        *(service.continuer.take(number, place, controls={}) for number in (1, 2, 3))
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
        await service.continuer.take(1, place, controls={})
    await service.continuer.take(2, place, controls={})
    assert len(engine.requests) == 2


async def test_a_batch_is_dropped_with_its_document(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    await service.continuer.take(1, place, controls={})
    service.forget("file:///other.md")
    await service.continuer.take(2, place, controls={})
    assert len(engine.requests) == 1
    service.forget(place.uri)
    await service.continuer.take(3, place, controls={})
    assert len(engine.requests) == 2


async def test_other_settings_have_a_batch_of_their_own(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    await service.continuer.take(1, place, controls={})
    other = settings_of(paragraph={"max_words": 60})
    await service.continuer.take(2, replace(place, settings=other), controls={})
    assert len(engine.requests) == 2


async def test_what_the_project_tells_otherwise_has_a_batch_of_its_own(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = by_turn()
    service = await open_service(engine)
    place = passage("It was calm.‸")
    for subject in ("ice", "fire"):
        in_project = replace(place, project_context=ProjectContext(brief={"subject": subject}))
        await service.continuer.take(1 if subject == "ice" else 2, in_project, controls={})
    assert len(engine.requests) == 2


async def test_a_batch_that_was_dropped_while_it_was_drawn_is_not_kept(
    open_service: OpenService, passage: MakePassage
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
    first = asyncio.create_task(service.continuer.take(1, place, controls={}))
    await asyncio.to_thread(reached.wait, 10)
    service.forget(place.uri)
    goes_on.set()
    await first
    await service.continuer.take(2, place, controls={})
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
    await service.continuer.take(1, passage("It was calm.‸"), controls={})
    await service.continuer.take(2, passage(marked), controls=controls)
    assert len(engine.requests) == 2


async def test_where_there_are_fewer_the_writer_is_reported(
    open_service: OpenService, passage: MakePassage
) -> None:
    def always(_request: GenerationRequest) -> str:
        return " Nobody spoke."

    service = await open_service(ScriptedEngine(always))
    place = passage("It was calm.‸")
    assert (await service.continuer.take(1, place, controls={})).text == " Nobody spoke."
    with pytest.raises(NoUsableTextError, match="only 1 different"):
        await service.continuer.take(2, place, controls={})
