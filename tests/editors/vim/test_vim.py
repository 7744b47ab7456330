"""The plugin in a real Vim, in a terminal: what is painted, and what is in the text."""

import pytest
from pty_vim import StartVim, Vim

pytestmark = pytest.mark.editor

SCRIPT = " there was a light"


def with_ghost(start: StartVim) -> Vim:
    """Start a Vim that shows ghost text behind "At the end of the road‸"."""
    vim = start(text=SCRIPT)
    vim.open("At the end of the ‸")
    vim.press("road")
    vim.until_screen(f"At the end of the road{SCRIPT}")
    return vim


def test_ghost_text_is_painted_and_taken_exactly(start: StartVim) -> None:
    vim = start(text=SCRIPT)
    vim.open("路的尽头 😀 at the end of the ‸ in the wood.\n")
    vim.press("road")
    vim.until_screen("路的尽头 😀 at the end of the road there was a light in the wood.")
    assert vim.marked() == "路的尽头 😀 at the end of the road‸ in the wood."
    vim.press("\t")
    vim.until_text("路的尽头 😀 at the end of the road there was a light‸ in the wood.")
    vim.press("\x1bu")
    before = "路的尽头 😀 at the end of the road in the wood."
    vim.until("taken back", lambda: vim.marked().replace("‸", "") == before)


def test_the_cursor_stays_in_front_of_it(start: StartVim) -> None:
    vim = with_ghost(start)
    assert vim.eval("screencol()") == len("At the end of the road") + 1


@pytest.mark.parametrize(
    ("typed", "script", "word"),
    [("road", SCRIPT, " there"), ("他推开了", "窗户看外面", "窗户")],
    ids=["english", "chinese"],
)
def test_a_word_of_it_is_taken_and_the_rest_stays(
    start: StartVim, typed: str, script: str, word: str
) -> None:
    vim = start(text=script)
    vim.open("‸")
    vim.press(typed)
    vim.until_screen(f"{typed}{script}")
    vim.press("\x0c")
    vim.until_text(f"{typed}{word}‸")
    vim.until_screen(f"{typed}{script}")


def test_what_is_typed_in_agreement_leaves_the_rest(start: StartVim) -> None:
    vim = with_ghost(start)
    vim.press(" the")
    vim.until_text("At the end of the road the‸")
    assert vim.screen() == f"At the end of the road{SCRIPT}"


@pytest.mark.parametrize("key", ["\x05", "\x1b", "\x1b[D"], ids=["dismiss", "leave", "move"])
def test_it_goes(start: StartVim, key: str) -> None:
    vim = with_ghost(start)
    vim.press(key)
    vim.until("hidden", lambda: not vim.has_ghost())
    assert vim.marked().replace("‸", "") == "At the end of the road"


def test_with_a_slow_server_only_what_fits_is_ever_painted(start: StartVim) -> None:
    vim = start(text=SCRIPT, token_delay_s=0.02)
    vim.open("At the end of the ‸")
    for letter in "roadster, and":
        vim.press(letter)
        for _ in range(10):
            text, screen = vim.marked().partition("‸")[0], vim.screen()
            ghost = screen.removeprefix(text)
            assert not ghost or SCRIPT.lstrip().startswith(ghost.lstrip()) or screen < text
    vim.until_screen(f"At the end of the roadster, and{SCRIPT}")


def test_keys_do_what_they_did_where_nothing_shows(start: StartVim) -> None:
    vim = start(text="")
    vim.open("one‸")
    vim.press("\t")
    vim.until_text("one\t‸")


def test_mappings_of_the_writers_own_are_kept(start: StartVim) -> None:
    vim = start("inoremap <Tab> mine", text=SCRIPT)
    vim.open("one‸")
    vim.press("\t")
    vim.until_text("onemine‸")


def test_the_paragraph_is_continued_and_taken_back_at_once(start: StartVim) -> None:
    vim = start(text=" He sat down by the window.")
    vim.open("路 😀 The old man came home.‸\n\nNext.\n")
    vim.press("\x1b:AfterwordContinue\r")
    continued = "路 😀 The old man came home. He sat down by the window.\n\nNext."
    vim.until("continued", lambda: vim.marked().replace("‸", "") == continued)
    vim.press("u")
    before = "路 😀 The old man came home.\n\nNext."
    vim.until("taken back", lambda: vim.marked().replace("‸", "") == before)


@pytest.mark.parametrize(
    "keys",
    [
        *("ggdd", "Gdd", "ggJ", "ggOnew 😀\x1b", "Gonew\x1b"),
        *(":%s/e/é/g\r", ":1move $\r", "ggdGu", "yyPu"),
    ],
)
def test_the_server_follows_every_kind_of_change(start: StartVim, keys: str) -> None:
    vim = start(text=" He sat down.")
    vim.open("one came. \ntwo came. \n😀 three came.‸\n")
    vim.press(f"\x1b{keys}")
    vim.press("Goat last he came.")
    vim.until_screen("at last he came. He sat down.")
    vim.press("\x1b:AfterwordContinue\r")
    vim.until("continued", lambda: "at last he came. He sat down." in vim.marked().replace("‸", ""))


def test_a_server_that_ends_is_told_and_can_be_started_again(start: StartVim) -> None:
    vim = start(text=SCRIPT)
    vim.open("At the end of the ‸")
    vim.eval("job_info()->mapnew({_, one -> job_stop(one, 'kill')})")
    told = "execute('messages') =~ 'Afterword stopped'"
    vim.until("told", lambda: vim.eval(told))
    vim.press("road")
    vim.until_text("At the end of the road‸")
    vim.run("AfterwordStart")
    vim.until_ready()
    vim.press("!")
    vim.until_screen(f"At the end of the road!{SCRIPT}")


def test_files_with_any_name_and_two_buffers_are_told_apart(start: StartVim) -> None:
    vim = start("set hidden", text=SCRIPT)
    vim.open("One‸", "der erste % Tag.txt")
    vim.press("\x1b")
    vim.open("Two‸", "二.md")
    vim.press(" more")
    vim.until_screen(f"Two more{SCRIPT}")
    vim.press("\x1b")
    vim.run("bprevious | bdelete #")
    vim.press("A more")
    vim.until_screen(f"One more{SCRIPT}")
