"""What eglot and lsp-mode alone have of the server: the suggestion as a completion, the action."""

import pytest
from batch_emacs import StartEmacs
from plain_clients import Eglot, LspMode, PlainClient

pytestmark = pytest.mark.editor


@pytest.fixture(params=["eglot", "lsp-mode"])
def client(request: pytest.FixtureRequest, start: StartEmacs) -> PlainClient:
    return {"eglot": Eglot, "lsp-mode": LspMode}[request.param](start(request.param))


@pytest.mark.parametrize(
    ("marked", "text", "completed"),
    [
        pytest.param(
            "雨停了😀 He sat by the win‸\n",
            "dow and waited.",
            "雨停了😀 He sat by the window and waited.‸\n",
            id="mid-word",
        ),
        pytest.param(
            "😀 The old man‸", " came home.", "😀 The old man came home.‸", id="after a word"
        ),
        pytest.param(
            "😀 The old man ‸", "came home.", "😀 The old man came home.‸", id="at a space"
        ),
        pytest.param(
            "雨停了😀，他推开了‸\n", "窗户。", "雨停了😀，他推开了窗户。‸\n", id="chinese"
        ),
    ],
)
def test_the_suggestion_is_a_completion(
    client: PlainClient, marked: str, text: str, completed: str
) -> None:
    client.edit(marked.replace("😀", client.astral), text=text)
    client.emacs.eval("(progn (call-interactively #'completion-at-point) nil)")
    assert client.emacs.marked() == completed.replace("😀", client.astral)


def test_the_action_continues_the_paragraph_as_one_change(client: PlainClient) -> None:
    client.edit("路 😀 The old man came home.‸\n\nNext.\n", text=" He sat down by the window.")
    client.choose_the_action()
    continued = "路 😀 The old man came home. He sat down by the window.\n\nNext.\n"
    assert client.emacs.marked().replace("‸", "") == continued
    client.emacs.press("C-/")
    assert client.emacs.marked().replace("‸", "") == "路 😀 The old man came home.\n\nNext.\n"
