"""One client's writing service: made when the settings are known, remade when ghost text's model changes."""

import asyncio
from collections.abc import Callable

from afterword.engine.interface import EnginePhase, EngineStatus
from afterword.engine.loading.voice_choice import VoiceChoice, choose_voices
from afterword.engine.loading.voice_fallback import EngineBuilder, builders_with_voices
from afterword.engine.scheduling.memory_budget import MACHINE, Memory
from afterword.settings import Settings
from afterword.settings.fields import Device
from afterword.writing.ghost_text.pause import Pause
from afterword.writing.passage import Passage
from afterword.writing.service import OnStatus, WritingService

ChooseModels = Callable[[Settings, str], Settings]
"""Returns settings that name the model for paragraphs; takes the name of the one in use, or ""."""


class Session:
    """Holds the writing service. Nothing is loaded before the first ``use``."""

    def __init__(
        self,
        engine_builder: EngineBuilder,
        on_status: OnStatus,
        *,
        on_paragraph_status: OnStatus,
        choose_models: ChooseModels,
        on_voice_problem: Callable[[str], None] = lambda _problem: None,
        memory: Memory = MACHINE,
    ) -> None:
        """Build nothing yet.

        Args:
            engine_builder: returns what builds the engine that the settings name for ghost text.
            on_status: called on the event loop when the phase of ghost text's model changes, for
                the writing service in use only.
            on_paragraph_status: the same for a model that only writes paragraphs.
            choose_models: chooses a model for paragraphs where the settings name none; it may read files.
            on_voice_problem: called once with each reason why a voice can't be used.
            memory: where two models must find room.
        """
        self._engine_builder = engine_builder
        self._on_status = on_status
        self._on_paragraph_status = on_paragraph_status
        self._choose_models = choose_models
        self._on_voice_problem = on_voice_problem
        self._reported_problems = set[str]()
        self._memory = memory
        self._wanted: Settings | None = None
        """The settings as they are, without what was chosen."""
        self._voice = ""
        """The voice of the document that was last written in, which is to serve."""
        self._following: asyncio.Task[None] | None = None
        """The latest change to a document's own voice."""
        self._lock = asyncio.Lock()
        self.pause = Pause()
        """The writer's break from ghost text; another model doesn't end it."""
        self.service: WritingService | None = None
        """The writing service in use; None before the client is ready for it."""
        self._is_closed = False

    @property
    def status(self) -> EngineStatus:
        """The engine's phase now."""
        return self.service.status if self.service else EngineStatus(phase=EnginePhase.STOPPED)

    async def use(self, settings: Settings) -> None:
        """Write with these settings from now on; another model for ghost text means another service."""
        async with self._lock:
            if self._wanted is None or self._wanted.voice != settings.voice:
                self._voice = settings.voice
            self._wanted = settings
            await self._write_with(settings)

    def follow(self, passage: Passage) -> None:
        """Have a document's own voice serve soon, where ghost text is wanted; returns at once."""
        if self.service is None or passage.voice == self._voice:
            return
        # Where it is silent, the head itself may be half written.
        if self.service.completer.reason_for_silence(passage) is None:
            self._following = asyncio.create_task(self.use_voice_of(passage))

    async def use_voice_of(self, passage: Passage) -> None:
        """Write in a document's own voice; return when it serves, or can't.

        One engine is loaded: it has the voice of the document that was last written in.
        """
        wanted = self._wanted
        if wanted is not None and passage.voice != self._voice:
            self._voice = passage.voice
            async with self._lock:
                await self._write_with(wanted)
        if self.service is not None:
            await self.service.wait_for_voice()

    async def choose_again(self) -> None:
        """Write with the models that are on this machine now."""
        if self._wanted is not None:
            await self.use(self._wanted)

    def close(self) -> None:
        """End all work; returns within a second."""
        self._is_closed = True
        if self.service is not None:
            self.service.close()

    async def _write_with(self, settings: Settings) -> None:
        """Choose models and voices; the caller holds the lock."""
        old = self.service
        in_use = old.settings.paragraph_model if old else ""
        settings = await asyncio.to_thread(self._choose_models, settings, in_use)
        settings = settings.with_voice(self._voice)
        voices = await asyncio.to_thread(choose_voices, settings)
        self._report_problem(voices.problem)
        if old is not None and _engine_settings(old.settings) == _engine_settings(settings):
            builders = builders_with_voices(self._engine_builder, settings, voices)
            if old.settings.paragraph_model == settings.paragraph_model:
                old.use_memory_settings(settings)
            else:
                await old.use_paragraph_model(settings, builders[1])
            if old.voices != voices:
                old.use_voices(voices, *builders)
            return
        self.service = None
        if old is not None:
            # Two models at once may not fit into memory.
            await asyncio.to_thread(old.close)
        if not self._is_closed:
            self._start(settings, voices)

    def _start(self, settings: Settings, voices: VoiceChoice) -> None:
        build_engine, build_paragraph_engine = builders_with_voices(
            self._engine_builder, settings, voices
        )
        service = WritingService(
            settings,
            build_engine,
            build_paragraph_engine=build_paragraph_engine,
            voices=voices,
            memory=self._memory,
            pause=self.pause,
        )

        def while_in_use(on_status: OnStatus) -> OnStatus:
            def report(status: EngineStatus) -> None:
                # A service that is being closed says once that its second model is gone.
                if self.service in {service, None} and not self._is_closed:
                    on_status(status)
                    if status.phase is EnginePhase.READY:
                        self._report_problem(status.problem)

            return report

        self.service = service
        service.start(while_in_use(self._on_status), while_in_use(self._on_paragraph_status))

    def _report_problem(self, problem: str) -> None:
        if problem and problem not in self._reported_problems:
            self._reported_problems.add(problem)
            self._on_voice_problem(f"{problem} Until then the model writes as it is.")


def _engine_settings(settings: Settings) -> tuple[str, int, Device]:
    """Return the settings that ghost text's engine is built from, and those that hold for both."""
    return settings.inline_model, settings.threads, settings.device
