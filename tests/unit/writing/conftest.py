"""Writing services over scripted engines, and passages that show their cursor."""

from collections.abc import AsyncIterator, Callable

import pytest

from afterword.settings import Settings
from afterword.writing.passage import Passage
from fakes.writing_services import OpenService, service_opener

CURSOR = "‸"


@pytest.fixture
def passage() -> Callable[..., Passage]:
    def make(text: str, *, language_id: str = "markdown", uri: str = "file:///book.md") -> Passage:
        before, cursor, after = text.partition(CURSOR)
        assert cursor, "show the cursor in the text"
        return Passage(
            text=before + after, char_offset=len(before), language_id=language_id, uri=uri
        )

    return make


@pytest.fixture
async def open_service() -> AsyncIterator[OpenService]:
    async with service_opener() as make:
        yield make


@pytest.fixture
def defaults() -> Settings:
    return Settings()
