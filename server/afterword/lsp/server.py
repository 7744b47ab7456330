"""The connection to one client: messages to the writer, tasks that run on, and errors of the protocol.

It has no feature of its own: features register themselves on it and send through it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from afterword import __version__
from afterword.lsp.core.json_rpc import WriterProtocol

if TYPE_CHECKING:
    from pygls.server import ServerErrors  # pygls has it for type checkers only

logger = logging.getLogger(__name__)


class AfterwordServer(LanguageServer):
    """Registers features and sends messages."""

    # pygls declares it mutable, and makes it of ``protocol_cls``.
    protocol: WriterProtocol  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(self, *, required_token: str = "") -> None:
        """Register nothing yet.

        Args:
            required_token: what ``initializationOptions.token`` must be; empty accepts every client.
        """
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            "afterword",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=WriterProtocol,
        )
        self.required_token = required_token
        self._tasks: set[asyncio.Task[None]] = set()
        self._on_close: list[Callable[[], None]] = []

    def keep(self, task: asyncio.Task[None]) -> None:
        """Keep a task until it is done; the event loop itself would let it be garbage collected."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def on_close(self, end_work: Callable[[], None]) -> None:
        """Call ``end_work`` when the connection is over."""
        self._on_close.append(end_work)

    def close(self) -> None:
        """End all work for this client; returns within a second, and may be called again."""
        for end_work in self._on_close:
            end_work()

    def show_error(self, message: str) -> None:
        """Show the writer that something failed, and what to do."""
        self._show(types.MessageType.Error, message)

    def show_warning(self, message: str) -> None:
        """Show the writer that something is not as they expect."""
        self._show(types.MessageType.Warning, message)

    def show_info(self, message: str) -> None:
        """Show the writer a note."""
        self._show(types.MessageType.Info, message)

    def note(self, message: str) -> None:
        """Write a line into the editor's log of this server."""
        self.window_log_message(
            types.LogMessageParams(type=types.MessageType.Info, message=message)
        )

    def publish_diagnostics(self, uri: str, diagnostics: Sequence[types.Diagnostic]) -> None:
        """Show these problems in a document, in place of those that were shown there."""
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=list(diagnostics))
        )

    def report_server_error(self, error: Exception, source: "ServerErrors") -> None:
        """Log an error of the protocol. pygls would show it to the writer, text and all."""
        logger.warning("%s: %s", source.__name__, type(error).__name__)

    def _show(self, kind: types.MessageType, message: str) -> None:
        self.window_show_message(types.ShowMessageParams(type=kind, message=message))
