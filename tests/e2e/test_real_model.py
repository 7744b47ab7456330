"""``afterword serve`` as an editor runs it: its own process, stdio, and the real default model."""

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from editor_client import EditorClient
from open_page import OpenPage
from server_processes import ONE_THREAD, SHOW_ALL, ServerProcesses

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.model,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300),  # the very first run unpacks the model
]

STORY = (
    "Marta had kept the lighthouse for eleven years, and in all that time nobody had climbed the "
    "stairs but her brother, who brought oil and flour and the newspapers of the week before. "
)
CHINESE = (
    "雨下了一整夜。清晨，老渔夫推开木门，看见院子里的水缸已经满了，几只麻雀站在墙头上叫个不停。"
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def real_utf8(shared_servers: ServerProcesses) -> EditorClient:
    editor = await shared_servers.start_real("utf8", settings=SHOW_ALL)
    await editor.wait_until_ready()
    return editor


async def shown(page: OpenPage) -> list[dict[str, Any]]:
    """Ask until there is ghost text: on a busy machine the answer may be empty at first."""
    while not (items := await page.ghost_text()):
        pass
    return items


async def continued(editor: EditorClient, marked: str) -> tuple[str, str]:
    """Return the text before and after "Continue paragraph"."""
    page = editor.open(marked)
    return page.text, await page.continue_paragraph()


async def test_requests_before_the_model_is_ready_are_answered_at_once(
    servers: ServerProcesses,
) -> None:
    editor = await servers.start_real()
    assert await editor.open("The old man‸").ghost_text(invoked=True) == []
    assert (await editor.command("afterword.status"))["phase"] != "ready"


async def test_asking_by_hand_gives_a_choice_of_single_lines(real: EditorClient) -> None:
    page = real.open(f"{STORY}One evening she heard‸")
    await shown(page)
    items = await page.ghost_text(invoked=True)
    texts = [item["insertText"] for item in items]
    assert 1 <= len(texts) <= 3
    assert len(set(texts)) == len(texts)
    assert all(text.strip() and len(text.splitlines()) == 1 for text in texts)


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("😀😀 The sun was shining and the birds were‸", id="emoji"),
        pytest.param(f"{CHINESE}他走到‸", id="Chinese"),
        pytest.param("First.\r\n\r\nThe sun was shining and the birds were‸\r\n", id="crlf"),
        pytest.param("One\u2028two\x0cthree.\n\nThe sun was shining and the‸", id="U+2028"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_ghost_text_stands_at_the_cursor(
    real: EditorClient, real_utf8: EditorClient, encoding: str, marked: str
) -> None:
    editor = real if encoding == "utf-16" else real_utf8
    assert editor.encoding == encoding
    page = editor.open(marked)
    (item,) = await shown(page)
    assert item["range"] == {"start": page.position, "end": page.position}


async def test_continues_a_paragraph_to_the_end_of_a_sentence(real: EditorClient) -> None:
    before, after = await continued(real, f"# One\n\n{STORY}One evening‸\n\nThe sea was calm.\n")
    start, end = before.split("One evening")
    assert after.startswith(f"{start}One evening")
    assert after.endswith(end)
    written = after.removesuffix(end).removeprefix(f"{start}One evening")
    assert written.rstrip("\"'”’)*_").endswith((".", "!", "?", "…"))
    assert len(written.split()) >= 4


async def test_continues_a_chinese_paragraph(real_utf8: EditorClient) -> None:
    before, after = await continued(real_utf8, f"{CHINESE}他‸")
    written = after.removeprefix(before)
    assert after.startswith(before)
    assert any("一" <= char <= "鿿" for char in written)


async def chosen(editor: EditorClient, marked: str, title: str) -> tuple[str, str]:
    """Return the text around the cursor, and what a code action put there."""
    page = editor.open(marked)
    action = next(one for one in await page.actions() if one["title"] == title)
    resolved = await editor.request("codeAction/resolve", action)
    before, after = marked.split("‸")
    return before, page.text_after(resolved["edit"]).removeprefix(before).removesuffix(after)


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param(f"{STORY}\n\n‸\n\nShe put the letter into the stove.", id="English"),
        pytest.param(f"{CHINESE}\n\n‸\n\n老渔夫把信塞进了灶膛。", id="Chinese"),
    ],
)
async def test_builds_a_bridge_of_whole_sentences(real: EditorClient, marked: str) -> None:
    _, bridge = await chosen(real, marked, "Bridge to the next paragraph")
    assert bridge.rstrip("\"'”’」)*_").endswith((".", "!", "?", "…", "。", "！", "？"))
    assert "\n" not in bridge


@pytest.mark.parametrize(
    ("marked", "speaker", "cue"),
    [
        pytest.param(
            "NORA\nThis is nine.\n\nPAVEL\nSo it is.\n\nNORA\nI have a ticket.‸",
            "PAVEL",
            "\n\nPAVEL\n",
            id="English",
        ),
        pytest.param(
            "娜拉：这是九号包厢。\n老陈：没错，是九号。\n娜拉：可是我有票。‸",
            "老陈",
            "\n老陈：",
            id="Chinese",
        ),
    ],
)
async def test_somebody_takes_their_turn(
    real: EditorClient, marked: str, speaker: str, cue: str
) -> None:
    _, written = await chosen(real, marked, f"Continue in the voice of {speaker}")
    assert written.startswith(cue)
    turn = written.removeprefix(cue)
    assert turn.strip()
    assert "NORA" not in turn.split("\n")
    assert "娜拉：" not in turn


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param(
            "He stands where the water is slow,\none leg in his own reflection,\n"
            "and the whole grey field of the morning‸",
            id="English",
        ),
        pytest.param("雪落在空空的渡口，\n灯落在黑黑的水里，\n没有人从山上下来，‸", id="Chinese"),
    ],
)
async def test_writes_one_more_line_of_verse(real: EditorClient, marked: str) -> None:
    _, line = await chosen(real, marked, "Next line")
    assert line.startswith("\n")
    assert len(line.split("\n")) == 2
    assert line.strip()


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param(f"{STORY}She put on her coat and went out to the ‸", id="English"),
        pytest.param("Er zog den Mantel an und ging hinaus zum‸", id="German"),
        pytest.param(f"{CHINESE}他披上蓑衣，走到‸", id="Chinese"),
    ],
)
async def test_the_next_paragraph_comes_behind_a_whole_sentence(
    real: EditorClient, marked: str
) -> None:
    _, written = await chosen(real, marked, "Start next paragraph")
    rest, _, following = written.partition("\n")
    assert rest.rstrip("\"'”’」)*_").endswith((".", "!", "?", "…", "。", "！", "？"))
    assert following.strip()


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("ฝนตกทั้งคืน ตอนเช้าเธอเปิดหน้าต่าง แล้วมองออกไปข้างนอก ‸", id="Thai"),
        pytest.param("ຜູ້ເຖົ້ານັ່ງຢູ່ແຄມແມ່ນ້ຳ ລາວເບິ່ງເຮືອ‸", id="Lao"),
        pytest.param("ជីតានៅអង្គុយក្បែរទន្លេ គាត់មើលទូកដែលឆ្លងកាត់‸", id="Khmer"),
        pytest.param("အဘိုးအိုသည် မြစ်ကမ်းနားတွင် ထိုင်နေသည်။ သူသည်‸", id="Burmese"),
    ],
)
async def test_continues_where_a_space_ends_a_sentence(real: EditorClient, marked: str) -> None:
    before, after = await continued(real, marked)
    assert after.removeprefix(before).strip()


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("他拆开信封，信里写的那句话:‸", id="behind a colon"),
        pytest.param("She sent me one last message 👨‍👩‍👧‍👦‸", id="behind an emoji"),
        pytest.param("他走進房間，看見桌上有一封信，‸", id="where it would go in circles"),
    ],
)
async def test_asking_by_hand_shows_something(real: EditorClient, marked: str) -> None:
    items = await real.open(marked).ghost_text(invoked=True)
    texts = [item["insertText"].strip() for item in items]
    assert texts
    assert all(texts)
    assert not any(text[:3] == text[4:7] for text in texts)


async def test_a_name_from_the_chapter_before_is_finished(
    servers: ServerProcesses, tmp_path: Path
) -> None:
    """The page does not hold it yet; the model has read the file before."""
    before = STORY.replace("Marta", "Marta Quellingrove") + "The Quellingroves wrote to nobody. "
    (tmp_path / "1-light.md").write_text(f"# One\n\n{before * 2}\n", encoding="utf-8")
    editor = await servers.start_real(settings=SHOW_ALL, initialize={"rootUri": tmp_path.as_uri()})
    await editor.wait_until_ready()
    page = editor.open(
        "# Two\n\nIn the spring the boat came back for Marta Quel‸",
        uri=(tmp_path / "2-boat.md").as_uri(),
    )
    while "1-light.md" not in await page.context():
        pass  # it is read on another thread
    (item, *_) = await page.ghost_text(invoked=True)
    assert item["insertText"].startswith("lingrove")


async def test_keeps_crlf_and_hard_wraps(real: EditorClient) -> None:
    wrapped = (
        "Marta had kept the lighthouse for eleven years, and in\r\n"
        "all that time nobody had climbed the stairs but her\r\n"
        "brother, who brought oil and flour and the newspapers\r\n"
        "of the week before. One evening‸\r\n"
    )
    _, after = await continued(real, wrapped)
    assert after.count("\n") == after.count("\r\n") == after.count("\r")
    assert max(map(len, after.split("\r\n"))) <= 58


async def test_a_cancel_in_mid_generation_frees_the_model(real: EditorClient) -> None:
    page = real.open(f"{STORY}One evening‸")
    parameters = {"command": "afterword.continueParagraph", "arguments": [page.target]}
    number, answer = real.send_request(
        "workspace/executeCommand", {**parameters, "workDoneToken": page.uri}
    )
    await real.wait_for(
        "$/progress",
        lambda params: (
            params["token"] == page.uri and "words" in params["value"].get("message", "")
        ),
    )
    real.cancel(number)
    with pytest.raises(Exception, match="-32800"):
        await answer
    assert await shown(page)
    assert not real.received_params("workspace/applyEdit")


async def test_the_latest_request_wins(real: EditorClient) -> None:
    page = real.open(f"{STORY}One evening she‸")
    _, older = page.send_ghost_request()
    page.type(" heard")
    _, newer = page.send_ghost_request()
    assert (await older)["items"] == []
    ranges = [item["range"]["start"] for item in (await newer)["items"] or await shown(page)]
    assert ranges == [page.position]


async def test_a_storm_of_changes_ends_with_the_right_answer(real: EditorClient) -> None:
    page = real.open(f"{STORY}‸")
    answers: list[asyncio.Future[Any]] = []
    for letter in "One evening she heard a knock at the d":
        page.type(letter)
        answers.append(page.send_ghost_request()[1])
    *_, last = await asyncio.gather(*answers)
    (item,) = last["items"] or await shown(page)
    assert item["insertText"].startswith("oor")
    assert item["range"]["start"] == page.position


async def test_with_default_settings_a_word_is_finished_and_shutdown_ends_the_process(
    servers: ServerProcesses,
) -> None:
    editor = await servers.start_real(settings=ONE_THREAD)
    await editor.wait_until_ready()
    page = editor.open("Once upon a time there was a little girl who lived in a small vill‸")
    (item,) = await shown(page)
    assert item["insertText"].startswith("age")
    assert await editor.shut_down() == 0


async def test_shutdown_ends_the_process_while_the_model_loads(servers: ServerProcesses) -> None:
    editor = await servers.start_real()
    await editor.wait_for("$/progress")
    assert await editor.shut_down() == 0


async def test_a_continuation_grows_by_whole_sentences(servers: ServerProcesses) -> None:
    settings = {**ONE_THREAD, "paragraph": {"max_words": 60, "follow_rhythm": False, "seed": 7}}
    editor = await servers.start_real("grows", settings=settings)
    await editor.wait_until_ready()
    page = editor.open(f"{STORY}‸")
    _, answer = page.send_growth_request(id="7")
    await editor.wait_for("afterword/continuationGrew", lambda params: params["is_whole"])
    texts = [one["text"] for one in editor.received_params("afterword/continuationGrew")]
    assert all(later.startswith(earlier.rstrip()) for earlier, later in pairwise(texts))
    assert all(text.rstrip("\"'”’)*_").endswith((".", "!", "?", "…")) for text in texts)
    page.type(texts[-1])
    assert await answer == {"outcome": "kept"}
