"""Controls of one request over LSP: in settings, in a document's head, with a command."""

import pytest
from editor_client import EditorClient
from open_page import OpenPage
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

HEAD = "---\nafterword:\n  temperature: 1.2\n  favoured_phrases: [salt, the tide]\n---\n\n"


async def control_lines(page: OpenPage, **controls: object) -> list[str]:
    """Return the lines of "Show context" on how words are drawn."""
    asked = {**page.target, "job": "paragraph", "controls": controls}
    shown = await page.editor.command("afterword.showContext", asked)
    return shown["text"].partition("## How words are drawn\n")[2].splitlines()


async def test_each_place_goes_before_the_ones_below_it(start_ready: StartEditor) -> None:
    settings = {"paragraph": {"temperature": 0.3, "top_p": 0.9, "favoured_phrases": ["lamp"]}}
    editor = await start_ready(settings=settings)
    lines = await control_lines(editor.open(f"{HEAD}He rowed.‸"), min_p=0.2, seed=7)
    assert "- temperature: 1.2 (the document's head)" in lines
    assert "- top_p: 0.9 (settings)" in lines
    assert "- min_p: 0.2 (this command)" in lines
    assert "- repetition_penalty: 1.05 (default)" in lines
    assert "- favoured_phrases: lamp, salt, the tide (the document's head and settings)" in lines


async def test_a_wrong_control_in_a_head_is_a_diagnostic_and_the_rest_counts(
    editor: EditorClient,
) -> None:
    page = editor.open(HEAD.replace("1.2", "hot") + "He rowed.‸")
    published = await editor.wait_for(
        "textDocument/publishDiagnostics", lambda params: params["uri"] == page.uri
    )
    (fault,) = published["diagnostics"]
    assert fault["message"] == 'temperature must be 0.0–2.0, got "hot".'
    place = {"start": {"line": 2, "character": 15}, "end": {"line": 2, "character": 18}}
    assert fault["range"] == place
    lines = await control_lines(page)
    assert "- temperature: 0.6 (default)" in lines
    assert "- favoured_phrases: salt, the tide (the document's head)" in lines


async def test_a_misspelt_control_in_a_head_has_a_fix(editor: EditorClient) -> None:
    page = editor.open(HEAD.replace("temperature", "temp‸rature") + "He rowed.")
    (fix,) = await page.actions(only=["quickfix"])
    assert fix["edit"]["changes"][page.uri][0]["newText"] == "temperature"


async def test_controls_in_a_head_are_completed_and_explained(editor: EditorClient) -> None:
    page = editor.open("---\nafterword:\n  form: novel\n  fav‸\n---\n\nHe rowed.")
    answer = await editor.request("textDocument/completion", page.position_params)
    assert {"favoured_phrases:", "seed:"} <= {item["label"] for item in answer["items"]}
    hover = await editor.request(
        "textDocument/hover", editor.open(HEAD.replace("temp", "te‸mp")).position_params
    )
    assert "How freely" in hover["contents"]["value"]


@pytest.mark.parametrize(
    "command", ["afterword.continueParagraph", "afterword.continueInTakes", "afterword.chooseTake"]
)
@pytest.mark.parametrize(
    ("controls", "message"),
    [
        pytest.param({"temperature": 7}, "controls.temperature must be 0.0–2.0", id="bound"),
        pytest.param({"seed": "7"}, "controls.seed must be", id="kind"),
        pytest.param({"temprature": 1}, "Did you mean temperature", id="name"),
        pytest.param(["temperature"], "controls must be an object", id="list"),
    ],
)
async def test_a_wrong_control_of_a_command_is_an_error(
    editor: EditorClient, command: str, controls: object, message: str
) -> None:
    page = editor.open("The old man came home.‸")
    target = {**page.target, "controls": controls}
    with pytest.raises(Exception, match=f"-32602.*{message}"):
        await editor.command(command, target)
    assert not editor.received_params("workspace/applyEdit")


async def test_a_command_bans_a_phrase_and_sets_the_length(start_ready: StartEditor) -> None:
    script = " He sat down. " + "The rain went on. " * 40
    editor = await start_ready(text=script)
    page = editor.open("The old man came home.‸")
    controls: object = {"max_words": 6, "follow_rhythm": False}
    target = {**page.target, "controls": controls}
    answer = await editor.command("afterword.continueInTakes", target)
    (take,) = answer["takes"]
    assert take["text"] == " He sat down."
    target["controls"] = {"banned_phrases": ["he sat"]}
    with pytest.raises(Exception, match="nothing fit to show"):
        await editor.command("afterword.continueInTakes", target)
