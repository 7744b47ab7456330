"""Ghost text in a real Neovim: where it is drawn, and when it goes."""

import pytest
from driving import Neovim
from neovims import StartNeovim

pytestmark = pytest.mark.editor

SCRIPT = " sat down by the window."


@pytest.fixture
def neovim(start: StartNeovim) -> Neovim:
    return start(text=SCRIPT)


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("The old man‸", id="line-end"),
        pytest.param("\tThe old\tman‸", id="tabs"),
        pytest.param("😀👩‍👩‍👧 the old man‸", id="emoji"),
        pytest.param("雨下了一整夜。The old man‸", id="chinese-before"),
        pytest.param("One.\x0cTwo.\u2028The old man‸", id="odd-separators"),
        pytest.param("Long " * 60 + "man‸", id="soft-wrap"),
        pytest.param("Once.\n\nThe old man‸\n\nTwice.\n", id="between-paragraphs"),
    ],
)
def test_is_drawn_right_after_the_cursor(neovim: Neovim, marked: str) -> None:
    neovim.insert_at(marked)
    neovim.until_ghost(SCRIPT)
    (mark,) = neovim.marks()
    row, column = neovim.cursor()
    assert (mark["row"] + 1, mark["column"]) == (row, column)
    assert column == len(marked.partition("‸")[0].rpartition("\n")[2].encode())


def test_in_mid_line_nothing_is_covered(start: StartNeovim) -> None:
    neovim = start(text=" and his wife")
    neovim.insert_at("The old man‸, who was deaf, said nothing.")
    neovim.until_ghost(" and his wife")
    assert [mark["virt_text_pos"] for mark in neovim.marks()] == ["inline"]
    neovim.press("<Tab>")
    neovim.until_text("The old man and his wife‸, who was deaf, said nothing.")


def test_what_was_typed_of_it_is_shown_no_more(neovim: Neovim) -> None:
    neovim.insert_at("The old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.type(" sat")
    neovim.until_ghost(" down by the window.")
    assert neovim.marked() == "The old man sat‸"


@pytest.mark.parametrize("is_restarted", [False, True], ids=["at-first", "after-a-restart"])
def test_other_text_hides_it_at_once(neovim: Neovim, is_restarted: bool) -> None:
    neovim.open("The old man‸")
    if is_restarted:
        old = neovim.server_pid()
        neovim.session.command("Afterword restart")
        neovim.until("another", lambda: neovim.server_pid() not in {None, old})
    neovim.until("ready", lambda: neovim.status() == "afterword")
    neovim.press("A")
    neovim.until_ghost(SCRIPT)
    # What is drawn when the letter is, before any other event.
    neovim.lua("""
      vim.api.nvim_create_autocmd("CursorMovedI", { once = true, callback = function()
        vim.g.drawn = vim.inspect(vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, {}))
      end })
    """)
    neovim.type("x")
    assert neovim.until("drawn", lambda: neovim.lua("return vim.g.drawn")) == "{}"


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param("<Esc>", id="insert-leave"),
        pytest.param("<Home>", id="cursor-away"),
        pytest.param("<BS>", id="deleted"),
        pytest.param("<C-c>", id="interrupted"),
        pytest.param("<CR>", id="new-line"),
    ],
)
def test_goes_when_the_writer_goes(neovim: Neovim, keys: str) -> None:
    neovim.insert_at("The old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.lua("require('afterword').pause(10)")
    neovim.until("paused", lambda: neovim.status() == "afterword: paused")
    neovim.press("<Esc>a")  # shows nothing any more, as it is paused
    neovim.until_no_ghost()
    neovim.lua("require('afterword').ask()")
    neovim.until_ghost(SCRIPT)
    neovim.press(keys)
    neovim.until_no_ghost()


def test_none_in_code(neovim: Neovim) -> None:
    neovim.insert_at("```\nfor man in the‸\n```\n")
    neovim.settle()
    assert neovim.ghosts() == []


def test_none_in_normal_mode(neovim: Neovim) -> None:
    neovim.insert_at("The old man‸")
    neovim.press("<Esc>")  # before an answer, and before Neovim has asked
    neovim.settle()
    assert neovim.ghosts() == []


def test_each_buffer_has_its_own(neovim: Neovim) -> None:
    first = neovim.insert_at("The old man‸", "one.md")
    neovim.until_ghost(SCRIPT)
    neovim.press("<Esc>")
    second = neovim.insert_at("A‸\nThe old man", "two.md")
    neovim.until_ghost(SCRIPT)
    assert neovim.ghosts(first) == []
    neovim.press("<Tab>")
    neovim.until_text(f"A{SCRIPT}‸\nThe old man")
    neovim.session.command(f"stopinsert | buffer {first}")
    assert neovim.text() == "The old man"
    assert neovim.ghosts(second) == []


def test_a_large_file_is_no_obstacle(neovim: Neovim) -> None:
    page = "A sentence that is neither long nor short, but stands here often.\n" * 40_000
    neovim.insert_at(f"{page}The old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.press("<Tab>")
    neovim.until("accepted", lambda: neovim.session.current.line == f"The old man{SCRIPT}")


def test_crlf_files_stay_so(neovim: Neovim) -> None:
    neovim.insert_at("First.\r\n\r\nThe old man‸\r\n")
    neovim.until_ghost(SCRIPT)
    neovim.press("<Tab>")
    neovim.until_text(f"First.\n\nThe old man{SCRIPT}‸")
    neovim.press("<Esc>")
    neovim.session.command("write")
    path = neovim.session.current.buffer.name
    with open(path, "rb") as file:  # noqa: PTH123 - the name is the editor's
        assert file.read() == f"First.\r\n\r\nThe old man{SCRIPT}\r\n".encode()
