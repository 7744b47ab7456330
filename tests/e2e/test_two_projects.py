"""Two projects in one workspace: each document goes by the settings of its own project."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editor_client import EditorClient, Json
from open_page import OpenPage
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

BAD_HEAD = "---\nafterword:\n  fo‸mr: novel\n---\n\nIt rained. "


@pytest.fixture
def in_projects(start_ready: StartEditor, tmp_path: Path) -> "OpenProjects":
    return OpenProjects(start_ready, tmp_path)


class OpenProjects:
    """Starts an editor with two projects open, ``one`` and ``two``."""

    def __init__(self, start: StartEditor, folder: Path) -> None:
        self._start = start
        self.folders = [folder / "one", folder / "two"]

    async def __call__(self, one: str = "", two: str = "", **options: Any) -> EditorClient:
        for folder, settings in zip(self.folders, (one, two), strict=True):
            folder.mkdir()
            (folder / "afterword.toml").write_text(settings, encoding="utf-8")
        opened = [{"uri": folder.as_uri(), "name": folder.name} for folder in self.folders]
        client = str(options.pop("client", "full"))
        initialize = {"rootUri": None, "workspaceFolders": opened}
        return await self._start(client, initialize=initialize, **options)

    def pages(self, editor: EditorClient, marked: str, name: str = "a.md") -> list[OpenPage]:
        """Open the same text in each of the projects."""
        return [editor.open(marked, uri=(folder / name).as_uri()) for folder in self.folders]


async def silence(page: OpenPage) -> str | None:
    return (await page.editor.command("afterword.status", page.target))["silence"]


def diagnostics(page: OpenPage) -> Callable[[Json], bool]:
    return lambda params: params["uri"] == page.uri and bool(params["diagnostics"])


@pytest.mark.parametrize("off", ["one", "two"])
async def test_a_project_that_is_switched_off_is_silent_and_the_other_is_not(
    in_projects: OpenProjects, off: str
) -> None:
    editor = await in_projects(**{off: "enabled = false\n"})
    one, two = in_projects.pages(editor, "The old man‸")
    silent, other = (one, two) if off == "one" else (two, one)
    assert await silence(silent) == "disabled"
    assert await silence(other) is None
    assert await silent.ghost_text(invoked=True) == []
    assert await other.ghost_text() != []
    assert await silent.actions() == []
    assert await other.actions() != []


@pytest.mark.parametrize("off", ["one", "two"])
async def test_only_briefs_of_a_project_that_is_switched_on_are_checked(
    in_projects: OpenProjects, off: str
) -> None:
    editor = await in_projects(**{off: "enabled = false\n"})
    one, two = in_projects.pages(editor, BAD_HEAD)
    silent, other = (one, two) if off == "one" else (two, one)
    await editor.wait_for("textDocument/publishDiagnostics", diagnostics(other))
    assert await silence(silent) == "disabled"  # what was sent before is here by now
    heard = editor.received_params("textDocument/publishDiagnostics")
    assert not any(diagnostics(silent)(params) for params in heard)
    assert await silent.actions(only=["quickfix"]) == []
    assert len(await other.actions(only=["quickfix"])) == 1


async def test_a_document_is_checked_again_when_its_own_project_is_switched_off(
    in_projects: OpenProjects,
) -> None:
    editor = await in_projects()
    _, page = in_projects.pages(editor, BAD_HEAD)
    await editor.wait_for("textDocument/publishDiagnostics", diagnostics(page))
    file = in_projects.folders[1] / "afterword.toml"
    file.write_text("enabled = false\n", encoding="utf-8")
    change = {"uri": file.as_uri(), "type": 2}
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    await editor.wait_for(
        "textDocument/publishDiagnostics",
        lambda params: params["uri"] == page.uri and not params["diagnostics"],
    )
    assert await silence(page) == "disabled"


async def test_ghost_text_has_the_length_of_its_own_project(in_projects: OpenProjects) -> None:
    editor = await in_projects("inline.max_words = 5\n", "inline.max_words = 2\n")
    texts = list[str]()
    for page in in_projects.pages(editor, "The old man‸"):
        (item, *_) = await page.ghost_text(invoked=True)
        texts.append(item["insertText"])
    assert texts == [" sat down by the window.", " sat down"]


async def test_words_are_blocked_by_the_level_of_the_own_project(in_projects: OpenProjects) -> None:
    editor = await in_projects(
        'safety.level = "off"\n', 'safety.level = "strict"\n', text=" bastard of a day."
    )
    one, two = in_projects.pages(editor, "He called it the‸")
    assert "bastard" in (await one.ghost_text(invoked=True))[0]["insertText"]
    assert await two.ghost_text(invoked=True) == []


@pytest.mark.parametrize("on", ["one", "two"])
async def test_experimental_actions_are_those_of_the_own_project(
    in_projects: OpenProjects, on: str
) -> None:
    editor = await in_projects(
        **{on: "experimental_actions = true\n"}, settings={"model": "smollm2-135m"}
    )
    offered = [
        any(action["title"].startswith("Rewrite") for action in await page.actions())
        for page in in_projects.pages(editor, "It rained. The sea was calm and nobody‸ spoke.")
    ]
    assert offered == [on == "one", on == "two"]


@pytest.mark.parametrize("off", ["one", "two"])
@pytest.mark.parametrize(
    ("setting", "client", "marked"),
    [
        pytest.param('completion.trigger = "off"\n', "list_only", "The old man‸", id="suggestions"),
        pytest.param(
            "enabled = false\n", "full", "---\nafterword:\n  fo‸\n---\n", id="keys-of-the-brief"
        ),
    ],
)
async def test_completion_items_go_by_the_own_project(
    in_projects: OpenProjects, off: str, setting: str, client: str, marked: str
) -> None:
    editor = await in_projects(**{off: setting}, client=client)

    found = [
        bool((await editor.request("textDocument/completion", page.position_params))["items"])
        for page in in_projects.pages(editor, marked)
    ]
    assert found == [off != "one", off != "two"]
