"""When problems of a document's brief are published, and under which name."""

from collections.abc import Sequence

from lsprotocol import types

from afterword.lsp.brief.brief_diagnostics import BriefDiagnostics
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.text_documents import WriterWorkspace
from afterword.settings import Settings

URI = "file:///novel%20one.md"
BAD_HEAD = "---\nafterword:\n  fomr: novel\n---\n"


class Desk:
    """One open document, and what is published about it: URIs and counts of problems."""

    def __init__(self) -> None:
        workspace = WriterWorkspace(None, position_encoding="utf-16")
        workspace.put_text_document(types.TextDocumentItem(URI, "markdown", 1, BAD_HEAD))
        self.documents = OpenDocuments(lambda: workspace)
        self.published: list[tuple[str, int]] = []
        self.diagnostics = BriefDiagnostics(self.documents, self._publish)

    def _publish(self, uri: str, found: Sequence[types.Diagnostic]) -> None:
        self.published.append((uri, len(found)))

    def use(self, settings: Settings) -> None:
        (document,) = self.documents.all()
        document.settings = settings


def test_the_same_problems_are_published_once_under_the_editors_name() -> None:
    desk = Desk()
    desk.diagnostics.check(URI)
    desk.diagnostics.check_all()
    assert desk.published == [(URI, 1)]


def test_problems_are_taken_back_when_the_documents_settings_switch_it_off() -> None:
    desk = Desk()
    desk.diagnostics.check(URI)
    desk.use(Settings(enabled=False))
    desk.diagnostics.check_all()
    assert desk.published == [(URI, 1), (URI, 0)]
    assert list(desk.diagnostics.fixes(URI, types.Range(*[types.Position(2, 4)] * 2))) == []


def test_a_closed_document_has_no_problems() -> None:
    desk = Desk()
    desk.diagnostics.check(URI)
    desk.diagnostics.forget(URI)
    desk.diagnostics.forget(URI)
    assert desk.published == [(URI, 1), (URI, 0)]
