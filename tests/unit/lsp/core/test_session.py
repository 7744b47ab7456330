"""Which settings make another writing service, and which only change the one in use."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from afterword.engine.interface import BuildEngine, EnginePhase, EngineStatus, ReportStatus
from afterword.engine.scheduling.memory_budget import Memory
from afterword.lsp.core.session import Session
from afterword.settings import Settings
from afterword.settings.fields import Device, InlineSettings, ParagraphSettings
from afterword.writing.passage import Passage
from fakes.scripted_engine import ScriptedEngine


class Studio:
    """A session over scripted engines, and what it reports."""

    def __init__(self) -> None:
        self.engines: list[ScriptedEngine] = []
        self.phases: list[EnginePhase] = []
        self.ready = asyncio.Event()
        self.paragraph_phases: list[EnginePhase] = []
        self.session = Session(
            self._builder,
            self._on_status,
            on_paragraph_status=lambda status: self.paragraph_phases.append(status.phase),
            choose_models=lambda settings, _in_use: settings,
            memory=Memory(available_bytes=lambda: None, needed_bytes=lambda _name: None),
        )

    def _builder(self, settings: Settings) -> BuildEngine:
        def build(_report: ReportStatus) -> ScriptedEngine:
            engine = ScriptedEngine(
                " She waited there for a long time.", model_name=settings.inline_model
            )
            self.engines.append(engine)
            return engine

        return build

    def _on_status(self, status: EngineStatus) -> None:
        self.phases.append(status.phase)
        self.ready.set()


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    made = Studio()
    yield made
    made.session.close()


async def test_nothing_is_built_before_it_is_used(studio: Studio) -> None:
    assert studio.session.service is None
    assert studio.session.status.phase is EnginePhase.STOPPED
    assert studio.engines == []


async def test_other_settings_keep_the_model(studio: Studio) -> None:
    await studio.session.use(Settings())
    service = studio.session.service
    await studio.session.use(Settings(inline=InlineSettings(max_words=3)))
    assert studio.session.service is service
    assert service is not None
    assert service.settings.inline.max_words == 3


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(Settings(model="other"), id="model"),
        pytest.param(Settings(threads=1), id="threads"),
        pytest.param(Settings(device=Device.CPU), id="device"),
        pytest.param(Settings(inline=InlineSettings(model="other")), id="ghost-text"),
    ],
)
async def test_another_model_thread_count_or_device_makes_another_writing_service(
    studio: Studio, settings: Settings
) -> None:
    await studio.session.use(Settings())
    await studio.ready.wait()
    await studio.session.use(settings)
    assert studio.session.service is not None
    await studio.session.service.wait_until_ready()
    assert len(studio.engines) == 2
    assert studio.engines[0].is_closed
    assert studio.session.status.phase is EnginePhase.READY


def for_paragraphs(*, unload_after_minutes: int = 10) -> Settings:
    paragraph = ParagraphSettings(model="large", unload_after_minutes=unload_after_minutes)
    return Settings(paragraph=paragraph)


async def write_a_paragraph(studio: Studio) -> str:
    assert studio.session.service is not None
    text = "She opened the door and looked at the sea."
    passage = Passage(text=text, char_offset=len(text), language_id="markdown", uri="a")
    return (await studio.session.service.continuer.continue_paragraph(passage)).model


async def test_a_model_for_paragraphs_is_loaded_when_one_is_wanted(studio: Studio) -> None:
    await studio.session.use(for_paragraphs())
    await studio.ready.wait()
    assert [engine.model_name for engine in studio.engines] == ["gemma3-270m"]
    assert studio.paragraph_phases == []
    assert await write_a_paragraph(studio) == "large"
    assert studio.paragraph_phases == [EnginePhase.READY]
    assert studio.engines[0].requests == []


async def test_the_same_name_for_both_is_one_model(studio: Studio) -> None:
    await studio.session.use(Settings(paragraph=ParagraphSettings(model="gemma3-270m")))
    await studio.ready.wait()
    assert await write_a_paragraph(studio) == "gemma3-270m"
    assert len(studio.engines) == 1


async def test_another_time_to_stay_keeps_both_models(studio: Studio) -> None:
    await studio.session.use(for_paragraphs())
    service = studio.session.service
    await studio.session.use(for_paragraphs(unload_after_minutes=60))
    assert studio.session.service is service


async def test_another_model_for_paragraphs_leaves_ghost_texts_as_it_is(studio: Studio) -> None:
    await studio.session.use(Settings())
    await studio.ready.wait()
    service = studio.session.service
    await studio.session.use(for_paragraphs())
    assert await write_a_paragraph(studio) == "large"
    await studio.session.use(Settings())
    assert await write_a_paragraph(studio) == "gemma3-270m"
    assert studio.session.service is service
    assert studio.phases == [EnginePhase.READY]
    assert [engine.is_closed for engine in studio.engines] == [False, True]
    assert studio.paragraph_phases == [EnginePhase.READY, EnginePhase.STOPPED]


async def test_nothing_is_built_once_it_is_closed(studio: Studio) -> None:
    studio.session.close()
    await studio.session.use(Settings())
    assert studio.engines == []
