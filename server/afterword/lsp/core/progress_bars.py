"""Work-done progress: bars that may begin late, always end, and can be cancelled.

Nothing here depends on the kind of work.
"""

import asyncio
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from lsprotocol import types

CREATE_TIMEOUT_S = 10.0
"""How long a client may take to agree to a bar; after that it gets none."""


class ProgressClient(Protocol):
    """The part of the connection that a bar uses; pygls's ``Progress`` implements it."""

    tokens: dict[types.ProgressToken, Future[object]]
    """pygls cancels the future of a token when the client cancels the work."""

    async def create_async(self, token: types.ProgressToken) -> object:
        """Ask the client for a bar."""
        ...

    def begin(self, token: types.ProgressToken, value: types.WorkDoneProgressBegin) -> None:
        """Show it."""
        ...

    def report(self, token: types.ProgressToken, value: types.WorkDoneProgressReport) -> None:
        """Move it."""
        ...

    def end(self, token: types.ProgressToken, value: types.WorkDoneProgressEnd) -> None:
        """Take it away."""
        ...


class Bar:
    """One bar. It begins after a while, if it is not closed before, and ends exactly once."""

    def __init__(
        self,
        client: ProgressClient | None,
        title: str,
        *,
        after_s: float = 0.0,
        on_cancel: Callable[[], None] | None = None,
        token: types.ProgressToken | None = None,
    ) -> None:
        """Open the bar on the running event loop; see ``ProgressBars.open``."""
        self._client = client
        self._title = title
        self._on_cancel = on_cancel
        self._is_given = token is not None
        self._token: types.ProgressToken = str(uuid.uuid4()) if token is None else token
        self._latest: tuple[str, int | None] = ("", None)
        self._has_begun = False
        self._task = asyncio.create_task(self._live(client, after_s)) if client else None

    def report(self, message: str, percent: int | None = None) -> None:
        """Show how far the work is; a repeated report is not sent again."""
        if self._client and self._has_begun and (message, percent) != self._latest:
            value = types.WorkDoneProgressReport(message=message, percentage=percent)
            self._client.report(self._token, value)
        self._latest = (message, percent)

    def close(self) -> None:
        """End the bar, at once. May be called more than once."""
        self._end()
        if self._task is not None:
            self._task.cancel()

    async def _live(self, client: ProgressClient, after_s: float) -> None:
        await asyncio.sleep(after_s)
        try:
            if self._is_given or await self._is_granted(client):
                self._begin(client)
                await asyncio.get_running_loop().create_future()
        finally:
            self._end()
            # pygls 2.1.1 never forgets a token by itself.
            client.tokens.pop(self._token, None)

    async def _is_granted(self, client: ProgressClient) -> bool:
        creation = asyncio.ensure_future(client.create_async(self._token))
        creation.add_done_callback(self._settle)
        # Not wait_for, which cancels: pygls 2.1.1 fails on an answer to a cancelled request.
        done, _ = await asyncio.wait({creation}, timeout=CREATE_TIMEOUT_S)
        return bool(done) and creation.exception() is None

    def _settle(self, creation: asyncio.Future[object]) -> None:
        """Read the client's answer, even when nobody waits for it any more."""
        if not creation.cancelled():
            creation.exception()
        if self._client and self._task and self._task.done():
            self._client.tokens.pop(self._token, None)

    def _begin(self, client: ProgressClient) -> None:
        message, percent = self._latest
        value = types.WorkDoneProgressBegin(
            title=self._title,
            message=message or None,
            percentage=percent,
            cancellable=self._on_cancel is not None,
        )
        client.begin(self._token, value)
        self._has_begun = True
        client.tokens[self._token].add_done_callback(self._on_token_done)

    def _end(self) -> None:
        if self._client and self._has_begun:
            self._has_begun = False
            self._client.end(self._token, types.WorkDoneProgressEnd())

    def _on_token_done(self, future: Future[object]) -> None:
        if future.cancelled() and self._on_cancel is not None:
            self._on_cancel()


class ProgressBars:
    """Opens bars where the client shows them."""

    def __init__(self, client: ProgressClient, is_supported: Callable[[], bool]) -> None:
        """Send to ``client`` if ``is_supported`` returns true when a bar is opened."""
        self._client = client
        self._is_supported = is_supported

    def open(
        self,
        title: str,
        *,
        after_s: float = 0.0,
        on_cancel: Callable[[], None] | None = None,
        token: types.ProgressToken | None = None,
    ) -> Bar:
        """Open a bar; use it with ``contextlib.closing`` or close it in a ``finally``.

        Args:
            title: what is being done.
            after_s: the bar appears if it is still open after so many seconds.
            on_cancel: called when the writer cancels the work; without it, the bar has no button.
            token: the bar that the client itself brought with its request.
        """
        client = self._client if token is not None or self._is_supported() else None
        return Bar(client, title, after_s=after_s, on_cancel=on_cancel, token=token)
