"""A second model beside ghost text's: when it is loaded and unloaded, and who waits for it."""

import asyncio
import threading

import pytest

from afterword.engine.interface import EnginePhase, FinishReason, GenerationRequest
from afterword.errors import EngineNotReadyError, ModelFileError
from fakes.scripted_engine import ScriptedEngine
from fakes.two_models import GHOST, PARAGRAPH, Studio


async def test_is_loaded_at_its_first_request_and_once(studio: Studio) -> None:
    await studio.open()
    assert studio.diary == ["ghost loaded"]
    assert await studio.write() == "second words"
    assert await studio.write() == "second words"
    assert studio.diary == ["ghost loaded", "second loaded"]
    assert studio.second.model_name == "second"


async def test_requests_that_come_while_it_is_loaded_wait_for_it(studio: Studio) -> None:
    studio.gate.clear()
    await studio.open()
    waiting = [asyncio.create_task(studio.write()) for _ in range(3)]
    await studio.until(EnginePhase.LOADING)
    studio.gate.set()
    assert await asyncio.gather(*waiting) == ["second words"] * 3
    assert len(studio.engines) == 1


async def test_ghost_text_comes_while_it_is_loaded(studio: Studio) -> None:
    studio.gate.clear()
    await studio.open()
    waiting = asyncio.create_task(studio.write())
    await studio.until(EnginePhase.LOADING)
    assert await studio.write(GHOST) == "ghost words"
    assert not waiting.done()
    studio.gate.set()
    await waiting


async def test_is_unloaded_when_nobody_has_asked_and_loaded_again(studio: Studio) -> None:
    await studio.open()
    await studio.write()
    assert studio.second.is_ready
    studio.second.unload_after(0)
    await studio.until(EnginePhase.STOPPED)
    assert await studio.write() == "second words"
    await studio.until(EnginePhase.STOPPED)
    assert await studio.write(GHOST) == "ghost words"
    assert studio.diary.count("second loaded") == 2
    assert "ghost unloaded" not in studio.diary


async def test_is_not_unloaded_while_it_writes(studio: Studio) -> None:
    await studio.open()
    writing, may_end = threading.Event(), threading.Event()

    def hold(_request: GenerationRequest) -> None:
        writing.set()
        may_end.wait(10)

    unloading = threading.Event()
    studio.before_piece, studio.before_unloading = hold, unloading.set
    slow = asyncio.create_task(studio.write())
    await asyncio.to_thread(writing.wait, 10)
    studio.second.unload_after(0)
    assert not await asyncio.to_thread(unloading.wait, 0.1)
    may_end.set()
    assert await slow == "second words"
    await studio.until(EnginePhase.STOPPED)


async def test_a_request_that_is_cancelled_during_loading_never_reaches_the_model(
    studio: Studio,
) -> None:
    studio.gate.clear()
    await studio.open()
    generation = studio.second.generate(PARAGRAPH)
    await studio.until(EnginePhase.LOADING)
    generation.cancel()
    studio.gate.set()
    pieces = [piece async for piece in generation.pieces()]
    assert [piece.finish_reason for piece in pieces] == [FinishReason.CANCELLED]
    assert studio.engines[0].requests == []
    assert await studio.write() == "second words"
    assert len(studio.engines) == 1


async def test_a_failed_loading_is_reported_leaves_ghost_text_alone_and_is_tried_again(
    studio: Studio,
) -> None:
    studio.faults = [ModelFileError("It is cut short.", next_step="Fetch it again.")]
    await studio.open()
    with pytest.raises(EngineNotReadyError, match=r"It is cut short\. Fetch it again\."):
        await studio.write()
    assert studio.second.status.phase is EnginePhase.FAILED
    assert await studio.write(GHOST) == "ghost words"
    assert await studio.write() == "second words"


async def test_closing_refuses_what_waits_and_drops_a_model_that_comes_later(
    studio: Studio,
) -> None:
    studio.gate.clear()
    await studio.open()
    waiting = studio.second.generate(PARAGRAPH)
    await studio.until(EnginePhase.LOADING)
    supervisor = next(each for each in threading.enumerate() if each.name == "afterword-supervisor")
    studio.second.close()
    with pytest.raises(EngineNotReadyError, match="closed"):
        _ = [piece async for piece in waiting.pieces()]
    studio.gate.set()
    await asyncio.to_thread(supervisor.join, 10)
    assert studio.diary == ["ghost loaded", "second loaded", "second unloaded"]
    with pytest.raises(EngineNotReadyError, match="closed"):
        studio.second.generate(PARAGRAPH)


async def test_ghost_text_goes_before_the_second_models_next_token(studio: Studio) -> None:
    await studio.open()
    order = list[str]()
    begun, may_go_on = threading.Event(), threading.Event()

    def note(request: GenerationRequest) -> None:
        order.append(request.prompt)
        begun.set()
        may_go_on.wait(10)

    studio.before_piece = note
    paragraph = asyncio.create_task(studio.write())
    await asyncio.to_thread(begun.wait, 10)
    ghost = studio.ghost.generate(GHOST)
    may_go_on.set()
    assert "".join([piece.text async for piece in ghost.pieces()]) == "ghost words"
    await paragraph
    assert order == ["paragraph", *["ghost"] * 3, *["paragraph"] * 2]


async def test_closing_ends_what_it_writes_and_then_unloads_it_while_ghost_text_goes_on(
    studio: Studio,
) -> None:
    await studio.open()
    begun, may_go_on = threading.Event(), threading.Event()

    def hold(request: GenerationRequest) -> None:
        if request is PARAGRAPH:
            begun.set()
            may_go_on.wait(10)

    studio.before_piece = hold
    slow = asyncio.create_task(studio.write())
    await asyncio.to_thread(begun.wait, 10)
    studio.second.close()
    with pytest.raises(EngineNotReadyError, match="another one took its place"):
        await slow
    assert "second unloaded" not in studio.diary  # its step has not ended
    may_go_on.set()
    await asyncio.to_thread(studio.second.wait_until_unloaded)
    assert studio.diary == ["ghost loaded", "second loaded", "second unloaded"]
    assert await studio.write(GHOST) == "ghost words"


async def test_closing_says_so_to_who_shows_that_it_is_being_loaded(studio: Studio) -> None:
    studio.gate.clear()
    await studio.open()
    waiting = studio.second.generate(PARAGRAPH)
    await studio.until(EnginePhase.LOADING)
    studio.second.close()
    await studio.until(EnginePhase.STOPPED)
    with pytest.raises(EngineNotReadyError, match="closed"):
        _ = [piece async for piece in waiting.pieces()]


async def test_another_voice_is_loaded_at_the_next_request(studio: Studio) -> None:
    await studio.open()
    await studio.write()
    voiced = ScriptedEngine("voiced words", model_name="second", voice="ostrand")
    studio.second.switch(voiced.build)
    await studio.until(EnginePhase.STOPPED)
    assert await studio.write() == "voiced words"
    assert studio.engines[0].is_closed
    assert studio.second.voice == "ostrand"


async def test_a_request_during_loading_gets_the_voice_that_was_wanted_last(
    studio: Studio,
) -> None:
    studio.gate.clear()
    await studio.open()
    waiting = asyncio.create_task(studio.write())
    await studio.until(EnginePhase.LOADING)
    studio.second.switch(ScriptedEngine("voiced words").build)
    studio.gate.set()
    assert await waiting == "voiced words"
