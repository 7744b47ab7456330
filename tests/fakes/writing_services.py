"""Writing services over scripted engines, closed when the test is done."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from afterword.settings import Settings, SettingsLayer, merge_settings
from afterword.writing.passage import Passage
from afterword.writing.service import WritingService
from fakes.scripted_engine import ScriptedEngine

OpenService = Callable[..., Awaitable[WritingService]]
"""Opens a ready writing service over an engine, with settings by name."""
MakePassage = Callable[..., Passage]
"""Makes a passage of a text in which ``‸`` is the cursor."""


def settings_of(**values: object) -> Settings:
    """Return settings by name; all of them must be right."""
    settings, problems = merge_settings([SettingsLayer(source="test", values=values)])
    assert problems == []
    return settings


@asynccontextmanager
async def service_opener() -> AsyncGenerator[OpenService]:
    """Yield what opens a ready writing service over an engine, with settings by name."""
    opened: list[WritingService] = []

    async def make(engine: ScriptedEngine, **values: object) -> WritingService:
        service = WritingService(settings_of(**values), engine.build)
        opened.append(service)
        service.start()
        await service.wait_until_ready()
        return service

    yield make
    for service in opened:
        service.close()
