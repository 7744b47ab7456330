"""Answers that come too late are never drawn, and what fits is."""

import pytest
from driving import Neovim
from neovims import StartNeovim

pytestmark = pytest.mark.editor

SCRIPT = " there was a light"
HOLD = """
local client = vim.lsp.get_clients({ name = "afterword" })[1]
local request = client.rpc.request
held = {}
client.rpc.request = function(method, params, callback, ...)
  if method ~= "textDocument/inlineCompletion" then
    return request(method, params, callback, ...)
  end
  return request(method, params, function(...)
    local answer = { ... }
    table.insert(held, function() callback(unpack(answer)) end)
  end, ...)
end
"""
"""Answers of the real server stay on the way until they are let through."""

SEEN = """
local ghosts = {}
for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, { details = true })) do
  ghosts[#ghosts + 1] = mark[4].virt_text and mark[4].virt_text[1][1] or nil
end
return { vim.api.nvim_get_current_line(), ghosts }
"""
"""The text and what is drawn, at one moment."""


@pytest.fixture
def held(start: StartNeovim) -> Neovim:
    """One answer is on its way to "At the end of the road‸"."""
    neovim = start(text=SCRIPT)
    neovim.open("At the end of the road‸")
    neovim.lua(HOLD)
    neovim.press("A")
    neovim.until("answered", lambda: neovim.lua("return #held > 0"))
    return neovim


def let_through(neovim: Neovim) -> None:
    neovim.lua("table.remove(held, 1)()")


def test_nothing_is_drawn_for_what_was_not_typed(held: Neovim) -> None:
    held.type("s")
    held.until("typed", lambda: held.text().endswith("roads"))
    let_through(held)
    assert held.ghosts() == []
    held.press("<Tab>!")
    held.until("typed", lambda: held.text().endswith("!"))
    assert SCRIPT not in held.text()


def test_nothing_is_drawn_elsewhere(held: Neovim) -> None:
    held.press("<Home>")
    held.until("moved", lambda: held.cursor() == (1, 0))
    let_through(held)
    assert held.ghosts() == []


def test_nothing_is_drawn_outside_of_insert_mode(held: Neovim) -> None:
    held.press("<Esc>")
    held.until("left", lambda: held.mode() == "n")
    let_through(held)
    assert held.ghosts() == []


def test_nothing_is_drawn_in_another_buffer(held: Neovim) -> None:
    first = held.session.current.buffer.number
    held.press("<Esc>")
    held.until("left", lambda: held.mode() == "n")
    held.open("At the end of the road‸", "other.md")
    held.press("A")
    held.until("inserting", lambda: held.mode() == "i")
    let_through(held)
    assert held.ghosts() == held.ghosts(first) == []


def test_what_was_typed_meanwhile_counts_if_it_agrees(held: Neovim) -> None:
    held.type(" the")
    held.until("typed", lambda: held.text().endswith(" the"))
    let_through(held)
    assert held.ghosts() == ["re was a light"]


def test_a_dismissed_place_stays_empty(held: Neovim) -> None:
    held.lua("require('afterword.requests').refuse(require('afterword.sessions').of())")
    let_through(held)
    assert held.ghosts() == []


def test_with_a_slow_server_only_what_fits_is_ever_seen(start: StartNeovim) -> None:
    neovim = start(text=SCRIPT, token_delay_s=0.02)
    neovim.insert_at("At the end of the road‸")
    for letter in "ster, and beyond":
        neovim.type(letter)
        for _ in range(20):
            text, ghosts = neovim.lua(SEEN)
            whole = SCRIPT[1:] if text.endswith(" ") else SCRIPT
            # Part of it: what was written until the server's deadline.
            assert all(whole.startswith(ghost) for ghost in ghosts)
    neovim.until_ghost(SCRIPT)
    neovim.until_text("At the end of the roadster, and beyond‸")
