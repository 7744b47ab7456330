"""Tells a client that asked for it how the server is, so that it need not ask again and again."""

import asyncio
from typing import TYPE_CHECKING

from afterword.lsp.status import describe_status

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

STATUS_CHANGED = "afterword/statusChanged"
FLEETING = frozenset({"is_busy", "last_ghost_ms"})
"""What changes with each ghost text: no news by itself, or there would be some at every key."""


class StatusNotifications:
    """Sends the status, as ``describe_status`` has it, when something lasting in it has changed."""

    def __init__(self, server: "AfterwordServer") -> None:
        """Send nothing before ``tell``."""
        self._server = server
        self._told: dict[str, object] = {}
        self._end_of_pause: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Send the status if it is not what was sent last."""
        if not self._server.client.receives_status:
            return
        status = describe_status(self._server, None)
        lasting = {name: value for name, value in status.items() if name not in FLEETING}
        if lasting != self._told:
            self._told = lasting
            self._server.protocol.notify(STATUS_CHANGED, status)

    def tell_of_pause(self) -> None:
        """Tell that a pause has begun or was ended, and tell again when it is over."""
        self.tell()
        if self._end_of_pause is not None:
            self._end_of_pause.cancel()
        self._end_of_pause = asyncio.create_task(self._tell_at_its_end())

    async def _tell_at_its_end(self) -> None:
        pause = self._server.session.pause
        while pause.is_on:  # noqa: ASYNC110 - time sets no event
            await asyncio.sleep(pause.left_s)
        self.tell()
