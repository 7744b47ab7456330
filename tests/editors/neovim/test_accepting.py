"""Taking ghost text: all of it, a part of it, and what undo makes of that."""

import pytest
from driving import Neovim
from neovims import StartNeovim

from editors.scripted_servers import scripted

pytestmark = pytest.mark.editor

SCRIPT = " sat down, by the window."


def writing(start: StartNeovim, marked: str, text: str = SCRIPT) -> Neovim:
    neovim = start(text=text)
    neovim.insert_at(marked)
    neovim.until_ghost(text)
    return neovim


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("The old man", id="english"),
        pytest.param("\tEmoji 😀, tab\t, 渡口 and the old man", id="odd-columns"),
    ],
)
def test_all_of_it_goes_in_as_shown(start: StartNeovim, before: str) -> None:
    neovim = writing(start, f"{before}‸")
    neovim.press("<Tab>")
    neovim.until_text(f"{before}{SCRIPT}‸")
    assert neovim.mode() == "i"
    neovim.type(" Yes.")
    neovim.until_text(f"{before}{SCRIPT} Yes.‸")


def test_what_is_left_after_typing_goes_in_as_shown(start: StartNeovim) -> None:
    neovim = writing(start, "The old man‸")
    # In one go: Neovim's own accept would put the whole text before what was typed.
    neovim.type(" sat")
    neovim.until_ghost(" down, by the window.")
    neovim.press("<Tab>")
    neovim.until_text(f"The old man{SCRIPT}‸")


def test_typing_and_accepting_in_one_breath_loses_nothing(start: StartNeovim) -> None:
    neovim = writing(start, "The old man‸")
    neovim.press(" s<Tab> He")
    neovim.until_text(f"The old man{SCRIPT} He‸")


@pytest.mark.parametrize(
    ("key", "part"),
    [
        pytest.param("<M-w>", " sat", id="word"),
        pytest.param("<M-,>", " sat down,", id="clause"),
        pytest.param("<M-.>", SCRIPT, id="sentence"),
    ],
)
def test_a_part_goes_in_and_the_rest_stays(start: StartNeovim, key: str, part: str) -> None:
    neovim = writing(start, "The old man‸")
    neovim.press(key)
    neovim.until_text(f"The old man{part}‸")
    rest = SCRIPT.removeprefix(part)
    if rest:
        assert neovim.until_ghost(rest) == rest


def test_words_are_taken_as_fast_as_the_key_is_pressed(start: StartNeovim) -> None:
    neovim = writing(start, "The old man‸")
    neovim.press("<M-w><M-w><M-w>")
    neovim.until_text("The old man sat down, by‸")
    neovim.until_ghost(" the window.")


def test_a_chinese_word_is_no_whole_run(start: StartNeovim) -> None:
    text = "看见院子里的水缸，已经满了。"
    neovim = writing(start, "雨下了一整夜。清晨，老渔夫推开木门，‸", text)
    neovim.press("<M-w>")
    neovim.until_text("雨下了一整夜。清晨，老渔夫推开木门，看见‸")
    neovim.until_ghost(text.removeprefix("看见"))
    neovim.press("<M-,>")
    neovim.until_text("雨下了一整夜。清晨，老渔夫推开木门，看见院子里的水缸，‸")


def test_undo_takes_back_what_was_accepted_and_no_more(start: StartNeovim) -> None:
    neovim = writing(start, "The old man‸")
    neovim.type(" s")
    neovim.until_ghost(SCRIPT.removeprefix(" s"))
    neovim.press("<Tab>")
    neovim.until_text(f"The old man{SCRIPT}‸")
    neovim.type(" Then")
    neovim.press("<Esc>")
    texts: list[str] = []
    for _ in range(3):
        neovim.press("u")
        texts.append(neovim.text())
    assert texts == [f"The old man{SCRIPT}", "The old man s", "The old man"]


def test_the_server_hears_of_it_and_writes_on(start: StartNeovim) -> None:
    neovim = start(texts=[" nothing at all", " to the boy", " never asked for"])
    neovim.insert_at("The old man said‸")
    neovim.until_ghost(" nothing at all")
    neovim.press("<Tab>")
    neovim.until_ghost(" to the boy")
    assert neovim.marked() == "The old man said nothing at all‸"


def test_next_and_previous_walk_through_what_was_asked_for(start: StartNeovim) -> None:
    neovim = start()
    # One for the automatic request; by hand, the first again and what was drawn beside it.
    texts = [" sat down", " sat down", " stood up", " ran off", " sang", " slept", " wept"]
    neovim.start_server(scripted(texts=texts, text=" left"))
    neovim.insert_at("The old man‸")
    neovim.until_ghost(" sat down")
    neovim.press("<M-n>")
    second = neovim.until(
        "another",
        lambda: next((ghost for ghost in neovim.ghosts() if ghost.endswith("(2/3)")), None),
    )
    neovim.press("<M-n>")
    third = neovim.until(
        "a third",
        lambda: next((ghost for ghost in neovim.ghosts() if ghost.endswith("(3/3)")), None),
    )
    neovim.press("<M-p>")
    neovim.until_ghost(second)
    neovim.press("<M-n>")
    neovim.until_ghost(third)
    neovim.press("<Tab>")
    neovim.until_text(f"The old man{third.removesuffix(' (3/3)')}‸")


def test_what_is_dismissed_stays_away_until_something_changes(start: StartNeovim) -> None:
    neovim = writing(start, "The old man‸")
    neovim.press("<C-e>")
    neovim.until_no_ghost()
    neovim.lua("vim.api.nvim_exec_autocmds('CursorMovedI', { buffer = 0 })")
    neovim.settle()
    assert neovim.ghosts() == []
    neovim.type(",")
    neovim.until_ghost()


def test_a_key_of_the_writers_own_can_accept(start: StartNeovim) -> None:
    neovim = start(keys=False, text=SCRIPT)
    neovim.lua("""vim.keymap.set("i", "<C-l>", function() require("afterword").accept() end)""")
    neovim.insert_at("The old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.press("<C-l>")
    neovim.until_text(f"The old man{SCRIPT}‸")
