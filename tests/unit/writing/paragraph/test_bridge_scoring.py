"""Bridges between two paragraphs, over a scripted engine that scores what follows."""

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.errors import DocumentError
from afterword.writing.task import Task, TaskTarget
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService

WAYS = ["The rain began.", "A gull cried out.", "He found a coat.", " and", "", "Nobody spoke."]
STORY = "He was cold.\n\n‸\n\nThe coat was warm.\n\nHe slept."


def by_seed(request: GenerationRequest) -> str:
    assert request.sampling.seed is not None
    return WAYS[request.sampling.seed % len(WAYS)]


def after_a_coat(request: GenerationRequest) -> float:
    return 0.9 if "found a coat" in request.prompt else 0.1


async def test_the_bridge_that_makes_what_follows_likeliest_is_taken(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(by_seed, likelihood=after_a_coat)
    service = await open_service(engine)
    bridge = await service.continuer.continue_paragraph(
        passage(STORY), TaskTarget(task=Task.BRIDGE), controls={"seed": 0}
    )
    assert bridge.text == "He found a coat."
    drawing, *scorings = engine.requests
    assert drawing.takes == len(WAYS)
    assert [request.scored_text for request in scorings] == [
        "The coat was warm."
    ] * 4  # two end in air
    assert drawing.prompt == "Synopsis: The coat was warm.\n\n* * *\n\nHe was cold.\n\n"
    assert all(request.prompt.startswith("He was cold.\n\n") for request in scorings)
    assert all(request.prompt.endswith(".\n\n") for request in scorings)


async def test_a_bridge_does_not_run_into_what_follows(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("He found one. The coat was warm. He slept."))
    bridge = await service.continuer.continue_paragraph(
        passage(STORY), TaskTarget(task=Task.BRIDGE)
    )
    assert bridge.text == "He found one."


async def test_in_chinese_the_prompt_has_no_synopsis(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("他找到一件大衣。")
    service = await open_service(engine)
    document = passage("他很冷。\n\n‸\n\n大衣很暖和。他睡着了。")
    await service.continuer.continue_paragraph(document, TaskTarget(task=Task.BRIDGE))
    assert engine.requests[0].prompt == "他很冷。\n\n"


async def test_a_bridge_that_says_what_follows_is_none(
    open_service: OpenService, passage: MakePassage
) -> None:
    ways = ["And now the coat was warm, he said.", "He found a coat."]
    engine = ScriptedEngine(lambda request: ways[(request.sampling.seed or 0) % 2])
    service = await open_service(engine)
    for seed in (0, 1):
        bridge = await service.continuer.continue_paragraph(
            passage(STORY), TaskTarget(task=Task.BRIDGE), controls={"seed": seed}
        )
        assert bridge.text == "He found a coat."


async def test_without_a_temperature_there_is_one_bridge_and_nothing_to_rank(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("He found a coat.")
    service = await open_service(engine, paragraph={"temperature": 0.0})
    await service.continuer.continue_paragraph(passage(STORY), TaskTarget(task=Task.BRIDGE))
    assert [(request.takes, request.scored_text) for request in engine.requests] == [(1, "")]


async def test_where_there_is_no_gap_an_error_says_so(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("x"))
    with pytest.raises(DocumentError, match="empty line between"):
        await service.continuer.continue_paragraph(
            passage("He was cold.‸"), TaskTarget(task=Task.BRIDGE)
        )
