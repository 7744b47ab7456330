"""The document events in order: what happens when a document opens, changes, is saved or is closed.

pygls has updated the document itself before any of it.
"""

import asyncio

from lsprotocol import types

from afterword.lsp.actions.grow_continuation import GrowingContinuations
from afterword.lsp.brief.brief_diagnostics import BriefDiagnostics
from afterword.lsp.brief.project_watcher import ProjectWatcher
from afterword.lsp.connection.settings_sync import SettingsSync
from afterword.lsp.core.session import Session
from afterword.lsp.ghost_text.prefetch import Prefetch
from afterword.lsp.server import AfterwordServer


def register_document_events(
    server: AfterwordServer,
    *,
    project_watcher: ProjectWatcher,
    diagnostics: BriefDiagnostics,
    prefetch: Prefetch,
    settings_sync: SettingsSync,
    session: Session,
    growing: GrowingContinuations,
) -> None:
    """Handle the notifications about documents."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        uri = params.text_document.uri
        # First of all: from its opening on, a document has the settings of its own project.
        project_watcher.update_document(uri)
        server.keep(asyncio.create_task(project_watcher.read_previous(uri)))
        diagnostics.check(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        growing.follow(params.text_document.uri)
        prefetch.read_on(params)
        diagnostics.check(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))
    async def did_save(_params: types.DidSaveTextDocumentParams) -> None:
        # Nobody watches the user's file, and some editors watch no file: check when work is saved.
        await settings_sync.refresh_files()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        growing.follow(uri)
        diagnostics.forget(uri)
        project_watcher.forget(uri)
        if session.service is not None:
            session.service.forget(uri)
