"""Voices over LSP: chosen by settings and by a document's head, without a restart."""

from pathlib import Path
from typing import Any

import pytest
from editor_client import EditorClient
from server_processes import SHOW_ALL, ServerProcesses, StartEditor, server_environment

from fakes.voices import write_card, write_random_voice

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

GEMMA = "gemma3-270m"
OLD_MAN = "The old man‸"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give this process, and the servers that it starts, user data of their own."""
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


async def until_voice(editor: EditorClient, name: str) -> None:
    while (await editor.command("afterword.status"))["voice"] != name:
        pass


async def first_text(editor: EditorClient, marked: str) -> str:
    (item, *_) = await editor.open(marked).ghost_text(invoked=True)
    return item["insertText"]


def scripted(gate: Path | None = None) -> dict[str, Any]:
    mara: dict[str, object] = {"text": " laughed."}
    if gate is not None:
        mara["gate"] = str(gate)
    return {"text": " sat down.", "voices": {"mara": mara, "ostrand": {"text": " wept."}}}


async def test_a_changed_setting_changes_the_voice_in_the_running_server(
    data: Path, start_ready: StartEditor
) -> None:
    write_card("mara", GEMMA)
    editor = await start_ready(**scripted())
    assert (await first_text(editor, OLD_MAN)).startswith(" sat")
    editor.change_settings({"voice": "mara"})
    await until_voice(editor, "mara")
    assert (await first_text(editor, OLD_MAN)).startswith(" laughed")
    editor.change_settings({})
    await until_voice(editor, "")
    assert (await first_text(editor, OLD_MAN)).startswith(" sat")


async def test_ghost_text_goes_on_while_a_voice_is_loaded(
    data: Path, start_ready: StartEditor, tmp_path: Path
) -> None:
    write_card("mara", GEMMA)
    gate = tmp_path / "gate"
    editor = await start_ready(**scripted(gate))
    editor.change_settings({"voice": "mara"})
    await editor.wait_for("$/progress", lambda params: "half" in str(params))
    status = await editor.command("afterword.status")
    assert (status["phase"], status["voice"]) == ("ready", "")
    assert (await first_text(editor, OLD_MAN)).startswith(" sat")
    gate.touch()
    await until_voice(editor, "mara")


async def test_a_documents_own_voice_writes_its_paragraphs(
    data: Path, start_ready: StartEditor
) -> None:
    for name in ("mara", "ostrand"):
        write_card(name, GEMMA)
    editor = await start_ready(settings={"voice": "mara"}, **scripted())
    page = editor.open("---\nafterword:\n  voice: ostrand\n---\nThe old man‸")
    assert "The old man wept." in await page.continue_paragraph()
    other = editor.open(OLD_MAN)
    assert "The old man laughed." in await other.continue_paragraph()


async def test_a_projects_file_may_choose_a_voice(
    data: Path, start_ready: StartEditor, tmp_path: Path
) -> None:
    write_card("mara", GEMMA)
    project = tmp_path / "project"
    project.mkdir()
    (project / "afterword.toml").write_text('voice = "mara"\n', encoding="utf-8")
    editor = await start_ready(initialize={"rootUri": project.as_uri()}, **scripted())
    await until_voice(editor, "mara")
    assert editor.received_params("window/showMessage") == []


async def test_an_unknown_voice_is_shown_once_and_is_in_the_status(
    data: Path, start: StartEditor
) -> None:
    editor = await start(settings={"voice": "marla"}, **scripted())
    shown = await editor.wait_for("window/showMessage")
    assert shown["type"] == 2
    assert "There is no voice marla" in shown["message"]
    await editor.wait_until_ready()
    status = await editor.command("afterword.status")
    assert any("marla" in problem for problem in status["problems"])
    assert (await first_text(editor, OLD_MAN)).startswith(" sat")


@pytest.mark.model
@pytest.mark.timeout(300)
async def test_the_default_model_writes_in_a_voice_and_as_it_is_again(
    data: Path, servers: ServerProcesses
) -> None:
    """A voice of large random numbers writes nonsense, and so never what the model writes."""
    write_random_voice("loud", GEMMA, size=3.0)
    editor = await servers.start_real(settings=SHOW_ALL, environment=server_environment())
    await editor.wait_until_ready()
    place = "Once upon a time there was a little girl who lived in a small vill‸"
    plain = await first_text(editor, place)
    assert plain.startswith("age")
    editor.change_settings({**SHOW_ALL, "voice": "loud"})
    await until_voice(editor, "loud")
    items = await editor.open(place).ghost_text(invoked=True)
    assert not any(item["insertText"].startswith("age ") for item in items)
    editor.change_settings(SHOW_ALL)
    await until_voice(editor, "")
    assert await first_text(editor, place) == plain
