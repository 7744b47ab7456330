"""What is wrong with a document's brief, or in a lore file that is open: diagnostics and fixes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, cast

from lsprotocol import types

from afterword.brief.faults import Fault, Span
from afterword.brief.head.document_head import DocumentHead, read_document_head
from afterword.brief.lore.file import read_lore_file
from afterword.brief.project.examples import Examples

if TYPE_CHECKING:
    from afterword.lsp.core.text_documents import WriterDocument
    from afterword.lsp.server import AfterwordServer

SOURCE: Final = "afterword"
QUICK_FIX: Final = types.CodeActionKind.QuickFix


class BriefDiagnostics:
    """Tells the editor of faults, and only when they are other ones than before."""

    def __init__(self, server: "AfterwordServer") -> None:
        """Tell through ``server``."""
        self._server = server
        self._told: dict[str, tuple[types.Diagnostic, ...]] = {}

    def check(self, uri: str) -> None:
        """Look at a document's head as it is now."""
        document = self._server.protocol.workspace.open_document(uri)
        if document is None:
            return
        found = tuple(
            types.Diagnostic(
                range=_range(document, fault.span),
                message=fault.message,
                severity=types.DiagnosticSeverity.Warning,
                source=SOURCE,
            )
            for fault in self._faults_of(document)
        )
        if found != self._told.get(uri, ()):
            self._tell(uri, found)

    def forget(self, uri: str) -> None:
        """Take back what was told of a document that was closed."""
        if self._told.get(uri):
            self._tell(uri, ())
        self._told.pop(uri, None)

    def fixes(self, uri: str, place: types.Range) -> Iterator[types.CodeAction]:
        """Yield what mends the faults that touch a place."""
        document = self._server.protocol.workspace.open_document(uri)
        if document is None:
            return
        for fault in self._faults_of(document):
            if fault.fix is None:
                continue
            where = _range(document, fault.span)
            if where.start > place.end or where.end < place.start:
                continue
            yield types.CodeAction(
                title=fault.fix.title,
                kind=QUICK_FIX,
                is_preferred=True,
                edit=types.WorkspaceEdit(changes={uri: [types.TextEdit(where, fault.fix.text)]}),
            )

    def check_all(self) -> None:
        """Look at all open documents: settings may have switched us on or off."""
        for uri in tuple(self._server.protocol.workspace.text_documents):
            self.check(uri)

    def _faults_of(self, document: "WriterDocument") -> tuple[Fault, ...]:
        if not document.settings.is_on_for(document.language_id or ""):
            return ()
        if document.project_context.is_lore:
            return tuple(read_lore_file(document.source, file_title="-").faults)
        head = read_document_head(document.source)
        return (*head.faults, *_missing_examples(head, document.project_context.examples))

    def _tell(self, uri: str, found: tuple[types.Diagnostic, ...]) -> None:
        self._told[uri] = found
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=list(found))
        )


def _missing_examples(head: DocumentHead, examples: Examples) -> Iterator[Fault]:
    """Yield a fault for each passage that a head names and nobody can read."""
    places = dict(head.keys)
    for name in cast("tuple[str, ...]", head.values.get("examples", ())):
        if problem := examples.problem(name):
            yield Fault(message=problem, span=places["examples"])


def _range(document: "WriterDocument", span: Span) -> types.Range:
    return types.Range(
        document.client_position_at_offset(span.start),
        document.client_position_at_offset(span.end),
    )
