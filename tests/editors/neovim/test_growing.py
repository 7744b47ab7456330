"""A continuation that is drawn in a real Neovim while it is written."""

import pytest
from driving import Neovim
from neovims import StartNeovim

from editors.scripted_servers import scripted

pytestmark = pytest.mark.editor

START = "The old man opened the door."
FIRST = " The dog came in."
TEXT = f"{FIRST} It was wet. Nobody spoke."
ENDLESS = "".join(f" Mile {number} was gone." for number in range(2_000))
LONG = {"paragraph": {"max_words": 1000, "follow_rhythm": False}}
WRITING = "return require('afterword.sessions').of().writing_id"


def growing(
    start: StartNeovim, marked: str = f"{START}‸", keys: str = "A<M-c>", **options: object
) -> Neovim:
    neovim = start()
    settings = {"inline": {"enabled": False}, **LONG}
    neovim.start_server(scripted(**options), settings=settings)
    neovim.open(marked)
    neovim.press(keys)
    return neovim


def until_over(neovim: Neovim) -> None:
    neovim.until_no_ghost()
    neovim.until("over", lambda: not neovim.lua(WRITING))


def test_it_grows_at_its_place_and_tab_keeps_it(start: StartNeovim) -> None:
    neovim = growing(start, f"{START}‸\n\nNext.", text=TEXT)
    neovim.until_ghost(TEXT)
    assert neovim.text() == f"{START}\n\nNext."
    neovim.press("<Tab>")
    neovim.until_text(f"{START}{TEXT}‸\n\nNext.")
    until_over(neovim)
    neovim.press("<Esc>u")
    neovim.until("undone", lambda: neovim.text() == f"{START}\n\nNext.")


def test_tab_keeps_the_sentences_that_are_there(start: StartNeovim) -> None:
    neovim = growing(start, text=ENDLESS, token_delay_s=0.01)
    neovim.until_ghost()
    neovim.press("<Tab>")
    neovim.until("kept", lambda: neovim.text() != START)
    until_over(neovim)
    kept = neovim.text().removeprefix(START)
    assert kept.endswith("was gone.")
    assert ENDLESS.startswith(kept)
    neovim.settle()
    assert neovim.text() == START + kept
    assert not neovim.ghosts()


def test_a_key_that_agrees_eats_it(start: StartNeovim) -> None:
    neovim = growing(start, text=TEXT)
    neovim.until_ghost(TEXT)
    neovim.type(" The")
    neovim.until_ghost(TEXT.removeprefix(" The"))
    neovim.settle()
    assert neovim.ghosts() == [TEXT.removeprefix(" The")]
    neovim.press("<Tab>")
    neovim.until_text(f"{START}{TEXT}‸")


def test_what_is_deleted_again_comes_back(start: StartNeovim) -> None:
    neovim = growing(start, text=TEXT)
    neovim.until_ghost(TEXT)
    neovim.type(" The")
    neovim.press("<BS><BS>")
    neovim.until_ghost(TEXT.removeprefix(" T"))


def test_any_other_key_takes_it_away(start: StartNeovim) -> None:
    neovim = growing(start, text=ENDLESS, token_delay_s=0.01)
    neovim.until_ghost()
    neovim.type(" x")
    until_over(neovim)
    neovim.until_text(f"{START} x‸")


@pytest.mark.parametrize("key", ["<Esc>", "<C-e>"])
def test_escape_takes_it_away(start: StartNeovim, key: str) -> None:
    neovim = growing(start, text=ENDLESS, token_delay_s=0.01)
    neovim.until_ghost()
    neovim.press(key)
    until_over(neovim)
    neovim.settle()
    assert neovim.text() == START
    assert not neovim.ghosts()


def test_in_normal_mode_it_has_its_keys_as_long_as_it_is_there(start: StartNeovim) -> None:
    neovim = growing(start, keys="<M-c>", text=TEXT)
    neovim.lua("vim.keymap.set('n', '<Esc>', 'ihere<Esc>', { buffer = true })")
    neovim.until_ghost(TEXT)
    neovim.press("<Tab>")
    neovim.until("kept", lambda: neovim.text() == START + TEXT)
    neovim.press("u<M-c>")
    neovim.until_ghost(TEXT)
    neovim.press("<Esc>")
    until_over(neovim)
    assert neovim.text() == START


def test_a_paragraph_is_drawn_below_in_lines_that_fit(start: StartNeovim) -> None:
    sentence = "It rained all night and nobody came out of the houses by the sea."
    neovim = growing(start, keys="A", text=f"{sentence} Then it was over. Nobody spoke.")
    neovim.lua("""
      vim.lsp.buf.code_action({
        apply = true,
        filter = function(action)
          return action.title == "Start next paragraph"
        end,
      })
    """)
    (mark,) = neovim.until("drawn", lambda: [one for one in neovim.marks() if "virt_lines" in one])
    rows = ["".join(chunk[0] for chunk in row) for row in mark["virt_lines"]]
    assert rows[0] == ""
    assert "".join(rows[1:]).startswith(sentence)
    assert max(map(len, rows)) <= 81
    neovim.until("whole", lambda: "Nobody" in str(neovim.marks()))
    neovim.press("<Tab>")
    neovim.until_text(f"{START}\n\n{sentence} Then it was over. Nobody spoke.‸")


def test_wide_characters_and_crlf_are_no_trouble(start: StartNeovim) -> None:
    text = "他坐在窗边。没有人来。"
    neovim = growing(start, "一。\r\n\r\n好😀，老人回到家里。‸\r\n", text=text)
    neovim.until_ghost(text)
    neovim.type("他坐")
    neovim.until_ghost("在窗边。没有人来。")
    neovim.press("<Tab>")
    neovim.until_text("一。\n\n好😀，老人回到家里。他坐在窗边。没有人来。‸")


def test_a_failure_is_told(start: StartNeovim) -> None:
    neovim = growing(start, text=" and then")
    neovim.until("told", lambda: "nothing fit to show" in neovim.messages())
    assert not neovim.lua(WRITING)
