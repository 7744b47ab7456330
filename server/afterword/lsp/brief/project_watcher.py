"""Keeps the projects of the open documents up to date, and reports problems in their files."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from lsprotocol import types
from pygls.uris import from_fs_path

from afterword.brief.lore.folder import FaultyFile
from afterword.brief.project.previous_files import ChaptersBefore
from afterword.brief.project.project import Project
from afterword.lsp.brief.brief_diagnostics import PublishDiagnostics, diagnostic_of
from afterword.lsp.core.document_uris import file_path
from afterword.lsp.core.line_index import LineIndex
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.settings_layers import SettingsLayers

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
MAX_REPORTED: Final = 5
"""The most problems in one message; hundreds of files may be unreadable."""


class ProjectWatcher:
    """The projects of the open documents; the first project is among them in any case."""

    def __init__(
        self,
        documents: OpenDocuments,
        settings: SettingsLayers,
        *,
        publish: PublishDiagnostics,
        show_warning: Callable[[str], None],
        on_change: Callable[[], None],
    ) -> None:
        """Read nothing before ``refresh``.

        Args:
            documents: are given their project's settings and page.
            settings: find the project that a document belongs to, and the project's settings.
            publish: publishes the diagnostics of a file.
            show_warning: puts a message before the writer.
            on_change: is called when a project, or the set of projects, has changed.
        """
        self._documents = documents
        self._settings = settings
        self._publish = publish
        self._show_warning = show_warning
        self._on_change = on_change
        self._projects: dict[Path | None, Project] = {}
        self._roots_by_uri: dict[str, Path | None] = {}
        """The projects of the documents that were open at the last refresh."""
        self._lock = asyncio.Lock()
        self._reported: frozenset[str] = frozenset()
        self._marked: frozenset[Path] = frozenset()

    def update_document(self, uri: str) -> None:
        """Give an open document the settings of its project, and its page of the project."""
        document = self._documents.find(uri)
        if document is None:
            return
        root = self._root_of(uri)
        document.settings = self._settings.settings_in(root)
        project = self._projects.get(root)
        if project is not None:
            document.project_context = project.context_for(file_path(uri))

    def update_documents(self) -> None:
        """Update all open documents: the settings may have changed."""
        for document in self._documents.all():
            self.update_document(document.uri)

    async def refresh(self) -> None:
        """Read the projects' files again, on another thread; report what can't be read."""
        async with self._lock:
            roots_by_uri = {each.uri: self._root_of(each.uri) for each in self._documents.all()}
            roots = {self._settings.project_root, *roots_by_uri.values()}
            are_others = roots_by_uri != self._roots_by_uri or set(self._projects) != roots
            self._roots_by_uri = roots_by_uri
            self._projects = {root: self._projects.get(root) or Project() for root in roots}
            changed = [await _in_thread(partial(self._read, root), False) for root in roots]
            changed += [await self._read_previous(root, self._open_in(root)) for root in roots]
            for root, project in self._projects.items():
                project.previous.keep_only(self._open_in(root))
            self._report_problems()
            has_changed = any(changed) or are_others
            if has_changed:
                self._publish_files()
        self.update_documents()
        if has_changed:
            self._on_change()

    async def read_previous(self, uri: str) -> None:
        """Read the chapters before a document that was just opened, on another thread.

        Its project is read too, if none of its documents was open.
        """
        path = file_path(uri)
        if not path:
            return
        if self._root_of(uri) not in self._projects:
            await self.refresh()
        async with self._lock:
            has_changed = await self._read_previous(self._root_of(uri), {path})
        if has_changed:
            self.update_document(uri)

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document that was closed; publish problems of its file on disk."""
        path = file_path(uri)
        if not path:
            return
        project = self._projects.get(self._root_of(uri))
        if project is not None:
            project.previous.forget(path)
        if file := self._faulty().get(path):
            self._publish_file(path, file)

    def _read(self, root: Path | None) -> bool:
        return self._projects[root].read_changes(root, self._settings.settings_in(root))

    async def _read_previous(self, root: Path | None, paths: set[Path]) -> bool:
        """Read what stands before documents; keep it for those that are still open afterwards."""
        project = self._projects.get(root)
        if project is None or not paths:
            return False

        def read() -> ChaptersBefore:
            return project.read_previous(paths, self._settings.settings_in(root))

        found = await _in_thread(read, {})
        still_open = self._open_in(root)
        kept = {path: found[path] for path in found if path in still_open}
        return project.previous.keep(kept)

    def _open_in(self, root: Path | None) -> set[Path]:
        """Return the files of a project that are open."""
        uris = [each.uri for each in self._documents.all() if self._root_of(each.uri) == root]
        return {path for path in map(file_path, uris) if path}

    def _root_of(self, uri: str) -> Path | None:
        """Return the project of a document; one without a file belongs to the first project."""
        path = file_path(uri)
        return self._settings.root_of(path) if path else self._settings.project_root

    def _faulty(self) -> dict[Path, FaultyFile]:
        projects = self._projects.values()
        return {path: file for each in projects for path, file in each.lore.faulty.items()}

    def _report_problems(self) -> None:
        """Report once what can't be read, and problems in settings of projects but the first."""
        problems = [problem for each in self._projects.values() for problem in each.problems]
        for root in self._projects:
            problems += self._settings.problems_in(root)
        new = [problem for problem in problems if problem not in self._reported]
        self._reported = frozenset(problems)
        if new:
            self._show_warning("Afterword: " + "\n".join(new[:MAX_REPORTED]))

    def _publish_files(self) -> None:
        """Publish the problems inside of files, and take back those of files that have none now."""
        faulty = self._faulty()
        for path in self._marked - set(faulty):
            self._publish_file(path, None)
        for path, file in faulty.items():
            self._publish_file(path, file)
        self._marked = frozenset(faulty)

    def _publish_file(self, path: Path, file: FaultyFile | None) -> None:
        """Publish the problems of a file on disk; an open one is checked as it is in the editor."""
        uri = from_fs_path(str(path))
        if uri is not None and self._documents.find(uri) is None:
            self._publish(uri, list(self._diagnostics(file)) if file else [])

    def _diagnostics(self, file: FaultyFile) -> Iterator[types.Diagnostic]:
        unit, lines = self._documents.column_unit, LineIndex(file.text)
        for fault in file.faults:
            start, end = lines.place_of(fault.span.start), lines.place_of(fault.span.end)
            place = types.Range(
                types.Position(start.line, lines.units_at(start, unit)),
                types.Position(end.line, lines.units_at(end, unit)),
            )
            yield diagnostic_of(fault, place)


async def _in_thread(work: Callable[[], Result], default: Result) -> Result:
    """Return what comes of work on another thread.

    Whatever a folder holds, ghost text must come: if the work fails, return ``default``.
    """
    try:
        return await asyncio.to_thread(work)
    except Exception as error:  # noqa: BLE001 - see above
        logger.warning("the project could not be read: %s", type(error).__name__)
        return default
