"""Which spellings of a URI are one document, and which file that is."""

from pathlib import Path

import pytest

from afterword.lsp.core.document_uris import document_key, file_path


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(
            ("file:///c%3A/novel/a.md", "file:///C:/novel/a.md", "file:///c:/novel/a.md"),
            id="a drive",
        ),
        pytest.param(("file:///C%3a/", "file:///c%3A/", "file:///c:/"), id="only a drive"),
        pytest.param(
            ("file:///novel/a%20b.md", "file:///novel/a b.md", "file:///novel/%61%20b.md"),
            id="a space",
        ),
        pytest.param(
            ("file:///novel/%e9%9b%aa.md", "file:///novel/%E9%9B%AA.md", "file:///novel/雪.md"),
            id="another script",
        ),
        pytest.param(
            ("file:///novel/a(1)[2]'.md", "file:///novel/a%281%29%5B2%5D%27.md"), id="brackets"
        ),
        pytest.param(
            (
                "file:///novel/a.md",
                "file:/novel/a.md",
                "FILE:///novel/a.md",
                "file://localhost/novel/a.md",
            ),
            id="how file goes on",
        ),
        pytest.param(("file:/C:/a.md", "file:///c%3A/a.md"), id="a drive after one slash"),
        pytest.param(("untitled:Untitled-1", "untitled:%55ntitled-1"), id="not saved yet"),
        pytest.param(("vscode-remote://wsl%2Bx/a.md", "vscode-remote://wsl+x/a.md"), id="remote"),
    ],
)
def test_spellings_of_one_document_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len(set(map(document_key, spellings))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("file:///novel/a.md", "file:///novel/A.md", id="case of a name"),
        pytest.param("file:///c:/A.md", "file:///c:/a.md", id="case of a name on a drive"),
        pytest.param("file:///c:/a.md", "file:///d:/a.md", id="drives"),
        pytest.param("file:///novel/%ff.md", "file:///novel/%fe.md", id="bytes that are no text"),
        pytest.param("file:///novel/a%2520b.md", "file:///novel/a%20b.md", id="a percent sign"),
        pytest.param("file://server/a.md", "file:///server/a.md", id="another machine's"),
        pytest.param("untitled:a", "file:///a", id="schemes"),
        pytest.param("untitled:C:/a", "untitled:c:/a", id="a drive that is none"),
    ],
)
def test_different_documents_have_different_keys(one: str, other: str) -> None:
    assert document_key(one) != document_key(other)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///novel/a%20b.md", "/novel/a b.md"),
        ("file://localhost/novel/a.md", "/novel/a.md"),
        ("file:/novel/a.md", "/novel/a.md"),
        ("file:///C%3A/novel/a.md", "c:/novel/a.md"),
        ("untitled:Untitled-1", None),
        ("http://example.org/a.md", None),
        ("file://[", None),
        ("file:///novel/%00.md", None),
        (f"file:///novel/{'a' * 5000}", None),
        ("", None),
    ],
)
def test_names_the_file_if_there_can_be_one(uri: str, path: str | None) -> None:
    assert file_path(uri) == (Path(path) if path else None)
