"""One client's writing service: made when the settings are known, remade when ghost text's model changes."""

import asyncio
from collections.abc import Callable

from afterword.engine.interface import BuildEngine, EnginePhase, EngineStatus
from afterword.engine.scheduling.memory_budget import MACHINE, Memory
from afterword.settings import Settings
from afterword.settings.fields import Device
from afterword.writing.ghost_text.pause import Pause
from afterword.writing.service import OnStatus, WritingService

EngineBuilder = Callable[[Settings], BuildEngine]
"""Returns what prepares and loads the model that the settings name."""
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
        memory: Memory = MACHINE,
    ) -> None:
        """Build nothing yet.

        Args:
            engine_builder: returns what builds the engine that the settings name for ghost text.
            on_status: called on the event loop when the phase of ghost text's model changes, for
                the writing service in use only.
            on_paragraph_status: the same for a model that only writes paragraphs.
            choose_models: chooses a model for paragraphs where the settings name none; it may read files.
            memory: where two models must find room.
        """
        self._engine_builder = engine_builder
        self._on_status = on_status
        self._on_paragraph_status = on_paragraph_status
        self._choose_models = choose_models
        self._memory = memory
        self._wanted: Settings | None = None
        """The settings as they are, without what was chosen."""
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
            old = self.service
            self._wanted = settings
            in_use = old.settings.paragraph_model if old else ""
            settings = await asyncio.to_thread(self._choose_models, settings, in_use)
            if old is not None and _engine_settings(old.settings) == _engine_settings(settings):
                if old.settings.paragraph_model == settings.paragraph_model:
                    old.use_memory_settings(settings)
                else:
                    await old.use_paragraph_model(settings, self._paragraph_builder(settings))
                return
            self.service = None
            if old is not None:
                # Two models at once may not fit into memory.
                await asyncio.to_thread(old.close)
            if not self._is_closed:
                self._start(settings)

    async def choose_again(self) -> None:
        """Write with the models that are on this machine now."""
        if self._wanted is not None:
            await self.use(self._wanted)

    def close(self) -> None:
        """End all work; returns within a second."""
        self._is_closed = True
        if self.service is not None:
            self.service.close()

    def _paragraph_builder(self, settings: Settings) -> BuildEngine | None:
        """Return what builds the paragraphs' engine; None if it is that of ghost text."""
        if settings.paragraph_model == settings.inline_model:
            return None
        return self._engine_builder(settings.with_one_model(settings.paragraph_model))

    def _start(self, settings: Settings) -> None:
        service = WritingService(
            settings,
            self._engine_builder(settings.with_one_model(settings.inline_model)),
            build_paragraph_engine=self._paragraph_builder(settings),
            memory=self._memory,
            pause=self.pause,
        )

        def while_in_use(on_status: OnStatus) -> OnStatus:
            def pass_on(status: EngineStatus) -> None:
                # A service that is being closed says once that its second model is gone.
                if self.service in {service, None} and not self._is_closed:
                    on_status(status)

            return pass_on

        self.service = service
        service.start(while_in_use(self._on_status), while_in_use(self._on_paragraph_status))


def _engine_settings(settings: Settings) -> tuple[str, int, Device]:
    """Return the settings that ghost text's engine is built from, and those that hold for both."""
    return settings.inline_model, settings.threads, settings.device
