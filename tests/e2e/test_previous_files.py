"""A chapter's file goes on where the one before it ends; what was saved there is read anew."""

from pathlib import Path

import pytest
from open_page import OpenPage
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

FERRY = "# The Ferry\n\nMarta rowed the clock across the grey river to the landing.\n"
MILL = "# The Mill\n\nJonas found the boat of the miller under the broken ice.\n"


async def until_read(page: OpenPage, text: str) -> str:
    """Ask until it is there: files are read in the background, and no message says when."""
    found = ""
    for _ in range(200):
        found = await page.context()
        if text in found:
            return found
    raise AssertionError(found)


async def test_the_chapter_before_is_read_and_read_again(
    start_ready: StartEditor, tmp_path: Path
) -> None:
    (tmp_path / "1-ferry.md").write_text(FERRY, encoding="utf-8")
    (tmp_path / "2-mill.md").write_text(MILL, encoding="utf-8")
    editor = await start_ready(initialize={"rootUri": tmp_path.as_uri()})
    page = editor.open("# The Ice\n\nIt came ‸", uri=(tmp_path / "3-ice.md").as_uri())
    ghost = await until_read(page, "it is read as going on from 1-ferry.md, 2-mill.md")
    assert "under the broken ice.\n\n```" in ghost
    assert "Marta rowed the clock" in await page.context("paragraph")
    (tmp_path / "2-mill.md").write_text(MILL.replace("Jonas", "Ida"), encoding="utf-8")
    editor.notify("textDocument/didSave", {"textDocument": {"uri": page.uri}})
    await until_read(page, "Ida found the boat")
    assert [item["range"] for item in await page.ghost_text(invoked=True)]


async def test_a_new_project_around_an_open_document_reads_on(
    start_ready: StartEditor, tmp_path: Path
) -> None:
    part = tmp_path / "part"
    part.mkdir()
    (part / "1-ferry.md").write_text(FERRY, encoding="utf-8")
    editor = await start_ready(initialize={"rootUri": tmp_path.as_uri()})
    page = editor.open("# The Ice\n\nIt came ‸", uri=(part / "2-ice.md").as_uri())
    await until_read(page, "going on from 1-ferry.md")
    (part / "afterword.toml").write_text('brief.subject = "ICE"\n', encoding="utf-8")
    editor.notify("textDocument/didSave", {"textDocument": {"uri": page.uri}})
    assert "going on from 1-ferry.md" in await until_read(page, "Subject: ICE")


async def test_each_document_has_its_own_projects_brief_and_lore(
    start_ready: StartEditor, tmp_path: Path
) -> None:
    folders = [tmp_path / "novel", tmp_path / "play"]
    for folder, name in zip(folders, ("Marta", "Nora"), strict=True):
        (folder / "lore").mkdir(parents=True)
        (folder / "lore" / "people.md").write_text(f"# {name}\n\nOf the {folder.name}.\n", "utf-8")
        (folder / "afterword.toml").write_text(f'brief.subject = "a {folder.name}"\n', "utf-8")
    workspace_folders = [{"uri": folder.as_uri(), "name": folder.name} for folder in folders]
    editor = await start_ready(initialize={"rootUri": None, "workspaceFolders": workspace_folders})
    for folder, own, other in zip(folders, ("Marta", "Nora"), ("Nora", "Marta"), strict=True):
        page = editor.open("Marta saw Nora. ‸", uri=(folder / "one.md").as_uri())
        text = await until_read(page, f"{own}: Of the {folder.name}.")
        assert f"Subject: a {folder.name}" in text
        assert f"{other}: " not in text


async def test_faults_in_a_second_projects_settings_are_shown_once(
    start_ready: StartEditor, tmp_path: Path
) -> None:
    part = tmp_path / "part"
    part.mkdir()
    (tmp_path / "afterword.toml").write_text("enabled = true\n", encoding="utf-8")
    (part / "afterword.toml").write_text("inline.max_words = 1000\n", encoding="utf-8")
    editor = await start_ready(initialize={"rootUri": tmp_path.as_uri()})
    page = editor.open("It came ‸", uri=(part / "2-ice.md").as_uri())
    shown = await editor.wait_for("window/showMessage")
    assert "inline.max_words" in shown["message"]
    editor.notify("textDocument/didSave", {"textDocument": {"uri": page.uri}})
    (part / "afterword.toml").write_text("inline.max_words = \n", encoding="utf-8")
    editor.notify("textDocument/didSave", {"textDocument": {"uri": page.uri}})
    await editor.wait_for("window/showMessage", lambda shown: "not valid TOML" in shown["message"])
    messages = [shown["message"] for shown in editor.received_params("window/showMessage")]
    assert len([message for message in messages if "inline.max_words" in message]) == 1
