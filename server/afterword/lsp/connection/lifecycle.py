"""From ``initialize`` to ``exit``: who is let in, what is started when, and how it all ends."""

import asyncio
import logging
import os
from hmac import compare_digest
from typing import TYPE_CHECKING, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidRequest

from afterword.lsp.connection.parent_process import parent_is_gone
from afterword.lsp.connection.settings_sync import follow_settings, workspace_folders
from afterword.lsp.core.client_capabilities import ClientCapabilities
from afterword.lsp.ghost_text.completion_items import register_completion

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)


def register_lifecycle(server: "AfterwordServer") -> None:
    """Handle the start and the end of a session, and of a document."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        _check_token(params.initialization_options, server.required_token)
        server.protocol.let_in(params)
        server.client = ClientCapabilities.from_capabilities(params.capabilities)
        server.bars.is_supported = server.client.shows_progress
        server.configuration.set_initial(params.initialization_options)
        server.configuration.set_folders(workspace_folders(server))
        server.configuration.reload()
        # Here, because pygls reads the features for the capabilities right after this.
        register_completion(server)

    @server.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        server.keep(asyncio.create_task(_end_with_parent(server)))
        await follow_settings(server)

    @server.feature(types.SHUTDOWN)
    async def shutdown(_params: None) -> None:
        server.model_progress.close()
        server.paragraph_model_progress.close()
        await asyncio.to_thread(server.session.close)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.project_watcher.fill_in(params.text_document.uri)
        looking = server.project_watcher.look_around(params.text_document.uri)
        server.keep(asyncio.create_task(looking))
        server.brief_diagnostics.check(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.brief_diagnostics.forget(params.text_document.uri)
        server.project_watcher.forget(params.text_document.uri)
        server.project_watcher.tell_of_closed(params.text_document.uri)
        if server.session.service is not None:
            server.session.service.forget(params.text_document.uri)


def _check_token(options: object, required: str) -> None:
    """Refuse a client that does not hold the token.

    Any program on this machine, and any web page in its browser, can reach a loopback port.
    """
    given = cast("dict[str, object]", options).get("token") if isinstance(options, dict) else None
    if required and not compare_digest(str(given or "").encode(), required.encode()):
        raise JsonRpcInvalidRequest("initializationOptions.token is not this server's token.")


async def _end_with_parent(server: "AfterwordServer") -> None:
    """End this process when the one that asked for it in ``initialize`` is gone (LSP 3.17)."""
    if server.process_id is None:
        return
    await parent_is_gone(server.process_id)
    logger.warning("the editor is gone")
    server.session.close()
    # Nothing less ends the process: a thread waits on stdin, which others may hold open.
    os._exit(1)
