"""Which settings make another workshop, and which only change the one in use."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from afterword.engine.protocol import BuildEngine, EnginePhase, EngineStatus
from afterword.engine.scripted import ScriptedEngine
from afterword.lsp.session import Session
from afterword.settings import InlineSettings, Settings


class Studio:
    """A session over scripted engines, and what it tells."""

    def __init__(self) -> None:
        self.engines: list[ScriptedEngine] = []
        self.phases: list[EnginePhase] = []
        self.ready = asyncio.Event()
        self.session = Session(self._builder, self._hear)

    def _builder(self, settings: Settings) -> BuildEngine:
        engine = ScriptedEngine("words", model_name=settings.model)
        self.engines.append(engine)
        return engine.build

    def _hear(self, status: EngineStatus) -> None:
        self.phases.append(status.phase)
        self.ready.set()


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    made = Studio()
    yield made
    made.session.close()


async def test_nothing_is_built_before_it_is_used(studio: Studio) -> None:
    assert studio.session.workshop is None
    assert studio.session.status.phase is EnginePhase.STOPPED
    assert studio.engines == []


async def test_other_settings_keep_the_model(studio: Studio) -> None:
    await studio.session.use(Settings())
    workshop = studio.session.workshop
    await studio.session.use(Settings(inline=InlineSettings(max_words=3)))
    assert studio.session.workshop is workshop
    assert workshop is not None
    assert workshop.settings.inline.max_words == 3


@pytest.mark.parametrize("settings", [Settings(model="other"), Settings(threads=1)], ids=str)
async def test_another_model_or_thread_count_makes_another_workshop(
    studio: Studio, settings: Settings
) -> None:
    await studio.session.use(Settings())
    await studio.ready.wait()
    await studio.session.use(settings)
    assert len(studio.engines) == 2
    assert studio.engines[0].is_closed
    assert studio.session.workshop is not None
    await studio.session.workshop.wait_until_ready()
    assert studio.session.status.phase is EnginePhase.READY


async def test_nothing_is_built_once_it_is_closed(studio: Studio) -> None:
    studio.session.close()
    await studio.session.use(Settings())
    assert studio.engines == []
