"""A continuation that is shown while it is written, over LSP, from a scripted engine."""

import asyncio

import pytest
from editor_client import EditorClient
from open_page import ANSWER_TIMEOUT_S, Json, OpenPage
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

GREW = "afterword/continuationGrew"
GROW = "afterword.growContinuation"
FIRST = " He sat down by the window."
SCRIPT = f"{FIRST} He waited for the rain to end. Nobody came."
ENDLESS = "".join(f" Number {number} was gone." for number in range(2_000))
LONG = {"paragraph": {"max_words": 1000, "follow_rhythm": False}}


class Growth:
    """One continuation as an editor sees it."""

    def __init__(self, page: OpenPage, name: str, **target: object) -> None:
        self.page, self.name = page, name
        self.number, self.answer = page.send_growth_request(id=name, **target)

    @property
    def states(self) -> list[Json]:
        return [one for one in self.page.editor.received_params(GREW) if one["id"] == self.name]

    async def whole(self) -> Json:
        """Return the state in which the text is whole."""
        return await self.page.editor.wait_for(
            GREW, lambda params: params["id"] == self.name and params["is_whole"]
        )

    async def first(self) -> Json:
        return await self.page.editor.wait_for(GREW, lambda params: params["id"] == self.name)

    async def outcome(self) -> str:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            return (await self.answer)["outcome"]

    async def after_typing(self, text: str) -> Json:
        """Type, and return the state of the text that the editor has then."""
        self.page.type(text)
        version = self.page.version
        return await self.page.editor.wait_for(
            GREW, lambda params: params["id"] == self.name and params["version"] == version
        )


async def test_sentences_come_one_after_the_other_at_their_place(share: StartEditor) -> None:
    editor = await share("grows", text=SCRIPT)
    page = editor.open("The old man came home.‸\n\nNext.\n")
    growth = Growth(page, "in order")
    await growth.whole()
    texts = [state["text"] for state in growth.states]
    assert texts == [FIRST, f"{FIRST} He waited for the rain to end.", SCRIPT, SCRIPT]
    for state in growth.states:
        assert state["position"] == page.position
        assert (state["uri"], state["version"]) == (page.uri, 1)


@pytest.mark.parametrize("client", ["grows", "grows_utf8"])
@pytest.mark.parametrize(
    ("before", "written"),
    [
        pytest.param("好😀. The old man came home.", SCRIPT, id="wide"),
        pytest.param("老人回到家里。", "他坐在窗边。没有人来。", id="Chinese"),
        pytest.param("One.\r\n\r\nThe old man came home.", SCRIPT, id="crlf"),
    ],
)
async def test_keys_that_agree_eat_it(
    share: StartEditor, client: str, before: str, written: str
) -> None:
    editor = await share(client, text=written)
    page = editor.open(f"{before}‸\r\n")
    growth = Growth(page, f"{client} {before}")
    await growth.whole()
    for typed in range(1, 4):
        state = await growth.after_typing(written[typed - 1])
        assert state["text"] == written[typed:]
        assert state["position"] == page.position
    page.type(written[3:])
    assert await growth.outcome() == "kept"


async def test_what_is_taken_back_is_shown_again(share: StartEditor) -> None:
    editor = await share("grows", text=SCRIPT)
    page = editor.open("The old man came home.‸")
    growth = Growth(page, "taken back")
    await growth.whole()
    await growth.after_typing(" He")
    page.replace("The old man came home. H‸")
    state = await editor.wait_for(GREW, lambda params: params["version"] == page.version)
    assert state["text"] == SCRIPT.removeprefix(" H")


async def test_a_key_that_disagrees_ends_it(start_ready: StartEditor) -> None:
    editor = await start_ready("grows", settings=LONG, text=ENDLESS, token_delay_s=0.005)
    page = editor.open("The old man came home.‸")
    growth = Growth(page, "disagrees")
    await growth.first()
    page.type(" Yes.")
    assert await growth.outcome() == "changed"
    assert await page.ghost_text(invoked=True)  # the model is free again
    assert all(state["version"] == 1 for state in growth.states)


async def test_a_change_elsewhere_ends_it(start_ready: StartEditor) -> None:
    editor = await start_ready("grows", settings=LONG, text=ENDLESS, token_delay_s=0.005)
    page = editor.open("The old man came home.‸")
    growth = Growth(page, "elsewhere")
    await growth.first()
    page.replace("An old man came home.‸")
    assert await growth.outcome() == "changed"


async def test_typing_before_anything_is_shown_ends_it(start_ready: StartEditor) -> None:
    editor = await start_ready("grows", text=SCRIPT, token_delay_s=0.05)
    page = editor.open("The old man came home.‸")
    growth = Growth(page, "nothing yet")
    page.type(" He")
    assert await growth.outcome() == "changed"
    assert growth.states == []


async def test_closing_the_document_ends_it(share: StartEditor) -> None:
    editor = await share("grows", text=SCRIPT)
    page = editor.open("The old man came home.‸")
    growth = Growth(page, "closed")
    await growth.whole()
    editor.notify("textDocument/didClose", {"textDocument": {"uri": page.uri}})
    assert await growth.outcome() == "changed"


async def test_cancelling_the_request_stops_the_model(start_ready: StartEditor) -> None:
    editor = await start_ready("grows", settings=LONG, text=ENDLESS, token_delay_s=0.005)
    page = editor.open("The old man came home.‸")
    growth = Growth(page, "cancelled")
    await growth.first()
    editor.cancel(growth.number)
    with pytest.raises(Exception, match="-32800"):
        await growth.answer
    assert await page.ghost_text(invoked=True)


async def test_what_was_taken_early_stays_and_nothing_more_comes(start_ready: StartEditor) -> None:
    editor = await start_ready("grows", settings=LONG, text=ENDLESS, token_delay_s=0.005)
    page = editor.open("The old man came home.‸")
    growth = Growth(page, "early")
    state = await growth.first()
    page.type(state["text"])
    editor.cancel(growth.number)
    with pytest.raises(Exception, match="-32800"):
        await growth.answer
    count = len(growth.states)
    await page.ghost_text(invoked=True)
    assert len(growth.states) == count


async def test_a_second_one_takes_the_place_of_the_first(start_ready: StartEditor) -> None:
    editor = await start_ready("grows", settings=LONG, text=ENDLESS, token_delay_s=0.005)
    page = editor.open("The old man came home.‸")
    first = Growth(page, "first")
    await first.first()
    second = Growth(page, "second")
    assert await first.outcome() == "changed"
    assert (await second.first())["text"] == " Number 0 was gone."


@pytest.mark.parametrize(
    ("marked", "target", "script", "text"),
    [
        pytest.param(
            "The old man came home.‸",
            {"task": "next"},
            "It rained. Nobody came.",
            "\n\nIt rained. Nobody came.",
            id="the next paragraph",
        ),
        pytest.param(
            "NORA: Is it nine?\n\nPAUL: So it is.‸\n",
            {"task": "speak", "speaker": "NORA"},
            " Then we must go. Take the lamp.\n\nPAUL: Yes.",
            "\nNORA: Then we must go. Take the lamp.",
            id="a turn",
        ),
        pytest.param(
            "# Song\n\nThe ship came in at break of day\nAnd all the town was fast asleep‸",
            {"task": "line"},
            "The men went home and slept till May\n",
            "\nThe men went home and slept till May",
            id="a line of verse",
        ),
    ],
)
async def test_other_forms_are_shown_too(
    share: StartEditor, marked: str, target: Json, script: str, text: str
) -> None:
    editor = await share("grows", text=script)
    growth = Growth(editor.open(marked), str(target), **target)
    assert (await growth.whole())["text"] == text


async def test_crlf_documents_get_their_own_line_ends(share: StartEditor) -> None:
    editor = await share("grows", text="It rained. Nobody came.")
    growth = Growth(editor.open("One.\r\n\r\nHome at last.‸\r\n"), "line ends", task="next")
    assert (await growth.whole())["text"] == "\r\n\r\nIt rained. Nobody came."


async def test_clients_that_show_it_get_it_from_the_menu_of_actions(share: StartEditor) -> None:
    editor = await share("grows", text=SCRIPT)
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    assert action["title"] == "Continue paragraph"
    assert action["command"]["command"] == GROW
    assert action["command"]["arguments"][0]["uri"] == page.uri


async def test_other_clients_get_what_they_got_before(editor: EditorClient) -> None:
    page = editor.open("The old man came home.‸")
    assert all("data" in one or one["command"]["command"] != GROW for one in await page.actions())
    await page.continue_paragraph()
    assert not editor.received_params(GREW)


@pytest.mark.parametrize(
    "wrong", [{"uri": None}, {"position": None}, {"take": 1}, {"id": 7}], ids=str
)
async def test_an_argument_of_another_form_is_refused(share: StartEditor, wrong: Json) -> None:
    editor = await share("grows", text=SCRIPT)
    page = editor.open("The old man came home.‸")
    with pytest.raises(Exception, match="takes"):
        await editor.command(GROW, {**page.target, **wrong})


async def test_before_the_model_is_ready_it_is_an_error(start: StartEditor) -> None:
    editor = await start("grows", gate="/nowhere/at/all")
    await editor.wait_for("$/progress")
    with pytest.raises(Exception, match="-32803"):
        await Growth(editor.open("The old man came home.‸"), "not ready").answer
