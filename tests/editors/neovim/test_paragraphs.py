"""Continuing a paragraph in a real Neovim, in one way or in one of several."""

from typing import Any

import pytest
from driving import Neovim
from neovims import StartNeovim

from editors.scripted_servers import scripted

pytestmark = pytest.mark.editor

START = "The old man opened the door."
TAKES = [
    " The dog came in. It was wet.",
    " Nobody was there. He waited.",
    " Snow fell. It was late.",
]
ENDLESS = "".join(f" mile{number}" for number in range(10_000))

CHOOSE_SECOND = """
vim.ui.select = function(items, options, on_choice)
  local windows = vim.api.nvim_list_wins()
  local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(windows[#windows]), 0, -1, true)
  vim.g.seen = { kind = options.kind, rows = vim.tbl_map(options.format_item, items), preview = lines }
  chosen = function() on_choice(items[2], 2) end
end
"""


def writing(start: StartNeovim, marked: str, **options: object) -> Neovim:
    neovim = start()
    neovim.start_server(scripted(**options), settings={"inline": {"enabled": False}})
    neovim.open(marked)
    return neovim


@pytest.mark.parametrize("mode", ["i", "n"])
def test_writes_on_and_one_undo_takes_it_back(start: StartNeovim, mode: str) -> None:
    neovim = writing(start, f"{START}‸\n\nNext.", text=TAKES[0])
    neovim.press("A Then." if mode == "i" else "A Then.<Esc>")
    neovim.press("<M-c>")
    neovim.until_ghost(TAKES[0])
    neovim.press("<Tab>")
    neovim.until("written", lambda: neovim.text() == f"{START} Then.{TAKES[0]}\n\nNext.")
    if mode == "i":
        neovim.until_text(f"{START} Then.{TAKES[0]}‸\n\nNext.")
    neovim.press("<Esc>u")
    neovim.until("undone", lambda: neovim.text() == f"{START} Then.\n\nNext.")


def test_the_code_action_does_the_same(start: StartNeovim) -> None:
    neovim = writing(start, f"{START}‸", text=TAKES[0])
    neovim.lua("""
      vim.lsp.buf.code_action({
        apply = true,
        filter = function(action)
          return action.title == "Continue paragraph"
        end,
      })
    """)
    neovim.until_ghost(TAKES[0])
    neovim.press("<Tab>")
    neovim.until("written", lambda: neovim.text() == START + TAKES[0])


def test_the_writer_chooses_a_take_and_sees_all_of_it(start: StartNeovim) -> None:
    neovim = writing(start, f"{START}‸", texts=TAKES)
    neovim.lua(CHOOSE_SECOND)
    neovim.press("A<M-t>")
    seen: dict[str, Any] = neovim.until("asked", lambda: neovim.lua("return vim.g.seen"))
    assert seen["kind"] == "afterword_take"
    assert [row.strip() for row in seen["rows"]] == [take.strip() for take in TAKES]
    assert seen["preview"][0] == f"1  {TAKES[0].strip()}"
    neovim.lua("chosen()")
    neovim.until_text(f"{START}{TAKES[1]}‸")
    assert len(neovim.session.windows) == 1
    neovim.press("<Esc>u")
    neovim.until("undone", lambda: neovim.text() == START)


def test_the_code_action_for_takes_shows_all_of_them_too(start: StartNeovim) -> None:
    neovim = writing(start, f"{START}‸", texts=TAKES)
    neovim.lua(CHOOSE_SECOND)
    neovim.lua("""
      vim.lsp.buf.code_action({
        apply = true,
        filter = function(action)
          return action.title == "Continue paragraph: 3 takes"
        end,
      })
    """)
    seen: dict[str, Any] = neovim.until("asked", lambda: neovim.lua("return vim.g.seen"))
    assert seen["preview"][0] == f"1  {TAKES[0].strip()}"
    neovim.lua("chosen()")
    neovim.until("written", lambda: neovim.text() == START + TAKES[1])


def test_takes_stand_where_they_were_offered(start: StartNeovim) -> None:
    neovim = writing(start, f"{START}\n\nNext.‸", texts=TAKES)
    neovim.lua(CHOOSE_SECOND)
    neovim.lua("""
      vim.lsp.buf.code_action({
        apply = true,
        range = { start = { 1, 2 }, ["end"] = { 1, 2 } },
        filter = function(action)
          return action.title == "Continue paragraph: 3 takes"
        end,
      })
    """)
    neovim.until("asked", lambda: neovim.lua("return vim.g.seen"))
    neovim.lua("chosen()")
    neovim.until("written", lambda: neovim.text() == f"{START}{TAKES[1]}\n\nNext.")


def test_neovims_own_list_will_do(start: StartNeovim) -> None:
    neovim = writing(start, f"{START}‸", texts=TAKES)
    neovim.press("A<M-t>")
    neovim.until("asked", lambda: neovim.session.api.get_mode()["blocking"] or neovim.mode() == "c")
    neovim.press("3<CR>")
    neovim.until_text(f"{START}{TAKES[2]}‸")


def test_a_take_for_a_text_that_changed_is_not_put_in(start: StartNeovim) -> None:
    neovim = writing(start, f"{START}‸", texts=TAKES)
    neovim.lua(CHOOSE_SECOND)
    neovim.press("A<M-t>")
    neovim.until("asked", lambda: neovim.lua("return vim.g.seen"))
    neovim.type("!")
    neovim.until("typed", lambda: neovim.text() == f"{START}!")
    neovim.lua("chosen()")
    neovim.until("told", lambda: "the text has changed" in neovim.messages())
    assert neovim.text() == f"{START}!"


def test_dismiss_stops_the_writing(start: StartNeovim) -> None:
    neovim = writing(start, f"{START}‸", text=ENDLESS, token_delay_s=0.02)
    writing_id = "return require('afterword.sessions').of().writing_id"
    neovim.press("A<M-c>")
    neovim.until("writing", lambda: neovim.lua(writing_id))
    neovim.press("<C-e>")
    neovim.until("stopped", lambda: not neovim.lua(writing_id))
    neovim.settle()
    assert neovim.text() == START


def test_a_failure_is_told(start: StartNeovim) -> None:
    neovim = start(gate="/nowhere/at/all")
    neovim.open(f"{START}‸", wait=False)
    neovim.until("starting", lambda: "preparing" in neovim.status())
    neovim.session.command("Afterword continue")
    neovim.until("told", lambda: "Afterword: " in neovim.messages())
    assert neovim.text() == START
