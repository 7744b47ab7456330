"""Keeps what the project tells about the open documents up to date, and tells what is wrong in it."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from afterword.brief.lore_folder import FaultyFile
from afterword.brief.project import Project
from afterword.lsp.brief_faults import SOURCE
from afterword.lsp.lines import ColumnUnit, Lines

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)

MOST_TOLD: Final = 5
"""Files that are not read are named in one message; there may be hundreds."""


class ProjectPages:
    """The project around the open documents."""

    def __init__(self, server: "AfterwordServer") -> None:
        """Tell through ``server``; nothing is read before ``refresh``."""
        self._server = server
        self._project = Project()
        self._lock = asyncio.Lock()
        self._told: frozenset[str] = frozenset()
        self._marked: frozenset[Path] = frozenset()

    async def refresh(self) -> None:
        """Look at the project's files again, on another thread; say what can't be taken."""
        configuration = self._server.configuration
        async with self._lock:
            try:
                has_changed = await asyncio.to_thread(
                    self._project.look, configuration.project_root, configuration.settings
                )
            except Exception as error:  # noqa: BLE001 - whatever a folder holds, ghost text comes
                logger.warning("the project could not be read: %s", type(error).__name__)
                return
            if not has_changed:
                return
            self._tell()
        for document in self._server.protocol.workspace.open_documents():
            self.fill_in(document.uri)
        self._server.brief_faults.check_all()

    def fill_in(self, uri: str) -> None:
        """Give an open document what the project tells about it."""
        document = self._server.protocol.workspace.open_document(uri)
        if document is not None:
            path = to_fs_path(uri)
            document.page = self._project.page_for(Path(path) if path else None)

    async def look_around(self, uri: str) -> None:
        """Read the chapters before a document that was just opened, on another thread."""
        path = to_fs_path(uri)
        if not path:
            return
        async with self._lock:
            try:
                has_changed = await asyncio.to_thread(
                    self._project.look_around, Path(path), self._server.configuration.settings
                )
            except Exception as error:  # noqa: BLE001 - whatever a folder holds, ghost text comes
                logger.warning("earlier chapters could not be read: %s", type(error).__name__)
                return
        if has_changed:
            self.fill_in(uri)

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document that was closed."""
        path = to_fs_path(uri)
        if path:
            self._project.forget(Path(path))

    def _tell(self) -> None:
        """Say what is not read, once; mark what is wrong inside of files."""
        lore = self._project.lore
        problems = self._project.problems
        untold = [problem for problem in problems if problem not in self._told]
        self._told = frozenset(problems)
        if untold:
            self._server.show_warning("Afterword: " + "\n".join(untold[:MOST_TOLD]))
        for path in self._marked - set(lore.faulty):
            self._publish(path, None)
        for path, file in lore.faulty.items():
            self._publish(path, file)
        self._marked = frozenset(lore.faulty)

    def tell_of_closed(self, uri: str) -> None:
        """Mark what is wrong in a file on disk whose document was closed."""
        path = to_fs_path(uri)
        file = self._project.lore.faulty.get(Path(path)) if path else None
        if path and file is not None:
            self._publish(Path(path), file)

    def _publish(self, path: Path, file: FaultyFile | None) -> None:
        """Tell of a file on disk; what is open is told of as it is in the editor."""
        uri = from_fs_path(str(path))
        if uri is not None and self._server.protocol.workspace.open_document(uri) is None:
            self._server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(
                    uri=uri, diagnostics=list(self._diagnostics(file)) if file else []
                )
            )

    def _diagnostics(self, file: FaultyFile) -> Iterator[types.Diagnostic]:
        encoding = self._server.protocol.workspace.position_encoding
        unit = ColumnUnit(encoding or ColumnUnit.UTF16)
        lines = Lines(file.text)
        for fault in file.faults:
            start, end = lines.place_of(fault.span.start), lines.place_of(fault.span.end)
            yield types.Diagnostic(
                range=types.Range(
                    types.Position(start.line, lines.units_at(start, unit)),
                    types.Position(end.line, lines.units_at(end, unit)),
                ),
                message=fault.message,
                severity=types.DiagnosticSeverity.Warning,
                source=SOURCE,
            )
