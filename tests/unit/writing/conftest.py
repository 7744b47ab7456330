"""Writing services over scripted engines, and passages that show their cursor."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from afterword.settings import Settings
from afterword.writing.passage import DEFAULT_SETTINGS, Passage
from afterword.writing.service import WritingService
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import OpenService, service_opener

CURSOR = "‸"


@dataclass
class Project:
    """The settings of all passages of a test."""

    settings: Settings = DEFAULT_SETTINGS


@pytest.fixture
def project() -> Project:
    return Project()


@pytest.fixture
def passage(project: Project) -> Callable[..., Passage]:
    def make(
        text: str,
        *,
        language_id: str = "markdown",
        uri: str = "file:///book.md",
        settings: Settings | None = None,
    ) -> Passage:
        before, cursor, after = text.partition(CURSOR)
        assert cursor, "show the cursor in the text"
        return Passage(
            text=before + after,
            char_offset=len(before),
            language_id=language_id,
            uri=uri,
            settings=settings or project.settings,
        )

    return make


@pytest.fixture
async def open_service(project: Project) -> AsyncIterator[OpenService]:
    """Open services; passages that are made after one have its settings."""
    async with service_opener() as make:

        async def make_and_settle(engine: ScriptedEngine, **values: object) -> WritingService:
            service = await make(engine, **values)
            project.settings = service.settings
            return service

        yield make_and_settle


@pytest.fixture
def defaults() -> Settings:
    return DEFAULT_SETTINGS
