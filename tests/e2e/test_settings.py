"""Settings over LSP: the three ways in which they come, and faults that are shown once."""

from pathlib import Path

import pytest
from editor_client import EditorClient
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

FAULT = 'inline.max_words must be 1–64, got "many"; using 12.'


async def problems(editor: EditorClient) -> list[str]:
    return (await editor.command("afterword.status"))["problems"]


async def until_problems(editor: EditorClient, wanted: list[str]) -> None:
    while await problems(editor) != wanted:
        pass


async def test_a_bad_value_is_shown_with_its_path_and_the_rest_counts(start: StartEditor) -> None:
    settings = {"inline": {"max_words": "many"}, "enabled": False}
    editor = await start(settings=settings)
    shown = await editor.wait_for("window/showMessage")
    assert shown == {"type": 2, "message": f"Afterword settings: the editor: {FAULT}"}
    await editor.wait_until_ready()
    assert await editor.open("The old man‸").ghost_text() == []


async def test_the_same_fault_is_shown_once(start: StartEditor) -> None:
    editor = await start(settings={"inline": {"max_words": "many"}})
    await editor.wait_for("window/showMessage")
    editor.change_settings({"inline": {"max_words": "many", "enabled": False}})
    editor.change_settings({"inline": {"max_words": "many", "confidence": 7}})
    await editor.wait_for("window/showMessage", lambda params: "confidence" in params["message"])
    assert [
        FAULT in shown["message"] for shown in editor.received_params("window/showMessage")
    ] == [True, False]


async def test_a_corrected_fault_is_shown_again_when_it_comes_back(start: StartEditor) -> None:
    editor = await start(settings={"inline": {"max_words": "many"}})
    await editor.wait_for("window/showMessage")
    editor.change_settings({})
    await until_problems(editor, [])
    editor.change_settings({"inline": {"max_words": "many"}})
    await until_problems(editor, [f"the editor: {FAULT}"])
    assert len(editor.received_params("window/showMessage")) == 2


@pytest.mark.parametrize(
    "options", [{"enabled": False}, {"afterword": {"enabled": False}}], ids=["bare", "section"]
)
async def test_initialization_options_are_settings(
    start_ready: StartEditor, options: dict[str, object]
) -> None:
    editor = await start_ready("list_only", initialize={"initializationOptions": options})
    assert await editor.open("The old man came.‸").actions() == []


@pytest.mark.parametrize(
    "pushed",
    [{"afterword": {"enabled": False}}, {"enabled": False}],
    ids=["section", "bare, as Helix does"],
)
async def test_pushed_settings_count_where_none_can_be_asked_for(
    start_ready: StartEditor, pushed: dict[str, object]
) -> None:
    editor = await start_ready("list_only")
    editor.notify("workspace/didChangeConfiguration", {"settings": pushed})
    assert await editor.open("The old man came.‸").actions() == []


async def test_registers_for_changes(start: StartEditor) -> None:
    editor = await start()
    asked = await editor.wait_for("client/registerCapability")
    assert {one["method"] for one in asked["registrations"]} == {
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
    }


async def test_a_project_file_counts_and_is_read_again_when_it_changes(
    start: StartEditor, tmp_path: Path
) -> None:
    file = tmp_path / "afterword.toml"
    file.write_text("enabled = false\nmodel = 'theirs'\n", encoding="utf-8")
    editor = await start(initialize={"rootUri": tmp_path.as_uri()})
    shown = await editor.wait_for("window/showMessage")
    assert shown["message"].startswith(f"Afterword settings: {file}: model may only be set")
    await editor.wait_until_ready()
    page = editor.open("The old man came.‸")
    assert await page.actions() == []
    file.write_text("enabled = true\n", encoding="utf-8")
    change = {"uri": file.as_uri(), "type": 2}
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    await until_problems(editor, [])
    assert len(await page.actions()) == 3


async def test_a_saved_document_makes_an_unwatched_project_file_count(
    start: StartEditor, tmp_path: Path
) -> None:
    editor = await start("list_only", initialize={"rootUri": tmp_path.as_uri()})
    page = editor.open("The old man came.‸")
    file = tmp_path / "afterword.toml"
    file.write_text("enabled = ", encoding="utf-8")
    editor.notify("textDocument/didSave", {"textDocument": {"uri": page.uri}})
    shown = await editor.wait_for("window/showMessage")
    assert "afterword.toml is not valid TOML" in shown["message"]


async def test_another_model_means_another_engine(start_ready: StartEditor) -> None:
    editor = await start_ready()
    editor.change_settings({"model": "smollm2-135m"})
    await editor.wait_until_ready("smollm2-135m")
    assert (await editor.command("afterword.status"))["model"] == "smollm2-135m"
    assert await editor.open("The old man‸").ghost_text()
