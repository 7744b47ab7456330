"""Workshops over scripted engines, closed when the test is done."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from afterword.settings import SettingsLayer, merge_settings
from afterword.writing.service import Workshop
from fakes.scripted_engine import ScriptedEngine

OpenWorkshop = Callable[..., Awaitable[Workshop]]


@asynccontextmanager
async def workshop_opener() -> AsyncGenerator[OpenWorkshop]:
    """Yield what opens a ready workshop over an engine, with settings by name."""
    opened: list[Workshop] = []

    async def make(engine: ScriptedEngine, **values: object) -> Workshop:
        settings, problems = merge_settings([SettingsLayer(source="test", values=values)])
        assert problems == []
        workshop = Workshop(settings, engine.build)
        opened.append(workshop)
        workshop.start()
        await workshop.wait_until_ready()
        return workshop

    yield make
    for workshop in opened:
        workshop.close()
