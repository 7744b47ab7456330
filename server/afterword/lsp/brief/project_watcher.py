"""Keeps what projects tell about their open documents up to date, and tells what is wrong in them."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from afterword.brief.lore.folder import FaultyFile
from afterword.brief.project.previous_files import ChaptersBefore
from afterword.brief.project.project import Project
from afterword.lsp.brief.brief_diagnostics import SOURCE
from afterword.lsp.core.line_index import ColumnUnit, LineIndex
from afterword.lsp.core.text_documents import WriterDocument

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)

Seen = TypeVar("Seen")
MAX_REPORTED: Final = 5
"""Files that are not read are named in one message; there may be hundreds."""


class ProjectWatcher:
    """The projects around the open documents; one of them is there in any case."""

    def __init__(self, server: "AfterwordServer") -> None:
        """Tell through ``server``; nothing is read before ``refresh``."""
        self._server = server
        self._projects: dict[Path | None, Project] = {}
        self._homes: dict[str, Path | None] = {}
        """The projects of the documents that were open at the last look."""
        self._lock = asyncio.Lock()
        self._told: frozenset[str] = frozenset()
        self._marked: frozenset[Path] = frozenset()

    async def refresh(self) -> None:
        """Look at the projects' files again, on another thread; say what can't be taken."""
        async with self._lock:
            homes = {document.uri: self._root_of(document.uri) for document in self._open()}
            roots = {self._server.configuration.project_root, *homes.values()}
            are_others = homes != self._homes or set(self._projects) != roots
            self._homes = homes
            self._projects = {root: self._projects.get(root) or Project() for root in roots}
            changed = [await self._off_loop(partial(self._look, root), False) for root in roots]
            changed += [await self._look_around(root, self._open_in(root)) for root in roots]
            for root, project in self._projects.items():
                project.keep_only(self._open_in(root))
            self._tell_problems()
            has_news = any(changed) or are_others
            if has_news:
                self._mark_faults()
        for document in self._open():
            self.fill_in(document.uri)
        if has_news:
            self._server.brief_diagnostics.check_all()

    def fill_in(self, uri: str) -> None:
        """Give an open document what its project tells about it."""
        document = self._server.protocol.workspace.open_document(uri)
        if document is None:
            return
        root = self._root_of(uri)
        document.settings = self._server.configuration.settings_in(root)
        project = self._projects.get(root)
        if project is not None:
            path = to_fs_path(uri)
            document.project_context = project.context_for(Path(path) if path else None)

    async def look_around(self, uri: str) -> None:
        """Read the chapters before a document that was just opened, on another thread.

        Its project is looked at too, if none of its documents was open.
        """
        path = to_fs_path(uri)
        if not path:
            return
        root = self._root_of(uri)
        if root not in self._projects:
            await self.refresh()
        async with self._lock:
            has_changed = await self._look_around(self._root_of(uri), {Path(path)})
        if has_changed:
            self.fill_in(uri)

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document that was closed."""
        path = to_fs_path(uri)
        project = self._projects.get(self._root_of(uri))
        if path and project is not None:
            project.forget(Path(path))

    async def _off_loop(self, look: Callable[[], Seen], otherwise: Seen) -> Seen:
        """Return what a look on another thread sees; whatever a folder holds, ghost text comes."""
        try:
            return await asyncio.to_thread(look)
        except Exception as error:  # noqa: BLE001 - see above
            logger.warning("the project could not be read: %s", type(error).__name__)
            return otherwise

    def _look(self, root: Path | None) -> bool:
        return self._projects[root].read_changes(root, self._server.configuration.settings_in(root))

    async def _look_around(self, root: Path | None, paths: set[Path]) -> bool:
        """Read what stands before documents; keep it for those that are still open afterwards."""
        project = self._projects.get(root)
        if project is None or not paths:
            return False

        def look() -> ChaptersBefore:
            return project.read_previous(paths, self._server.configuration.settings_in(root))

        found = await self._off_loop(look, {})
        still_open = self._open_in(root)
        return project.keep_previous({path: found[path] for path in found if path in still_open})

    def _open(self) -> list[WriterDocument]:
        return self._server.protocol.workspace.open_documents()

    def _open_in(self, root: Path | None) -> set[Path]:
        """Return the files of a project that are open."""
        uris = [document.uri for document in self._open() if self._root_of(document.uri) == root]
        return {Path(path) for path in map(to_fs_path, uris) if path}

    def _root_of(self, uri: str) -> Path | None:
        """Return the project of a document; one without a file is the first one's."""
        path = to_fs_path(uri)
        configuration = self._server.configuration
        return configuration.root_of(Path(path)) if path else configuration.project_root

    def _faulty(self) -> dict[Path, FaultyFile]:
        projects = self._projects.values()
        return {path: file for each in projects for path, file in each.lore.faulty.items()}

    def _tell_problems(self) -> None:
        """Say once what is not read, and what is wrong in settings other than the first project's."""
        problems = [problem for each in self._projects.values() for problem in each.problems]
        for root in self._projects:
            problems += self._server.configuration.problems_in(root)
        untold = [problem for problem in problems if problem not in self._told]
        self._told = frozenset(problems)
        if untold:
            self._server.show_warning("Afterword: " + "\n".join(untold[:MAX_REPORTED]))

    def _mark_faults(self) -> None:
        """Mark what is wrong inside of files."""
        faulty = self._faulty()
        for path in self._marked - set(faulty):
            self._publish(path, None)
        for path, file in faulty.items():
            self._publish(path, file)
        self._marked = frozenset(faulty)

    def tell_of_closed(self, uri: str) -> None:
        """Mark what is wrong in a file on disk whose document was closed."""
        path = to_fs_path(uri)
        file = self._faulty().get(Path(path)) if path else None
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
        lines = LineIndex(file.text)
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
