"""What is loaded and read before the writer asks to continue a paragraph."""

import asyncio
import queue
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from afterword.engine.interface import (
    BuildEngine,
    EnginePhase,
    EngineStatus,
    GenerationRequest,
    Priority,
    ReportStatus,
)
from afterword.engine.scheduling.memory_budget import Memory
from afterword.errors import ModelFileError
from afterword.settings import Settings
from afterword.writing.places.offers import can_continue, is_at_paragraph_end
from afterword.writing.service import WritingService
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService, settings_of

PAGE = "The sea was calm.‸"
ROOMY = Memory(
    available_bytes=lambda: None, needed_bytes=lambda _name: 10**6, is_prepared=lambda _name: True
)
UNPREPARED = Memory(available_bytes=lambda: None, needed_bytes=lambda _name: 10**6)


class TwoModels:
    """A service with a second model, and whether that was loaded."""

    def __init__(self, memory: Memory, settings: Settings, fault: Exception | None = None) -> None:
        self.loadings = 0
        self.statuses: asyncio.Queue[EngineStatus] = asyncio.Queue()
        """Of the second model."""
        self.second = ScriptedEngine(" Nobody spoke.")
        self._fault = fault
        self.service = WritingService(
            settings,
            ScriptedEngine("x").build,
            build_paragraph_engine=self._build(),
            memory=memory,
        )

    def _build(self) -> BuildEngine:
        def build(_report: ReportStatus) -> ScriptedEngine:
            self.loadings += 1
            if self._fault is not None:
                raise self._fault
            return self.second

        return build

    async def until(self, phase: EnginePhase) -> None:
        async with asyncio.timeout(10):
            while (await self.statuses.get()).phase is not phase:
                pass


@pytest_asyncio.fixture
async def opened() -> AsyncIterator[list[TwoModels]]:
    models: list[TwoModels] = []
    yield models
    for each in models:
        each.service.close()


async def open_two(
    opened: list[TwoModels], memory: Memory, fault: Exception | None = None, **values: object
) -> TwoModels:
    settings = settings_of(**{"model": "small", "paragraph": {"model": "large"}, **values})
    models = TwoModels(memory, settings, fault)
    opened.append(models)
    models.service.start(None, models.statuses.put_nowait)
    await models.service.wait_until_ready()
    return models


async def test_the_page_is_read_as_idle_work(
    open_service: OpenService, passage: MakePassage
) -> None:
    requests = queue.SimpleQueue[GenerationRequest]()

    def script(request: GenerationRequest) -> str:
        requests.put(request)
        return ""

    service = await open_service(ScriptedEngine(script))
    await service.read_ahead(passage(PAGE))
    request = await asyncio.to_thread(requests.get, timeout=10)
    assert (request.max_tokens, request.priority) == (0, Priority.IDLE)
    assert request.prompt + request.forced_prefix == "The sea was calm."


async def test_a_prepared_model_with_room_is_loaded(
    opened: list[TwoModels], passage: MakePassage
) -> None:
    models = await open_two(opened, ROOMY)
    await models.service.read_ahead(passage(PAGE))
    await models.until(EnginePhase.READY)


@pytest.mark.parametrize(
    ("memory", "memory_mb"),
    [
        pytest.param(UNPREPARED, 0, id="it would have to be fetched"),
        pytest.param(
            Memory(
                available_bytes=lambda: None,
                needed_bytes=lambda _name: 300 * 10**6,
                is_prepared=lambda _name: True,
            ),
            400,
            id="it would take the other's place",
        ),
        pytest.param(
            Memory(
                available_bytes=lambda: None,
                needed_bytes=lambda _name: 900 * 10**6,
                is_prepared=lambda _name: True,
            ),
            400,
            id="there is no room at all",
        ),
    ],
)
async def test_another_model_is_not_loaded_ahead(
    opened: list[TwoModels], passage: MakePassage, memory: Memory, memory_mb: int
) -> None:
    models = await open_two(opened, memory, memory_mb=memory_mb)
    await models.service.read_ahead(passage(PAGE))
    assert models.service.paragraph_status.phase is EnginePhase.STOPPED
    assert models.loadings == 0


async def test_a_model_that_could_not_be_loaded_is_not_tried_again_ahead(
    opened: list[TwoModels], passage: MakePassage
) -> None:
    models = await open_two(opened, ROOMY, ModelFileError("It is damaged.", next_step="Again."))
    await models.service.read_ahead(passage(PAGE))
    await models.until(EnginePhase.FAILED)
    await models.service.read_ahead(passage(PAGE))
    assert models.loadings == 1


@pytest.mark.parametrize(
    ("text", "is_end"),
    [
        pytest.param("It rained.‸", True, id="at the end"),
        pytest.param("It rained. ‸\n\nNext.", True, id="above another"),
        pytest.param("下雨了。‸", True, id="chinese"),
        pytest.param("It rained and‸", False, id="in mid-sentence"),
        pytest.param("It rained.‸ Nobody came.", False, id="between sentences"),
        pytest.param("It rained.\n‸", False, id="on an empty line"),
    ],
)
def test_knows_the_end_of_a_paragraph(passage: MakePassage, text: str, is_end: bool) -> None:
    place = passage(text)
    assert is_at_paragraph_end(place) is is_end
    assert can_continue(place)
