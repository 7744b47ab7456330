"""One generation as its caller sees it: pieces to iterate over, and a way to cancel it."""

import asyncio
from collections.abc import AsyncIterator

from afterword.engine.interface import CancelToken, GenerationRequest, Piece


class GenerationStream:
    """The pieces of one request, passed from the engine's thread to the event loop of its caller."""

    def __init__(self, request: GenerationRequest) -> None:
        """Bind to the running event loop."""
        self.request = request
        self.cancel_token = CancelToken()
        """Read by the engine's thread."""
        self._loop = asyncio.get_running_loop()
        self._arrived: asyncio.Queue[Piece | Exception] = asyncio.Queue()

    def cancel(self) -> None:
        """Ask the engine to stop; the last piece still comes, with its finish reason."""
        self.cancel_token.cancel()

    def deliver(self, item: Piece | Exception) -> None:
        """Pass on a piece, or the error that ended the generation; may be called from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._arrived.put_nowait, item)
        except RuntimeError:  # the loop was closed: nobody is waiting any more
            self.cancel_token.cancel()

    async def pieces(self) -> AsyncIterator[Piece]:
        """Yield pieces as they come, the last one of each take with its ``finish_reason``.

        Leaving the iteration early does not stop the engine: call ``cancel``.

        Raises:
            EngineError: the engine failed, or was closed.
        """
        unfinished = self.request.takes
        while unfinished:
            item = await self._arrived.get()
            if isinstance(item, Exception):
                raise item
            unfinished -= item.finish_reason is not None
            yield item
