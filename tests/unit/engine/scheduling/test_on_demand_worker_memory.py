"""A second model that finds no room beside ghost text's: what is unloaded, and what comes back."""

import asyncio
import threading

import pytest

from afterword.engine.interface import EnginePhase, GenerationRequest, Priority, ReportStatus
from afterword.engine.scheduling.memory_budget import Room
from afterword.engine.scheduling.on_demand_worker import OnDemandWorker
from afterword.errors import EngineNotReadyError, MemoryShortageError, ModelFileError
from fakes.scripted_engine import ScriptedEngine
from fakes.two_models import GHOST, LONG_S, Studio


async def test_without_room_nothing_is_loaded(studio: Studio) -> None:
    studio.shortage = MemoryShortageError("Too large.", next_step="Choose a smaller one.")
    await studio.open()
    with pytest.raises(EngineNotReadyError, match=r"Too large\. Choose a smaller one\."):
        await studio.write()
    assert await studio.write(GHOST) == "ghost words"
    assert studio.diary == ["ghost loaded"]


async def test_in_place_of_the_other_model_never_both_are_loaded(studio: Studio) -> None:
    studio.room = Room.IN_PLACE
    await studio.open(unload_after_s=0)
    assert await studio.write() == "second words"
    await studio.ghost.wait_until_ready()
    assert await studio.write(GHOST) == "ghost words"
    assert studio.diary == [
        "ghost loaded",
        "ghost unloaded",
        "second loaded",
        "second unloaded",
        "ghost loaded",
    ]


async def test_idle_work_is_over_before_its_model_is_unloaded(studio: Studio) -> None:
    studio.room = Room.IN_PLACE
    begun, may_go_on = threading.Event(), threading.Event()

    def hold(request: GenerationRequest) -> None:
        if request.priority is Priority.IDLE:
            studio.diary.append("idle step")
            begun.set()
            may_go_on.wait(10)

    studio.before_piece = hold
    await studio.open()
    idle = studio.ghost.generate(
        GenerationRequest(prompt="x", max_tokens=50, priority=Priority.IDLE)
    )
    await asyncio.to_thread(begun.wait, 10)
    paragraph = asyncio.create_task(studio.write())
    async with asyncio.timeout(10):
        while not idle.cancel_token.is_cancelled:  # noqa: ASYNC110 - a token tells nobody
            await asyncio.sleep(0)
    may_go_on.set()
    assert await paragraph == "second words"
    assert studio.diary[-2:] == ["ghost unloaded", "second loaded"]  # and no idle step between


async def test_a_model_that_cannot_be_prepared_leaves_the_other_one_alone(studio: Studio) -> None:
    def fail(_report: ReportStatus) -> ScriptedEngine:
        raise ModelFileError("It is cut short.")

    studio.room = Room.IN_PLACE
    studio.second = OnDemandWorker(
        fail, beside=studio.ghost, find_room=lambda: Room.IN_PLACE, unload_after_s=LONG_S
    )
    await studio.open()
    with pytest.raises(EngineNotReadyError, match="cut short"):
        await studio.write()
    assert studio.ghost.is_ready
    assert studio.diary == ["ghost loaded"]


async def test_a_closed_worker_is_not_unloaded(studio: Studio) -> None:
    await studio.open()
    studio.ghost.close()
    studio.ghost.unload("Put aside.")
    with pytest.raises(EngineNotReadyError):
        await asyncio.wait_for(studio.ghost.wait_until_ready(), 10)


async def test_ghost_text_has_a_reason_to_be_silent_while_its_model_is_unloaded(
    studio: Studio,
) -> None:
    studio.room = Room.IN_PLACE
    await studio.open()
    await studio.write()
    assert studio.ghost.status.phase is EnginePhase.STOPPED
    assert "unloaded" in studio.ghost.status.message.lower()
    with pytest.raises(EngineNotReadyError, match="writes a paragraph"):
        studio.ghost.generate(GHOST)


async def test_asked_again_while_it_is_unloaded_the_other_model_stays_unloaded(
    studio: Studio,
) -> None:
    studio.room = Room.IN_PLACE
    unloading, may_go_on = threading.Event(), threading.Event()

    def hold() -> None:
        unloading.set()
        may_go_on.wait(10)

    studio.before_unloading = hold
    await studio.open(unload_after_s=0)
    await studio.write()
    await asyncio.to_thread(unloading.wait, 10)
    again = asyncio.create_task(studio.write())
    await asyncio.sleep(0)  # it has been asked now
    may_go_on.set()
    assert await again == "second words"
    await studio.ghost.wait_until_ready()
    assert studio.diary == [
        *("ghost loaded", "ghost unloaded"),
        *("second loaded", "second unloaded") * 2,
        "ghost loaded",
    ]


async def test_the_other_model_comes_back_after_a_failed_loading_in_its_place(
    studio: Studio,
) -> None:
    studio.room = Room.IN_PLACE
    studio.faults = [ModelFileError("It is cut short.")]
    await studio.open()
    with pytest.raises(EngineNotReadyError):
        await studio.write()
    await studio.ghost.wait_until_ready()
    assert await studio.write(GHOST) == "ghost words"
