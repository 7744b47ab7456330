"""``afterword serve`` with a real model that follows instructions, where one is prepared or installed."""

from typing import Any

import pytest
from editor_client import EditorClient
from open_page import Json
from server_processes import ServerProcesses

from afterword.models.model_store import ModelStore

MODEL = "smollm2-135m"

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300),  # the very first run unpacks the model
    pytest.mark.skipif(
        not ModelStore().info(MODEL).is_available, reason=f"{MODEL} is not on this machine"
    ),
]

STORY = (
    "Marta had kept the lighthouse for eleven years, and in all that time nobody had climbed the "
    "stairs but her brother. The old lamp burned all night. She read by the window until morning."
)
SETTINGS: dict[str, Any] = {
    "model": MODEL,
    "threads": 1,
    "experimental_actions": True,
    "paragraph": {"max_words": 30, "seed": 3},
}


async def start(servers: ServerProcesses) -> EditorClient:
    editor = await servers.start_real(settings=SETTINGS)
    await editor.wait_until_ready(MODEL)
    return editor


async def fault_of(editor: EditorClient, command: Json) -> str:
    """Run a command; return what went wrong. A model so small may find no other words."""
    try:
        await editor.command(command["command"], *command["arguments"])
    except Exception as error:  # noqa: BLE001 - whatever the server answers
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("head", "is_instructed"),
    [
        pytest.param("", False, id="as-a-base-model"),
        pytest.param("---\nafterword:\n  note: the lamp goes out\n---\n\n", True, id="instructed"),
    ],
)
async def test_it_goes_on_with_the_text_and_is_asked_what_is_shown(
    servers: ServerProcesses, head: str, *, is_instructed: bool
) -> None:
    editor = await start(servers)
    page = editor.open(f"{head}{STORY}‸")
    written = await page.continue_paragraph()
    assert written.startswith(head + STORY)
    assert len(written) > len(head + STORY) + 20
    assert "<|im" not in written
    shown = await page.context("paragraph")
    assert ("chat template" in shown) == is_instructed
    assert ("Write this text." in shown) == is_instructed


async def test_a_sentence_is_rewritten_and_nothing_else(servers: ServerProcesses) -> None:
    editor = await start(servers)
    editor.choice = 0
    page = editor.open(STORY.replace("burned all", "burned‸ all"))
    actions = {action["title"]: action for action in await page.actions()}
    command = actions["Rewrite sentence: 3 takes"]["command"]
    if fault := await fault_of(editor, command):
        assert "found no other words" in fault
        return
    ((change,),) = (
        each["edits"]
        for each in editor.received_params("workspace/applyEdit")[0]["edit"]["documentChanges"]
    )
    start_at = change["range"]["start"]["character"]
    end_at = change["range"]["end"]["character"]
    assert STORY[start_at:end_at] == "The old lamp burned all night."
    assert change["newText"] != STORY[start_at:end_at]
