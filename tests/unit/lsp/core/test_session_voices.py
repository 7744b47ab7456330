"""Which voice serves: the settings', a document's own, and what the writer is told where none can."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from afterword.engine.interface import BuildEngine, ReportStatus
from afterword.engine.scheduling.memory_budget import Memory
from afterword.errors import ModelFileError
from afterword.lsp.core.session import Session
from afterword.settings import Settings
from afterword.settings.fields import InlineSettings, ParagraphSettings
from afterword.writing.passage import Passage
from afterword.writing.service import WritingService
from fakes.scripted_engine import ScriptedEngine
from fakes.voices import write_card

GEMMA = "gemma3-270m"


class Studio:
    """A session over scripted engines, which keep the voices that they were built with."""

    def __init__(self) -> None:
        self.built: list[tuple[str, str]] = []
        """The model and the voice of each engine, in order."""
        self.problems: list[str] = []
        self.changed = asyncio.Event()
        """Set when a status or a problem comes."""
        self.broken = ""
        """The voice that can't be loaded."""
        self.session = Session(
            self._builder,
            lambda _status: self.changed.set(),
            on_paragraph_status=lambda _status: None,
            choose_models=lambda settings, _in_use: settings,
            on_voice_problem=self._keep_problem,
            memory=Memory(available_bytes=lambda: None, needed_bytes=lambda _name: None),
        )

    def _builder(self, settings: Settings) -> BuildEngine:
        def build(_report: ReportStatus) -> ScriptedEngine:
            if settings.voice and settings.voice == self.broken:
                raise ModelFileError("Its weights are damaged.", next_step="Tune it again.")
            self.built.append((settings.inline_model, settings.voice))
            return ScriptedEngine(
                " She waited there for a long time.",
                model_name=settings.inline_model,
                voice=settings.voice,
            )

        return build

    async def use(self, settings: Settings) -> None:
        await self.session.use(settings)
        await self.service.wait_until_ready()
        await self.service.wait_for_voice()

    @property
    def service(self) -> WritingService:
        service = self.session.service
        assert service is not None
        return service

    async def until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            await self.changed.wait()
            self.changed.clear()

    def _keep_problem(self, problem: str) -> None:
        self.problems.append(problem)
        self.changed.set()


@pytest.fixture
async def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Studio]:
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path))
    for name in ("mara", "ostrand"):
        write_card(name, GEMMA)
    write_card("deep", "large")
    made = Studio()
    yield made
    made.session.close()


def page(head: str = "", *, settings: Settings | None = None, uri: str = "a") -> Passage:
    front = f"---\nafterword:\n  {head}\n---\n" if head else ""
    text = f"{front}She opened the door and looked at the sea."
    return Passage(
        text=text,
        char_offset=len(text),
        language_id="markdown",
        uri=uri,
        settings=settings or Settings(),
    )


async def test_a_voice_that_is_set_serves_from_the_start(studio: Studio) -> None:
    await studio.use(Settings(voice="mara"))
    assert studio.built == [(GEMMA, "mara")]
    assert studio.service.voice == "mara"


async def test_another_voice_is_loaded_in_the_service_that_there_is(studio: Studio) -> None:
    await studio.use(Settings())
    service = studio.session.service
    await studio.use(Settings(voice="mara"))
    assert studio.session.service is service
    assert studio.service.voice == "mara"
    await studio.use(Settings())
    assert studio.service.voice == ""
    assert [voice for _, voice in studio.built] == ["", "mara", ""]


async def test_other_settings_load_nothing(studio: Studio) -> None:
    await studio.use(Settings(voice="mara"))
    await studio.use(Settings(voice="mara", inline=InlineSettings(max_words=3)))
    assert len(studio.built) == 1


async def test_only_the_model_that_the_voice_was_tuned_on_writes_in_it(studio: Studio) -> None:
    large = ParagraphSettings(model="large")
    await studio.use(Settings(paragraph=large))
    await studio.use(Settings(voice="deep", paragraph=large))
    await studio.service.continuer.continue_paragraph(page())
    assert (studio.service.voice, studio.service.paragraph_voice) == ("", "deep")
    assert studio.built == [(GEMMA, ""), ("large", "deep")]


async def test_a_documents_own_voice_serves_when_something_is_asked_for_in_it(
    studio: Studio,
) -> None:
    settings = Settings(voice="mara")
    await studio.use(settings)
    await studio.session.use_voice_of(page("voice: ostrand", settings=settings))
    assert studio.service.voice == "ostrand"
    await studio.session.use_voice_of(page(settings=settings, uri="b"))
    assert studio.service.voice == "mara"


async def test_a_document_may_have_no_voice_though_the_settings_name_one(studio: Studio) -> None:
    settings = Settings(voice="mara")
    await studio.use(settings)
    await studio.session.use_voice_of(page('voice: ""', settings=settings))
    assert studio.service.voice == ""


async def test_ghost_text_does_not_wait_for_a_documents_own_voice(studio: Studio) -> None:
    await studio.use(Settings())
    studio.session.follow(page("voice: ostrand"))
    assert studio.service.voice == ""
    await studio.until(lambda: studio.service.voice == "ostrand")


async def test_a_head_that_is_being_written_changes_no_voice(studio: Studio) -> None:
    await studio.use(Settings(voice="mara"))
    text = "---\nafterword:\n  voice: ostr"
    studio.session.follow(Passage(text=text, char_offset=len(text), language_id="markdown"))
    await studio.session.choose_again()
    await studio.service.wait_for_voice()
    assert len(studio.built) == 1


async def test_changed_settings_leave_a_documents_own_voice(studio: Studio) -> None:
    await studio.use(Settings(voice="mara"))
    await studio.session.use_voice_of(page("voice: ostrand"))
    await studio.use(Settings(voice="mara", inline=InlineSettings(max_words=3)))
    assert studio.service.voice == "ostrand"


async def test_an_unknown_voice_is_reported_once_and_the_model_serves(studio: Studio) -> None:
    for words in (3, 4):
        await studio.use(Settings(voice="marla", inline=InlineSettings(max_words=words)))
    assert len(studio.problems) == 1
    assert studio.problems[0].startswith("There is no voice marla.")
    assert "marla" in studio.service.voice_problem
    assert studio.built == [(GEMMA, "")]


async def test_a_damaged_voice_is_reported_and_the_model_serves(studio: Studio) -> None:
    studio.broken = "mara"
    await studio.use(Settings(voice="mara"))
    await studio.until(lambda: bool(studio.problems))
    assert studio.problems[0].startswith("Its weights are damaged. Tune it again.")
    assert "damaged" in studio.service.voice_problem
    assert studio.built == [(GEMMA, "")]
    studio.broken = ""
    await studio.use(Settings(voice="ostrand"))
    assert (studio.service.voice, studio.service.voice_problem) == ("ostrand", "")
