"""The brief in a document's head: what is wrong with it, what it is for, and what the model reads."""

from pathlib import Path

import pytest
from editor_client import EditorClient
from open_page import OpenPage
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

HEAD = "---\nafterword:\n  form: novell\n  tone: dry\n  avoid: [grey]\n---\n\n"


async def faults_of(editor: EditorClient, page: OpenPage, *, count: int) -> list[dict[str, object]]:
    published = await editor.wait_for(
        "textDocument/publishDiagnostics",
        lambda params: params["uri"] == page.uri and len(params["diagnostics"]) == count,
    )
    return published["diagnostics"]


async def test_a_wrong_value_is_a_diagnostic_on_its_place_with_a_fix(editor: EditorClient) -> None:
    page = editor.open(HEAD.replace("novell", "nov‸ell") + "He rowed.")
    (fault,) = await faults_of(editor, page, count=1)
    place = {"start": {"line": 2, "character": 8}, "end": {"line": 2, "character": 14}}
    assert fault["range"] == place
    (fix,) = await page.actions(only=["quickfix"])
    assert fix["edit"]["changes"][page.uri] == [{"range": place, "newText": "novel"}]


async def test_a_corrected_fault_is_withdrawn(editor: EditorClient) -> None:
    page = editor.open(HEAD.replace("novell", "nov‸l") + "He rowed.")
    await faults_of(editor, page, count=1)
    page.type("e")
    assert await faults_of(editor, page, count=0) == []


async def test_faults_are_withdrawn_when_the_document_closes(editor: EditorClient) -> None:
    page = editor.open(HEAD + "He rowed.‸")
    await faults_of(editor, page, count=1)
    editor.notify("textDocument/didClose", {"textDocument": {"uri": page.uri}})
    assert await faults_of(editor, page, count=0) == []


async def test_prose_has_no_fixes(editor: EditorClient) -> None:
    page = editor.open(HEAD + "He rowed.‸")
    assert await page.actions(only=["quickfix"]) == []


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        pytest.param(HEAD.replace("tone", "to‸ne"), "**tone**", id="on-a-key"),
        pytest.param(HEAD.replace("form", "‸form"), "One of: novel", id="with-its-choices"),
        pytest.param(HEAD.replace("dry", "d‸ry"), "", id="on-a-value"),
        pytest.param("The tone‸ was dry.", "", id="in-prose"),
    ],
)
async def test_a_key_says_what_it_is_for(editor: EditorClient, marked: str, text: str) -> None:
    hover = await editor.request("textDocument/hover", editor.open(marked).position_params)
    assert (hover is None) == (not text)
    assert hover is None or text in hover["contents"]["value"]


async def test_the_writer_sees_what_the_model_reads(editor: EditorClient) -> None:
    page = editor.open(HEAD.replace("novell", "novel") + "He rowed. The old fer‸")
    shown = await page.context()
    assert "Form: Novel\nTone: dry" in shown
    assert "He rowed. The old\n" in shown
    assert "afterword:" not in shown
    assert "temperature: 0.6" in await page.context("paragraph")


@pytest.mark.parametrize("job", ["a sonnet", 3])
async def test_an_unknown_job_is_an_error(editor: EditorClient, job: object) -> None:
    page = editor.open("He rowed.‸")
    with pytest.raises(Exception, match="-32602"):
        await editor.command("afterword.showContext", {**page.target, "job": job})


async def test_what_is_to_be_avoided_is_not_suggested(start_ready: StartEditor) -> None:
    editor = await start_ready()
    plain = await editor.open("The old man‸").ghost_text(invoked=True)
    avoided = plain[0]["insertText"].split()[0]
    page = editor.open(f"---\nafterword:\n  avoid: [{avoided}]\n---\n\nThe old man‸")
    items = await page.ghost_text(invoked=True)
    assert all(avoided not in item["insertText"] for item in items)


async def test_nothing_is_reported_where_afterword_is_off(start_ready: StartEditor) -> None:
    editor = await start_ready()
    page = editor.open(HEAD + "He rowed.‸")
    await faults_of(editor, page, count=1)
    editor.change_settings({"enabled": False})
    assert await faults_of(editor, page, count=0) == []
    assert await page.actions(only=["quickfix"]) == []


@pytest.mark.parametrize("capabilities", ["full", "list_only"])
async def test_keys_are_completed(start: StartEditor, capabilities: str) -> None:
    editor = await start(capabilities)
    page = editor.open("---\nafterword:\n  form: novel\n  to‸\n---\n\nHe rowed.")
    answer = await editor.request("textDocument/completion", page.position_params)
    tone = next(item for item in answer["items"] if item["label"] == "tone:")
    assert tone["textEdit"]["newText"] == "tone: "
    assert tone["textEdit"]["range"]["start"] == {"line": 3, "character": 2}


LORE = "# People\n\n## Maren Holt\n\nnames: Maren\nprioritty: 3\n\nKeeps the ferry.\n"


async def test_lore_of_a_named_character_is_read_and_its_faults_are_reported(
    start: StartEditor, tmp_path: Path
) -> None:
    file = tmp_path / "lore" / "people.md"
    file.parent.mkdir()
    file.write_text(LORE, encoding="utf-8")
    (file.parent / "map.md").write_bytes(b"\x89PNG\x00")
    editor = await start(initialize={"rootUri": tmp_path.as_uri()})
    shown = await editor.wait_for("window/showMessage")
    assert "map.md is no UTF-8 text" in shown["message"]
    published = await editor.wait_for(
        "textDocument/publishDiagnostics", lambda params: params["uri"] == file.as_uri()
    )
    (fault,) = published["diagnostics"]
    assert "Did you mean priority?" in fault["message"]
    assert fault["range"]["start"] == {"line": 5, "character": 0}
    uri = (tmp_path / "one.md").as_uri()
    page = editor.open("He saw Maren on the landing. The old fer‸", uri=uri)
    assert "Maren Holt: " in await page.context()
    file.write_text(LORE.replace("prioritty", "priority").replace("ferry", "inn"), encoding="utf-8")
    editor.notify(
        "workspace/didChangeWatchedFiles", {"changes": [{"uri": file.as_uri(), "type": 2}]}
    )
    await editor.wait_for(
        "textDocument/publishDiagnostics",
        lambda params: params["uri"] == file.as_uri() and not params["diagnostics"],
    )
    assert "Maren Holt: Keeps the inn." in await page.context()


async def test_an_open_lore_file_is_checked_as_it_is_typed(
    start_ready: StartEditor, tmp_path: Path
) -> None:
    file = tmp_path / "lore" / "people.md"
    file.parent.mkdir()
    file.write_text(LORE.replace("prioritty", "priority"), encoding="utf-8")
    editor = await start_ready(initialize={"rootUri": tmp_path.as_uri()})
    other = editor.open("Maren rowed. ‸", uri=(tmp_path / "one.md").as_uri())
    assert "Maren Holt: " in await other.context()
    page = editor.open(LORE.replace("prioritty", "priori‸ty"), uri=file.as_uri())
    page.type("t")
    await faults_of(editor, page, count=1)
    (fix,) = await page.actions(only=["quickfix"])
    assert fix["edit"]["changes"][page.uri][0]["newText"] == "priority"
    editor.notify("textDocument/didClose", {"textDocument": {"uri": page.uri}})
    assert await faults_of(editor, page, count=0) == []


async def test_a_project_briefs_some_documents(start: StartEditor, tmp_path: Path) -> None:
    file = tmp_path / "afterword.toml"
    file.write_text('[[brief_for]]\nfiles = ["poems/*"]\nform = "poem"\n', encoding="utf-8")
    editor = await start(initialize={"rootUri": tmp_path.as_uri()})
    poem = editor.open(
        "The heron stands\nin the stream. ‸", uri=(tmp_path / "poems" / "one.md").as_uri()
    )
    novel = editor.open("The heron stands\nin the stream. ‸", uri=(tmp_path / "one.md").as_uri())
    await editor.wait_until_ready()
    assert "Next line" in [action["title"] for action in await poem.actions()]
    assert "Next line" not in [action["title"] for action in await novel.actions()]
    assert "Form: Poem" in await poem.context()
    assert "Form: Poem" not in await novel.context()


async def test_examples_are_read_and_a_missing_one_is_reported(
    start_ready: StartEditor, tmp_path: Path
) -> None:
    voice = "He rowed as a man rows who has been told to, and not as one who has somewhere to be."
    (tmp_path / "voice.md").write_text(voice, encoding="utf-8")
    editor = await start_ready(initialize={"rootUri": tmp_path.as_uri()})
    page = editor.open(
        "---\nafterword:\n  examples: [voice.md, none.md]\n---\n\nShe rowed. ‸",
        uri=(tmp_path / "one.md").as_uri(),
    )
    (fault,) = await faults_of(editor, page, count=1)
    assert fault["message"] == "none.md is no file."
    assert voice in await page.context()
