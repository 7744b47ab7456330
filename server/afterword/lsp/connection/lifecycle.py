"""From ``initialize`` to ``exit``: who is accepted, what is started when, and how it all ends."""

import asyncio
import logging
import os
from collections.abc import Callable, Sequence

from lsprotocol import types

from afterword.lsp.connection.client_token import check_token
from afterword.lsp.connection.parent_process import parent_is_gone
from afterword.lsp.connection.settings_sync import SettingsSync
from afterword.lsp.core.client_capabilities import Client, ClientCapabilities
from afterword.lsp.core.model_progress import ModelProgress
from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)


def register_lifecycle(
    server: AfterwordServer,
    *,
    client: Client,
    settings_sync: SettingsSync,
    model_progress: Sequence[ModelProgress],
    on_initialize: Callable[[], None],
) -> None:
    """Handle the start and the end of a session.

    Args:
        server: is closed at the end.
        client: gets its capabilities.
        settings_sync: is started with the session.
        model_progress: the bars that end with the session.
        on_initialize: registers what depends on the client and its settings.
    """

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        check_token(params.initialization_options, server.required_token)
        server.protocol.accept(params)
        client.capabilities = ClientCapabilities.from_capabilities(params.capabilities)
        settings_sync.read_first(params.initialization_options)
        # Here, because pygls reads the features for the capabilities right after this.
        on_initialize()

    @server.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        server.keep(asyncio.create_task(_end_with_parent(server)))
        await settings_sync.start()

    @server.feature(types.SHUTDOWN)
    async def shutdown(_params: None) -> None:
        for progress in model_progress:
            progress.close()
        await asyncio.to_thread(server.close)


async def _end_with_parent(server: AfterwordServer) -> None:
    """End this process when the one that the client named in ``initialize`` is gone (LSP 3.17)."""
    if server.process_id is None:
        return
    await parent_is_gone(server.process_id)
    logger.warning("the editor is gone")
    server.close()
    # Nothing less ends the process: a thread waits on stdin, which others may hold open.
    os._exit(1)
