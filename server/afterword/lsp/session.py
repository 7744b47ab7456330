"""One client's workshop: made when the settings are known, remade when the model changes."""

import asyncio
from collections.abc import Callable

from afterword.engine.protocol import BuildEngine, EnginePhase, EngineStatus
from afterword.settings import Settings
from afterword.writing.pausing import Pause
from afterword.writing.workshop import Workshop

EngineBuilder = Callable[[Settings], BuildEngine]
"""Returns what prepares and loads the model that the settings name."""


class Session:
    """Holds the workshop. Nothing is loaded before the first ``use``."""

    def __init__(
        self, engine_builder: EngineBuilder, on_status: Callable[[EngineStatus], None]
    ) -> None:
        """``on_status`` is called on the event loop, for the workshop in use only."""
        self._engine_builder = engine_builder
        self._on_status = on_status
        self._lock = asyncio.Lock()
        self.pause = Pause()
        """The writer's break from ghost text; another model doesn't end it."""
        self._workshop: Workshop | None = None
        self._is_closed = False

    @property
    def workshop(self) -> Workshop | None:
        """The workshop in use; None before the client is ready for it."""
        return self._workshop

    @property
    def status(self) -> EngineStatus:
        """The engine's phase now."""
        workshop = self._workshop
        return workshop.status if workshop else EngineStatus(phase=EnginePhase.STOPPED)

    async def use(self, settings: Settings) -> None:
        """Write with these settings from now on; another model means another workshop."""
        async with self._lock:
            old = self._workshop
            if old is not None and _engine_part(old.settings) == _engine_part(settings):
                old.apply_settings(settings)
                return
            self._workshop = None
            if old is not None:
                # Two models at once may not fit into memory.
                await asyncio.to_thread(old.close)
            if not self._is_closed:
                self._start(settings)

    def close(self) -> None:
        """End all work; returns within a second."""
        self._is_closed = True
        if self._workshop is not None:
            self._workshop.close()

    def _start(self, settings: Settings) -> None:
        workshop = Workshop(settings, self._engine_builder(settings), pause=self.pause)

        def tell(status: EngineStatus) -> None:
            if self._workshop is workshop:
                self._on_status(status)

        self._workshop = workshop
        workshop.start(tell)


def _engine_part(settings: Settings) -> tuple[str, int]:
    """Return the settings that an engine is built from."""
    return settings.model, settings.threads
