"""Where an action is meant, by editors that ask about more than a cursor."""

import pytest
from editor_client import EditorClient

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

TEXT = "It rained.\nThe old man came home.\n\nThen it was night.\n"


@pytest.mark.parametrize(
    ("start", "end", "meant"),
    [
        pytest.param((1, 5), (1, 5), (1, 5), id="a cursor"),
        pytest.param((1, 0), (1, 11), (1, 11), id="part of a line"),
        pytest.param((1, 0), (2, 0), (1, 22), id="a whole line, as Kate asks"),
        pytest.param((0, 0), (2, 0), (1, 22), id="whole lines"),
    ],
)
async def test_the_action_is_for_the_end_of_what_is_selected(
    editor: EditorClient, start: tuple[int, int], end: tuple[int, int], meant: tuple[int, int]
) -> None:
    page = editor.open(f"‸{TEXT}")
    selected = {
        name: {"line": line, "character": character}
        for name, (line, character) in {"start": start, "end": end}.items()
    }
    actions = await editor.request(
        "textDocument/codeAction",
        {"textDocument": {"uri": page.uri}, "range": selected, "context": {"diagnostics": []}},
    )
    (action,) = [one for one in actions if one["title"] == "Continue paragraph"]
    line, character = meant
    position = action["data"]["afterword"]["position"]
    assert position == {"line": line, "character": character}
