"""Problems in a document's brief, or in a lore file that is open: diagnostics and fixes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, cast

from lsprotocol import types

from afterword.brief.faults import Fault, Span
from afterword.brief.head.document_head import DocumentHead, read_document_head
from afterword.brief.lore.file import read_lore_file
from afterword.brief.project.examples import Examples
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.text_documents import WriterDocument

QUICK_FIX: Final = types.CodeActionKind.QuickFix

PublishDiagnostics = Callable[[str, Sequence[types.Diagnostic]], None]
"""Takes a document's URI and all its diagnostics."""


class BriefDiagnostics:
    """Publishes the problems of each document, and again only when they have changed."""

    def __init__(self, documents: OpenDocuments, publish: PublishDiagnostics) -> None:
        """Publish nothing before ``check``."""
        self._documents = documents
        self._publish = publish
        self._published: dict[str, tuple[types.Diagnostic, ...]] = {}

    def check(self, uri: str) -> None:
        """Check a document's head as it is now."""
        document = self._documents.find(uri)
        if document is not None:
            self._check(document)

    def check_all(self) -> None:
        """Check all open documents: their settings or their project may have changed."""
        for document in self._documents.all():
            self._check(document)

    def forget(self, uri: str) -> None:
        """Take back what was published for a document that was closed."""
        if self._published.get(uri):
            self._publish(uri, ())
        self._published.pop(uri, None)

    def fixes(self, uri: str, place: types.Range) -> Iterator[types.CodeAction]:
        """Yield corrections of the problems that touch a place."""
        document = self._documents.find(uri)
        if document is None:
            return
        for fault in _faults_of(document):
            if fault.fix is None:
                continue
            where = range_of(document, fault.span)
            if where.start > place.end or where.end < place.start:
                continue
            yield types.CodeAction(
                title=fault.fix.title,
                kind=QUICK_FIX,
                is_preferred=True,
                edit=types.WorkspaceEdit(changes={uri: [types.TextEdit(where, fault.fix.text)]}),
            )

    def _check(self, document: WriterDocument) -> None:
        faults = _faults_of(document)
        found = tuple(diagnostic_of(fault, range_of(document, fault.span)) for fault in faults)
        if found != self._published.get(document.uri, ()):
            self._published[document.uri] = found
            self._publish(document.uri, found)


def _faults_of(document: WriterDocument) -> tuple[Fault, ...]:
    if not document.settings.is_on_for(document.language_id or ""):
        return ()
    if document.project_context.is_lore:
        return tuple(read_lore_file(document.source, file_title="-").faults)
    head = read_document_head(document.source)
    return (*head.faults, *_missing_examples(head, document.project_context.examples))


def _missing_examples(head: DocumentHead, examples: Examples) -> Iterator[Fault]:
    """Yield a fault for each passage that a head names and that can't be read."""
    places = dict(head.keys)
    for name in cast("tuple[str, ...]", head.values.get("examples", ())):
        if problem := examples.problem(name):
            yield Fault(message=problem, span=places["examples"])


def diagnostic_of(fault: Fault, place: types.Range) -> types.Diagnostic:
    """Return a fault as the editor shows it."""
    warning = types.DiagnosticSeverity.Warning
    return types.Diagnostic(place, fault.message, severity=warning, source="afterword")


def range_of(document: WriterDocument, span: Span) -> types.Range:
    """Return where a span of an open document is."""
    return types.Range(
        document.client_position_at_offset(span.start),
        document.client_position_at_offset(span.end),
    )
