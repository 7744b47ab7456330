"""Keeps the settings up to date while the server runs: from the editor, and from files."""

import asyncio
import logging
from typing import Final

from lsprotocol import types

from afterword.lsp.brief.brief_diagnostics import BriefDiagnostics
from afterword.lsp.brief.project_watcher import ProjectWatcher
from afterword.lsp.core.client_capabilities import Client
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.session import Session
from afterword.lsp.core.settings_layers import SECTION, SettingsLayers
from afterword.lsp.server import AfterwordServer
from afterword.lsp.status import Status
from afterword.settings.project_file import PROJECT_FILE_NAME

logger = logging.getLogger(__name__)

LORE_FILES: Final = "**/*.{md,markdown,txt}"
"""Files that may be lore, in any folder: the folder may change while the editor watches."""
ANSWER_TIMEOUT_S: Final = 2.0
"""How long the model's loading waits for the editor's settings, which may name another one."""


class SettingsSync:
    """Keeps the settings as the editor and the files have them, and passes changes on."""

    def __init__(
        self,
        server: AfterwordServer,
        *,
        client: Client,
        documents: OpenDocuments,
        settings: SettingsLayers,
        project_watcher: ProjectWatcher,
        diagnostics: BriefDiagnostics,
        session: Session,
        status: Status,
    ) -> None:
        """Read nothing before ``read_first``. ``_apply`` passes settings on."""
        self._server = server
        self._client = client
        self._documents = documents
        self._settings = settings
        self._project_watcher = project_watcher
        self._diagnostics = diagnostics
        self._session = session
        self._status = status

    def read_first(self, initialization_options: object) -> None:
        """Read the settings for the first time, within ``initialize``; start nothing with them."""
        self._settings.set_initial(initialization_options)
        self._settings.set_folders(self._documents.folders)
        self._settings.reload()

    async def start(self) -> None:
        """Request the editor's settings, start to write with them, and register for changes."""
        request = asyncio.create_task(self.request_settings())
        self._server.keep(request)
        await asyncio.wait({request}, timeout=ANSWER_TIMEOUT_S)
        await self._apply()
        await self._register_for_changes()

    async def request_settings(self) -> None:
        """Request the editor's settings and use them; if that fails, nothing changes."""
        if not self._client.capabilities.answers_configuration:
            return
        item = types.ConfigurationItem(section=SECTION)
        try:
            answer = await self._server.workspace_configuration_async(
                types.ConfigurationParams(items=[item])
            )
        except Exception as error:  # noqa: BLE001 - whatever the editor answers, it is no reason to fail
            logger.warning("the editor did not send its settings (%s)", type(error).__name__)
            return
        self._settings.set_editor(answer[0] if answer else None)
        await self._apply()

    async def use_pushed(self, settings: object) -> None:
        """Use what ``didChangeConfiguration`` carries."""
        self._settings.push_editor(settings)
        await self._apply()

    async def refresh_folders(self) -> None:
        """Use the folders that are open in the editor now."""
        self._settings.set_folders(self._documents.folders)
        await self._apply()

    async def refresh_files(self) -> None:
        """Read the settings' files and the project's others again, if they have changed on disk."""
        self._settings.set_folders(self._documents.folders)
        if self._settings.files_have_changed():
            await self._apply()
        else:
            await self._project_watcher.refresh()

    async def _apply(self) -> None:
        """Merge the layers again, and pass the settings on to each part that uses them."""
        self._settings.reload()
        if problems := self._settings.new_problems():
            self._server.show_warning("Afterword settings: " + "\n".join(problems))
        before = {document.uri: document.settings for document in self._documents.all()}
        self._project_watcher.update_documents()
        for document in self._documents.all():
            # What is written under other settings is not shown any more.
            if self._session.service and before.get(document.uri) != document.settings:
                self._session.service.completer.forget(document.uri)
        self._diagnostics.check_all()
        await self._project_watcher.refresh()
        await self._session.use(self._settings.settings)
        self._status.notify()

    async def _register_for_changes(self) -> None:
        """Have the editor report changes of its settings and of project files, where it can."""
        registrations: list[types.Registration] = []
        if self._client.capabilities.registers_configuration:
            method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
            section = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
            registrations.append(types.Registration("afterword-configuration", method, section))
        if self._client.capabilities.watches_files:
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            patterns = (f"**/{PROJECT_FILE_NAME}", LORE_FILES)
            watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in patterns]
            watched = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
            registrations.append(types.Registration("afterword-project-file", method, watched))
        if registrations:
            params = types.RegistrationParams(registrations)
            try:
                await self._server.client_register_capability_async(params)
            except Exception as error:  # noqa: BLE001 - settings are then read at each save
                logger.warning("the editor will not report changes (%s)", type(error).__name__)


def register_settings_events(
    server: AfterwordServer, *, client: Client, settings_sync: SettingsSync
) -> None:
    """Handle what may change the settings, but for the saving of a document."""

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        if client.capabilities.answers_configuration:
            # What is pushed may be null, or another folder's; the answer is always ours.
            await settings_sync.request_settings()
        else:
            await settings_sync.use_pushed(params.settings)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_watched_files(_params: types.DidChangeWatchedFilesParams) -> None:
        await settings_sync.refresh_files()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def did_change_folders(_params: types.DidChangeWorkspaceFoldersParams) -> None:
        await settings_sync.refresh_folders()
