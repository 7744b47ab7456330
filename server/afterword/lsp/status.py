"""What a client can show in a status bar: the model, its work, and why no ghost text comes here.

It answers a command, and is sent to clients that declared to want every change.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from lsprotocol import types

from afterword.engine.interface import EngineStatus
from afterword.lsp.core.client_capabilities import Client
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.session import Session
from afterword.lsp.core.settings_layers import SettingsLayers

STATUS_CHANGED: Final = "afterword/statusChanged"
"""The method of our notification."""
FLEETING: Final = frozenset({"is_busy", "last_ghost_ms"})
"""Names of values that change with each ghost text; if only they change, nothing is sent."""


class Status:
    """The state of the server as plain JSON."""

    def __init__(
        self,
        *,
        client: Client,
        documents: OpenDocuments,
        session: Session,
        settings: SettingsLayers,
        describe_larger_model: Callable[[], dict[str, object] | None],
        send: Callable[[str, object], None],
    ) -> None:
        """Send nothing before ``notify``.

        Args:
            client: says whether it takes notifications.
            documents: the texts at whose cursors it is quiet or not.
            session: has the models.
            settings: have the problems.
            describe_larger_model: returns the model that could be installed, or None.
            send: takes a notification's method and parameters.
        """
        self._client = client
        self._documents = documents
        self._session = session
        self._settings = settings
        self._describe_larger_model = describe_larger_model
        self._send = send
        self._sent: dict[str, object] = {}
        self._end_of_pause: asyncio.Task[None] | None = None
        self._last_ghost_ms: float | None = None

    def record_ghost_text(self, duration_ms: float) -> None:
        """Keep how long the latest ghost text took that had to be written."""
        self._last_ghost_ms = duration_ms

    def describe(self) -> dict[str, object]:
        """Return the state; the model of ghost text comes first, that of paragraphs under its name."""
        session, settings = self._session, self._settings.settings
        service = session.service
        if service is not None:
            settings = service.settings  # they name the model that was chosen for paragraphs
        ghost, paragraph = session.status, service.paragraph_status if service else session.status
        return {
            **_describe_model(
                ghost,
                settings.inline_model,
                service.runtime if service else "",
                service.voice if service else "",
            ),
            "paragraph": _describe_model(
                paragraph,
                settings.paragraph_model,
                service.paragraph_runtime if service else "",
                service.paragraph_voice if service else "",
            ),
            "paragraph_follows_instructions": service is not None and service.follows_instructions,
            "larger_model": self._describe_larger_model(),
            "is_busy": service is not None and service.is_busy,
            "is_paused": session.pause.is_on,
            "last_ghost_ms": self._last_ghost_ms,
            "silence": None,
            "problems": [*self._settings.problems, *self._voice_problems()],
        }

    def describe_at(self, uri: str, position: types.Position) -> dict[str, object]:
        """Return the state at a cursor.

        There ``silence`` is the reason why no ghost text comes, whatever the model would write; it is
        null if some may come.
        """
        snapshot, service = self._documents.snapshot(uri, position), self._session.service
        reason = None
        if snapshot is not None and service is not None:
            reason = service.completer.reason_for_silence(snapshot.passage)
        return {**self.describe(), "silence": reason and reason.value}

    def notify(self) -> None:
        """Send the state if something lasting in it has changed since it was sent."""
        if not self._client.capabilities.receives_status:
            return
        status = self.describe()
        lasting = {name: value for name, value in status.items() if name not in FLEETING}
        if lasting != self._sent:
            self._sent = lasting
            self._send(STATUS_CHANGED, status)

    def notify_of_pause(self) -> None:
        """Send that a pause has begun or was ended, and send again when it is over."""
        self.notify()
        if self._end_of_pause is not None:
            self._end_of_pause.cancel()
        self._end_of_pause = asyncio.create_task(self._notify_after_pause())

    def _voice_problems(self) -> list[str]:
        service = self._session.service
        return [service.voice_problem] if service is not None and service.voice_problem else []

    async def _notify_after_pause(self) -> None:
        pause = self._session.pause
        while pause.is_on:  # noqa: ASYNC110 - time sets no event
            await asyncio.sleep(pause.left_s)
        self.notify()


def _describe_model(
    status: EngineStatus, model: str, runtime: str, voice: str
) -> dict[str, object]:
    return {
        "phase": status.phase.value,
        "message": status.message,
        "percent": status.percent,
        "model": model,
        "runtime": runtime,
        "voice": voice,
    }
