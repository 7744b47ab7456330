"""Builds the language server: makes its parts, and registers each feature with the parts that it uses."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from afterword.engine.interface import EngineStatus
from afterword.engine.loading.paragraph_model import (
    find_larger_model,
    is_available,
    with_paragraph_model,
)
from afterword.engine.loading.voice_fallback import EngineBuilder
from afterword.engine.scheduling.memory_budget import MACHINE, Memory
from afterword.lsp.actions.action_run import ActionParts
from afterword.lsp.actions.code_actions import register_code_actions
from afterword.lsp.actions.commands import register_client_commands, register_writing_commands
from afterword.lsp.actions.grow_continuation import GrowingContinuations
from afterword.lsp.actions.reading_ahead import ReadingAhead
from afterword.lsp.actions.workspace_edits import WorkspaceEdits
from afterword.lsp.brief.brief_diagnostics import BriefDiagnostics
from afterword.lsp.brief.brief_keys import register_brief_keys
from afterword.lsp.brief.project_watcher import ProjectWatcher
from afterword.lsp.connection.document_events import register_document_events
from afterword.lsp.connection.lifecycle import register_lifecycle
from afterword.lsp.connection.settings_sync import SettingsSync, register_settings_events
from afterword.lsp.core.client_capabilities import Client
from afterword.lsp.core.model_progress import PARAGRAPH_MODEL, ModelProgress
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.progress_bars import ProgressBars
from afterword.lsp.core.session import Session
from afterword.lsp.core.settings_layers import SettingsLayers
from afterword.lsp.ghost_text.accepted_suggestions import AcceptedSuggestions
from afterword.lsp.ghost_text.completion_items import CompletionItems
from afterword.lsp.ghost_text.inline_completion import register_inline_completion
from afterword.lsp.ghost_text.prefetch import Prefetch, register_accepted
from afterword.lsp.larger_model.install_model_command import register_model_commands
from afterword.lsp.larger_model.installation import Installations, InstallCommand, install_command
from afterword.lsp.larger_model.offer import LargerModelOffer
from afterword.lsp.larger_model.shown_once import notices_folder
from afterword.lsp.server import AfterwordServer
from afterword.lsp.status import Status


def build_server(
    *,
    engine_builder: EngineBuilder,
    user_file: Path,
    required_token: str = "",
    memory: Memory = MACHINE,
    is_model_here: Callable[[str], bool] = is_available,
    command_to_install: InstallCommand = install_command,
) -> AfterwordServer:
    """Return a server with all its features, ready for a transport.

    Nothing is read or loaded before ``initialized``.

    Args:
        engine_builder: returns what builds the engine that the settings name for ghost text.
        user_file: the writer's own settings file, which need not exist.
        required_token: what ``initializationOptions.token`` must be; empty accepts every client.
        memory: where two models must find room.
        is_model_here: says whether a model of the catalogue is on this machine.
        command_to_install: returns the command that installs a model.
    """
    server = AfterwordServer(required_token=required_token)
    client = Client()
    documents = OpenDocuments(lambda: server.protocol.workspace)
    settings = SettingsLayers(user_file=user_file)
    bars = ProgressBars(server.work_done_progress, lambda: client.capabilities.shows_progress)

    model_progress = ModelProgress(bars.open, show_error=server.show_error, note=server.note)
    paragraph_model_progress = ModelProgress(
        bars.open,
        show_error=server.note,  # the request for the paragraph shows the error
        note=server.note,
        what=PARAGRAPH_MODEL,
    )

    def on_status(engine_status: EngineStatus) -> None:
        model_progress.show(engine_status)
        status.notify()
        larger_model.follow(engine_status)

    def on_paragraph_status(engine_status: EngineStatus) -> None:
        paragraph_model_progress.show(engine_status)
        status.notify()

    session = Session(
        engine_builder,
        on_status,
        on_paragraph_status=on_paragraph_status,
        choose_models=lambda wanted, in_use: with_paragraph_model(
            wanted, in_use=in_use, is_here=is_model_here, memory=memory
        ),
        on_voice_problem=server.show_warning,
        memory=memory,
    )
    installations = Installations(bars, command_to_install)
    larger_model = LargerModelOffer(
        server,
        client=client,
        session=session,
        installations=installations,
        find=partial(find_larger_model, is_here=is_model_here, memory=memory),
        notices=notices_folder(),
    )
    server.on_close(installations.cancel)
    server.on_close(session.close)
    status = Status(
        client=client,
        documents=documents,
        session=session,
        settings=settings,
        describe_larger_model=larger_model.describe,
        send=server.protocol.notify,
    )
    diagnostics = BriefDiagnostics(documents, server.publish_diagnostics)
    project_watcher = ProjectWatcher(
        documents,
        settings,
        publish=server.publish_diagnostics,
        show_warning=server.show_warning,
        on_change=diagnostics.check_all,
    )
    settings_sync = SettingsSync(
        server,
        client=client,
        documents=documents,
        settings=settings,
        project_watcher=project_watcher,
        diagnostics=diagnostics,
        session=session,
        status=status,
    )
    shown = AcceptedSuggestions()
    prefetch = Prefetch(documents, session)
    completion = CompletionItems(client=client, documents=documents, session=session, shown=shown)
    parts = ActionParts(
        server=server,
        documents=documents,
        session=session,
        bars=bars,
        edits=WorkspaceEdits(server, client=client, documents=documents),
        after_paragraph=larger_model.after_paragraph,
    )

    growing = GrowingContinuations(parts)
    reading_ahead = ReadingAhead(server, documents=documents, session=session)

    register_lifecycle(
        server,
        client=client,
        settings_sync=settings_sync,
        model_progress=(model_progress, paragraph_model_progress),
        on_initialize=lambda: completion.register(server, settings.settings.completion.trigger),
    )
    register_settings_events(server, client=client, settings_sync=settings_sync)
    register_document_events(
        server,
        project_watcher=project_watcher,
        diagnostics=diagnostics,
        prefetch=prefetch,
        settings_sync=settings_sync,
        session=session,
        growing=growing,
    )
    register_inline_completion(
        server,
        documents=documents,
        session=session,
        shown=shown,
        on_cursor=reading_ahead.follow_cursor,
        on_written=status.record_ghost_text,
    )
    register_accepted(server, shown=shown, prefetch=prefetch)
    register_code_actions(
        parts, client=client, diagnostics=diagnostics, reading_ahead=reading_ahead
    )
    register_writing_commands(parts, growing=growing)
    register_client_commands(server, documents=documents, session=session, status=status)
    register_model_commands(server, larger_model=larger_model, status=status)
    register_brief_keys(server, documents=documents)
    return server
