"""The suggestion as a completion item, for editors that do not ask for inline completion."""

from typing import Any

import pytest
from open_page import OpenPage
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

INVOKED, BY_CHARACTER, INCOMPLETE = 1, 2, 3


async def completed(page: OpenPage, kind: int = INVOKED) -> list[dict[str, Any]]:
    answer = await page.editor.request(
        "textDocument/completion", {**page.position_params, "context": {"triggerKind": kind}}
    )
    assert answer["isIncomplete"] is True
    return answer["items"]


async def test_is_offered_without_trigger_characters(share: StartEditor) -> None:
    editor = await share("list_only")
    assert editor.capabilities["completionProvider"] == {"resolveProvider": False}


async def test_stands_first_but_is_never_preselected(share: StartEditor) -> None:
    editor = await share("list_only")
    (item,) = await completed(editor.open("The old man‸"))
    assert item["sortText"] < "0"
    assert "preselect" not in item
    assert item["commitCharacters"] == []
    assert item["kind"] == 1


@pytest.mark.parametrize(
    ("trigger", "kind", "count"),
    [
        pytest.param("off", INVOKED, 0, id="off, asked for"),
        pytest.param("invoked", INVOKED, 1, id="invoked, asked for"),
        pytest.param("invoked", INCOMPLETE, 1, id="invoked, typed on"),
        pytest.param("invoked", BY_CHARACTER, 0, id="invoked, typed a character"),
        pytest.param("always", BY_CHARACTER, 1, id="always, typed a character"),
    ],
)
async def test_comes_when_the_settings_say_so(
    share: StartEditor, trigger: str, kind: int, count: int
) -> None:
    options = {"completion": {"trigger": trigger}}
    editor = await share("list_only", initialize={"initializationOptions": options})
    assert len(await completed(editor.open("The old man‸"), kind)) == count


async def test_a_space_triggers_it_when_it_always_comes(share: StartEditor) -> None:
    options = {"completion": {"trigger": "always"}}
    editor = await share("list_only", initialize={"initializationOptions": options})
    assert " " in editor.capabilities["completionProvider"]["triggerCharacters"]


async def test_is_silent_in_a_quiet_zone(share: StartEditor) -> None:
    editor = await share("list_only")
    assert await completed(editor.open("See https://example.org/the‸")) == []
