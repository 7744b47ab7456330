"""The server's life as a writer sees it: set-up, status, pause, death, and what is missing."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest
from driving import PLUGIN, Neovim
from neovims import StartNeovim

from editors.scripted_servers import scripted, scripted_alone

pytestmark = pytest.mark.editor

SCRIPT = " sat down by the window."


def test_the_set_up_of_the_readme_works(
    start: StartNeovim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (PLUGIN / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```lua\n(.*?)```", readme.partition("## Change")[0], re.DOTALL)
    lines = [line for line in code.splitlines() if line.strip()]
    assert len(lines) <= 6
    program = tmp_path / "bin" / "afterword"
    program.parent.mkdir()
    _, script, options = scripted_alone(text=SCRIPT)
    program.write_text(f"#!/bin/sh\nexec {sys.executable} {script} '{options}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    neovim = start()
    neovim.lua(code.replace("/path/to/afterword/clients/neovim", str(PLUGIN)))
    neovim.insert_at("The old man‸", "page.txt")
    neovim.until_ghost(SCRIPT)


def test_progress_and_status_are_told(start: StartNeovim, tmp_path: Path) -> None:
    neovim = start()
    neovim.lua("""
      vim.g.kinds = {}
      vim.api.nvim_create_autocmd("LspProgress", { callback = function(event)
        vim.g.kinds = vim.list_extend(vim.g.kinds, { event.data.params.value.kind })
      end })
    """)
    gate = tmp_path / "gate"
    neovim.start_server(scripted(text=SCRIPT, gate=str(gate)))
    assert neovim.status() == ""
    neovim.open("The old man‸", wait=False)
    neovim.until("told", lambda: neovim.status() == "afterword: preparing the model 50%")
    gate.touch()
    neovim.until("ready", lambda: neovim.status() == "afterword")
    kinds = neovim.lua("return vim.g.kinds")
    assert (kinds[0], kinds[-1]) == ("begin", "end")


def test_a_failed_start_is_told(start: StartNeovim) -> None:
    neovim = start(failure="The file is broken.")
    neovim.open("The old man‸", wait=False)
    neovim.until("seen", lambda: neovim.status() == "afterword: failed")
    neovim.until("told", lambda: "The file is broken." in neovim.messages())


def test_status_says_why_nothing_comes_here(start: StartNeovim) -> None:
    neovim = start(text=SCRIPT)
    neovim.open("```\nlet x‸\n```")
    neovim.session.command("Afterword")
    neovim.until("told", lambda: "Silent here: quiet zone" in neovim.messages())
    assert "Afterword is ready" in neovim.messages()


def test_a_pause_silences_ghost_text_but_not_what_is_asked_for(start: StartNeovim) -> None:
    neovim = start(text=SCRIPT)
    neovim.insert_at("The old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.session.command("Afterword pause 5")
    neovim.until("told", lambda: neovim.status() == "afterword: paused")
    neovim.until_no_ghost()
    neovim.type(" then")
    neovim.settle()
    assert neovim.ghosts() == []
    neovim.press("<M-a>")
    neovim.until_ghost(SCRIPT)
    neovim.session.command("Afterword resume")
    neovim.until("told", lambda: neovim.status() == "afterword")
    neovim.type(",")
    neovim.until_ghost(SCRIPT)


def test_a_killed_server_is_told_and_started_again(start: StartNeovim) -> None:
    neovim = start()
    neovim.start_server(scripted_alone(text=SCRIPT))
    first = neovim.open("The old man‸", "one.md")
    neovim.open("The old man‸", "two.md")
    dead = neovim.server_pid()
    assert dead
    os.kill(dead, signal.SIGKILL)
    neovim.until("told", lambda: "Afterword stopped (signal 9)" in neovim.messages())
    neovim.until("another", lambda: neovim.server_pid() not in {None, dead})
    neovim.until("started", lambda: neovim.status() == "afterword")
    neovim.press("A")
    neovim.until_ghost(SCRIPT)
    neovim.type("x")  # what no longer fits goes with the letter, as before
    assert neovim.until("typed", lambda: neovim.text().endswith("x"))
    neovim.until_ghost(SCRIPT)
    neovim.session.command(f"stopinsert | buffer {first}")
    assert neovim.status() == "afterword"


def test_a_server_that_keeps_dying_is_left_alone(start: StartNeovim) -> None:
    neovim = start()
    neovim.start_server([sys.executable, "-c", "raise SystemExit(3)"])
    neovim.open("The old man‸", wait=False)
    neovim.until("told", lambda: "Afterword stopped again (code 3)" in neovim.messages())
    assert neovim.messages().count("Starting it again") == 3


def test_a_server_that_was_stopped_stays_so(start: StartNeovim) -> None:
    neovim = start(text=SCRIPT)
    neovim.open("The old man‸")
    neovim.lua("vim.lsp.enable('afterword', false)")
    neovim.until("stopped", lambda: neovim.status() == "")
    neovim.until("ended", lambda: not neovim.lua("return #vim.lsp.get_clients() > 0"))
    assert "Starting it again" not in neovim.messages()


def test_restart_keeps_the_buffers(start: StartNeovim) -> None:
    neovim = start()
    neovim.start_server(scripted_alone(text=SCRIPT))
    neovim.open("The old man‸")
    old = neovim.server_pid()
    neovim.session.command("Afterword restart")
    neovim.press("A")
    neovim.until("another", lambda: neovim.server_pid() not in {None, old})
    neovim.until("ready", lambda: neovim.status() == "afterword")
    neovim.until_ghost(SCRIPT)


def test_a_missing_program_is_told(start: StartNeovim) -> None:
    neovim = start()
    neovim.start_server(["no-such-program", "serve"])
    neovim.open("The old man‸", wait=False)
    neovim.until("told", lambda: "no-such-program can't be run" in neovim.messages())


def health(neovim: Neovim) -> str:
    neovim.session.command("checkhealth afterword")
    return neovim.text()


def test_checkhealth_tells_how_it_is(start: StartNeovim) -> None:
    neovim = start()
    neovim.start_server(scripted(text=SCRIPT), settings={"inline": {"max_words": "many"}})
    neovim.open("The old man‸")
    report = health(neovim)
    assert "Afterword is ready" in report
    assert "inline.max_words" in report
    assert "accept_word: <M-w>" in report
    assert "ERROR" not in report


def test_checkhealth_tells_what_is_missing(start: StartNeovim) -> None:
    neovim = start()
    neovim.start_server(["no-such-program", "serve"])
    report = health(neovim)
    assert "no-such-program can't be run" in report


def test_only_what_the_server_can_do_is_offered(start: StartNeovim) -> None:
    neovim = start(text=SCRIPT)
    neovim.open("The old man‸")
    offered = "return vim.fn.getcompletion('Afterword ', 'cmdline')"
    assert neovim.lua(offered) == [
        "ask",
        "context",
        "continue",
        "install",
        "pause",
        "restart",
        "resume",
        "status",
        "takes",
    ]
    neovim.lua("""
      local client = vim.lsp.get_clients({ name = "afterword" })[1]
      client.server_capabilities.executeCommandProvider.commands = { "afterword.accepted" }
    """)
    assert neovim.lua(offered) == ["ask", "restart"]
    neovim.session.command("Afterword takes")
    assert "This server of Afterword has no takes." in neovim.messages()
    neovim.press("A")
    neovim.until_ghost(SCRIPT)
    neovim.press("<M-w>")  # without the command for parts, all of it
    neovim.until_text(f"The old man{SCRIPT}‸")


def test_the_writer_sees_what_the_model_reads(start: StartNeovim) -> None:
    neovim = start(text=SCRIPT)
    neovim.open("The old man‸")
    neovim.lua("vim.cmd('Afterword context')")
    shown = "return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\\n')"
    neovim.until("shown", lambda: "What the model reads here" in neovim.lua(shown))
    assert "The old\n" in neovim.lua(shown)
    assert neovim.lua("return vim.bo.modifiable") is False
    assert neovim.lua("return #vim.lsp.get_clients({ bufnr = 0 })") == 0
