"""Keys do their work if ghost text shows, and what they would do without us if none does."""

import pytest
from driving import Neovim
from neovims import StartNeovim

pytestmark = pytest.mark.editor

SCRIPT = " sat down by the window."
SILENT = "```\nlet x‸\n```"
"""Code: nothing is ever offered here."""


def silent(start: StartNeovim, before: str = "", after: str = "") -> Neovim:
    """Start to insert where nothing shows; ``before`` runs before the server, ``after`` later."""
    neovim = start(before=before, text=SCRIPT)
    neovim.insert_at(SILENT)
    if after:
        neovim.lua(after)
    return neovim


@pytest.mark.parametrize(
    ("key", "line"),
    [
        pytest.param("<Tab>", "let x   ", id="tab"),
        pytest.param("<C-e>", "let x`", id="character-below"),
    ],
)
def test_a_key_does_what_neovim_does(start: StartNeovim, key: str, line: str) -> None:
    neovim = start(text=SCRIPT)
    neovim.insert_at(SILENT.replace("\n```", "\n``````"))
    neovim.press(key)
    neovim.until("typed", lambda: neovim.session.current.line == line)


@pytest.mark.parametrize(
    "mapping",
    [
        pytest.param("vim.keymap.set('i', '<Tab>', 'seen')", id="keys"),
        pytest.param(
            "vim.keymap.set('i', '<Tab>', function() vim.api.nvim_put({ 'seen' }, 'c', true, true) end)",
            id="function",
        ),
        pytest.param(
            "vim.keymap.set('i', '<Tab>', function() return 'seen' end, { expr = true })",
            id="expression",
        ),
        pytest.param("vim.cmd [[inoremap <expr> <Tab> 'se' .. 'en']]", id="vimscript"),
        pytest.param(
            "vim.cmd [[imap <Tab> <Plug>(other)]] vim.cmd [[inoremap <Plug>(other) seen]]",
            id="plug",
        ),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_key_does_what_another_plugin_mapped(start: StartNeovim, mapping: str, when: str) -> None:
    neovim = silent(start, **{when: mapping})
    neovim.press("<Tab>!")
    neovim.until("mapped", lambda: neovim.session.current.line == "let xseen!")


def test_a_mapping_that_comes_later_counts_too(start: StartNeovim) -> None:
    neovim = silent(start, after="vim.keymap.set('i', '<Tab>', 'seen')")
    neovim.press("<Tab>!")
    neovim.until("mapped", lambda: neovim.session.current.line == "let xseen!")


def test_a_completion_plugin_that_maps_keys_in_the_buffer_comes_first_and_then_we(
    start: StartNeovim,
) -> None:
    neovim = start(text=SCRIPT)
    # As such plugins do: on entering insert mode, with what was mapped before as a way out.
    neovim.lua("""
      vim.api.nvim_create_autocmd("InsertEnter", { callback = function()
        local before = vim.fn.maparg("<Tab>", "i", false, true)
        vim.keymap.set("i", "<Tab>", function()
          if vim.g.menu_is_open then vim.g.chosen = true else before.callback() end
        end, { buffer = true })
      end, once = true })
    """)
    neovim.insert_at("The old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.lua("vim.g.menu_is_open = true")
    neovim.press("<Tab>")
    neovim.until("chosen", lambda: neovim.lua("return vim.g.chosen"))
    assert neovim.text() == "The old man"
    neovim.lua("vim.g.menu_is_open = false")
    neovim.press("<Tab>")
    neovim.until_text(f"The old man{SCRIPT}‸")


def test_a_popup_menu_keeps_its_keys_while_something_is_chosen(start: StartNeovim) -> None:
    neovim = start(text=SCRIPT)
    neovim.insert_at("manner and the old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.press("<C-n>")
    neovim.until("chosen", lambda: neovim.session.current.line.endswith("manner"))
    neovim.press("<C-e>")
    neovim.until("given up", lambda: neovim.session.current.line.endswith("old man"))


def test_beside_automatic_completion_both_show(start: StartNeovim, variant: str) -> None:
    if variant == "0.11":
        pytest.skip("'autocomplete' came with 0.12")
    neovim = start(text=SCRIPT)
    neovim.lua("vim.o.autocomplete = true; vim.o.completeopt = 'menuone,noselect'")
    neovim.insert_at("manner and the old ‸")
    neovim.type("man")
    neovim.until("a menu", neovim.session.funcs.pumvisible)
    neovim.until_ghost(SCRIPT)
    neovim.press("<Tab>")
    neovim.until("accepted", lambda: neovim.text() == f"manner and the old man{SCRIPT}")


def test_keys_go_with_the_server(start: StartNeovim) -> None:
    neovim = start(text=SCRIPT)
    neovim.open("The old man‸")
    mapped = "return #vim.tbl_filter(function(m) return m.lhs == '<Tab>' end, vim.api.nvim_buf_get_keymap(0, 'i'))"
    assert neovim.lua(mapped) == 1
    neovim.lua("vim.lsp.enable('afterword', false)")
    neovim.until("detached", lambda: neovim.status() == "")
    neovim.until("unmapped", lambda: neovim.lua(mapped) == 0)


def test_a_wrong_option_is_told_and_the_rest_holds(start: StartNeovim) -> None:
    neovim = start(keys={"accept": "<C-l>", "akcept": "<C-x>", "dismiss": 3}, text=SCRIPT)
    neovim.insert_at("The old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.press("<C-l>")
    neovim.until_text(f"The old man{SCRIPT}‸")
    told = neovim.messages()
    assert "keys.akcept: no action of that name" in told
    assert "keys.dismiss: must be a key or false" in told
