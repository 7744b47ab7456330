"""Where the parts of one Afterword are put together: settings, a worker, and the two jobs.

The language server and the command line both hold one ``Workshop`` and nothing below it.
"""

from collections.abc import Callable

from afterword.engine.protocol import BuildEngine, EngineStatus
from afterword.engine.worker import EngineWorker
from afterword.settings import Settings
from afterword.writing.completer import Completer
from afterword.writing.continuer import Continuer
from afterword.writing.pausing import Pause


class Workshop:
    """One model on one thread, and everything that writes with it."""

    def __init__(
        self, settings: Settings, build_engine: BuildEngine, *, pause: Pause | None = None
    ) -> None:
        """Put the parts together; nothing is loaded before ``start``.

        A ``pause`` is heeded, and may outlive this workshop.
        """
        self._settings = settings
        self._worker = EngineWorker(build_engine)
        self.completer = Completer(self._worker, settings, pause=pause)
        """Ghost text."""
        self.continuer = Continuer(self._worker, settings)
        """Continued paragraphs."""

    @property
    def status(self) -> EngineStatus:
        """The engine's phase now."""
        return self._worker.status

    @property
    def is_busy(self) -> bool:
        """Whether the model reads or writes now."""
        return self._worker.is_busy

    @property
    def runtime(self) -> str:
        """What runs the model, for people; empty until it is ready."""
        return self._worker.runtime

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    def start(self, on_status: Callable[[EngineStatus], None] | None = None) -> None:
        """Prepare and load the model on its own thread; returns at once.

        ``on_status`` is called on the running event loop, for every change of phase.
        """
        self._worker.start(on_status)

    async def wait_until_ready(self) -> None:
        """Return when the model can write.

        Raises:
            AfterwordError: it could not be prepared or loaded.
        """
        await self._worker.wait_until_ready()

    def apply_settings(self, settings: Settings) -> None:
        """Use new settings from the next request on. A new model needs a new workshop."""
        self._settings = settings
        self.completer.apply_settings(settings)
        self.continuer.apply_settings(settings)

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document that was closed."""
        self.completer.forget(uri)

    def close(self) -> None:
        """End all work; the engine's thread is gone within a second."""
        self._worker.close()
