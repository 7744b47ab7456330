"""The language server: its parts, put together in one place. What it can do is in the features."""

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from afterword import __version__
from afterword.engine.interface import EngineStatus
from afterword.engine.scheduling.memory_budget import MACHINE, Memory
from afterword.lsp.actions.code_actions import register_actions
from afterword.lsp.actions.commands import register_commands
from afterword.lsp.brief.brief_diagnostics import BriefDiagnostics
from afterword.lsp.brief.brief_keys import register_brief_keys
from afterword.lsp.brief.project_watcher import ProjectWatcher
from afterword.lsp.connection.lifecycle import register_lifecycle
from afterword.lsp.connection.settings_sync import register_reconfiguring
from afterword.lsp.core.client_capabilities import ClientCapabilities
from afterword.lsp.core.json_rpc import WriterProtocol
from afterword.lsp.core.model_progress import PARAGRAPH_MODEL, ModelProgress
from afterword.lsp.core.progress_bars import ProgressBars
from afterword.lsp.core.session import EngineBuilder, Session
from afterword.lsp.core.settings_layers import SettingsLayers
from afterword.lsp.ghost_text.inline_completion import register_inline
from afterword.lsp.ghost_text.prefetch import ShownSuggestions, register_anticipation
from afterword.lsp.status_notifications import StatusNotifications

if TYPE_CHECKING:
    from pygls.server import ServerErrors  # pygls has it for type checkers only

logger = logging.getLogger(__name__)


class AfterwordServer(LanguageServer):
    """One client's server. Features register themselves on it; they share its parts."""

    # pygls declares it mutable, and makes it of ``protocol_cls``.
    protocol: WriterProtocol  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(
        self,
        *,
        engine_builder: EngineBuilder,
        user_file: Path,
        required_token: str = "",
        memory: Memory = MACHINE,
    ) -> None:
        """Make the parts; nothing is read or loaded before ``initialized``.

        Args:
            engine_builder: returns what builds the engine that the settings name for ghost text.
            user_file: the writer's own settings file, which need not exist.
            required_token: what ``initializationOptions.token`` must be; empty lets everyone in.
            memory: where two models must find room.
        """
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            "afterword",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=WriterProtocol,
        )
        self.required_token = required_token
        self.client = ClientCapabilities()
        """What the client can do."""
        self.bars = ProgressBars(self.work_done_progress)
        """Work-done progress."""
        self.model_progress = ModelProgress(
            self.bars.open, show_error=self.show_error, note=self.note
        )
        self.paragraph_model_progress = ModelProgress(
            self.bars.open,
            show_error=self.note,  # who asked for the paragraph is told
            note=self.note,
            what=PARAGRAPH_MODEL,
        )
        self.status_notifications = StatusNotifications(self)
        """The status for clients that want it pushed."""
        self.session = Session(
            engine_builder,
            self._on_engine_status,
            on_paragraph_status=self._on_paragraph_engine_status,
            memory=memory,
        )
        """The writing service in use."""
        self.configuration = SettingsLayers(user_file=user_file)
        """The settings in force."""
        self.shown = ShownSuggestions()
        """Suggestions that may come back as accepted."""
        self.last_ghost_ms: float | None = None
        """How long the latest ghost text took that had to be written."""
        self.brief_diagnostics = BriefDiagnostics(self)
        """What is wrong with the open documents' briefs."""
        self.project_watcher = ProjectWatcher(self)
        """What the project tells about the open documents."""
        self._tasks: set[asyncio.Task[None]] = set()

    def keep(self, task: asyncio.Task[None]) -> None:
        """Hold a task until it is done; the event loop itself would let it be collected."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def show_error(self, message: str) -> None:
        """Put a message before the writer that something is wrong and what to do."""
        self._show(types.MessageType.Error, message)

    def show_warning(self, message: str) -> None:
        """Put a message before the writer that something is not as they think."""
        self._show(types.MessageType.Warning, message)

    def note(self, message: str) -> None:
        """Write a line into the editor's log of this server."""
        self.window_log_message(
            types.LogMessageParams(type=types.MessageType.Info, message=message)
        )

    def report_server_error(self, error: Exception, source: "ServerErrors") -> None:
        """Log an error of the protocol. pygls would show it to the writer, text and all."""
        logger.warning("%s: %s", source.__name__, type(error).__name__)

    def _on_engine_status(self, status: EngineStatus) -> None:
        self.model_progress.hear(status)
        self.status_notifications.tell()

    def _on_paragraph_engine_status(self, status: EngineStatus) -> None:
        self.paragraph_model_progress.hear(status)
        self.status_notifications.tell()

    def _show(self, kind: types.MessageType, message: str) -> None:
        self.window_show_message(types.ShowMessageParams(type=kind, message=message))


def build_server(
    *,
    engine_builder: EngineBuilder,
    user_file: Path,
    required_token: str = "",
    memory: Memory = MACHINE,
) -> AfterwordServer:
    """Return a server with all its features, ready for a transport."""
    server = AfterwordServer(
        engine_builder=engine_builder,
        user_file=user_file,
        required_token=required_token,
        memory=memory,
    )
    register_lifecycle(server)
    register_reconfiguring(server)
    register_inline(server)
    register_anticipation(server)
    register_actions(server)
    register_commands(server)
    register_brief_keys(server)
    return server
