"""Follows the settings while the server runs: asks the editor, watches files, tells of faults."""

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.uris import to_fs_path

from afterword.lsp.core.settings_layers import SECTION
from afterword.settings.files import PROJECT_FILE_NAME

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)

LORE_FILES = "**/*.{md,markdown,txt}"
"""Wherever a project keeps its lore: the folder may change while the editor watches."""
ANSWER_TIMEOUT_S = 2.0
"""How long loading the model waits for the editor's settings, which may name another one."""


async def follow_settings(server: "AfterwordServer") -> None:
    """Find out the settings for the first time, start to write with them, and ask for news."""
    pulling = asyncio.create_task(_pull(server))
    server.keep(pulling)
    await asyncio.wait({pulling}, timeout=ANSWER_TIMEOUT_S)
    await _apply(server)
    await _ask_for_news(server)


def register_reconfiguring(server: "AfterwordServer") -> None:
    """Handle everything that may change the settings."""

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        if server.client.answers_configuration:
            # What is pushed may be null, or another folder's; the answer is always ours.
            await _pull(server)
        else:
            server.configuration.push_editor(params.settings)
            await _apply(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_watched_files(_params: types.DidChangeWatchedFilesParams) -> None:
        server.configuration.set_folders(workspace_folders(server))
        await _look_at_files(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def did_change_folders(_params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.configuration.set_folders(workspace_folders(server))
        await _apply(server)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))
    async def did_save(_params: types.DidSaveTextDocumentParams) -> None:
        # Nobody watches the user's file, and some editors watch none: look when work is saved.
        server.configuration.set_folders(workspace_folders(server))
        await _look_at_files(server)


async def _pull(server: "AfterwordServer") -> None:
    """Ask the editor for our section; an editor that can't say leaves the settings as they are."""
    if not server.client.answers_configuration:
        return
    item = types.ConfigurationItem(section=SECTION)
    try:
        answer = await server.workspace_configuration_async(types.ConfigurationParams(items=[item]))
    except Exception as error:  # noqa: BLE001 - whatever the editor answers, it is no reason to fail
        logger.warning("the editor did not say its settings (%s)", type(error).__name__)
        return
    server.configuration.set_editor(answer[0] if answer else None)
    await _apply(server)


async def _look_at_files(server: "AfterwordServer") -> None:
    """Take the settings' files and the project's others as they are on disk."""
    if server.configuration.files_have_changed():
        await _apply(server)
    else:
        await server.project_watcher.refresh()


async def _apply(server: "AfterwordServer") -> None:
    server.configuration.reload()
    if problems := server.configuration.new_problems():
        server.show_warning("Afterword settings: " + "\n".join(problems))
    server.brief_diagnostics.check_all()
    await server.project_watcher.refresh()
    await server.session.use(server.configuration.settings)
    server.status_notifications.tell()


async def _ask_for_news(server: "AfterwordServer") -> None:
    """Register for changes of the editor's settings and of project files, where it can be done."""
    registrations: list[types.Registration] = []
    if server.client.registers_configuration:
        registrations.append(
            types.Registration(
                id="afterword-configuration",
                method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                register_options=types.DidChangeConfigurationRegistrationOptions(section=SECTION),
            )
        )
    if server.client.watches_files:
        patterns = (f"**/{PROJECT_FILE_NAME}", LORE_FILES)
        watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in patterns]
        registrations.append(
            types.Registration(
                id="afterword-project-file",
                method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers),
            )
        )
    if registrations:
        try:
            await server.client_register_capability_async(types.RegistrationParams(registrations))
        except Exception as error:  # noqa: BLE001 - without news, settings are read at each save
            logger.warning("the editor will not tell of changes (%s)", type(error).__name__)


def workspace_folders(server: "AfterwordServer") -> list[Path]:
    """Return the folders that are open in the editor."""
    workspace = server.workspace
    uris = [folder.uri for folder in workspace.folders.values()]
    if workspace.root_uri and workspace.root_uri not in uris:
        uris.append(workspace.root_uri)
    paths = [to_fs_path(uri) for uri in uris]
    return [Path(path) for path in paths if path]
