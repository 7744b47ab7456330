"""What a writer sees on the screen of a terminal: the text, the ghost text, and their colours.

With AFTERWORD_PICTURE=FILE.svg in the environment, the screen becomes a picture, for the README.
"""

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import LIMIT_S, PLUGIN, environment, lua
from neovims import VARIANTS, executable
from screen_picture import Cell, read_screen, write

from editors.scripted_servers import scripted

pytestmark = pytest.mark.editor

COLUMNS, LINES = 84, 10
STORY = """# The ferry

The rope had been new in the spring, and by November it was grey. Every
morning she tried it with both hands before she let anybody on board, and
every morning the schoolmaster asked her"""
CHINESE = "雨下了一整夜。清晨，老渔夫推开"


class Terminal:
    """A tmux of its own, with nothing of the user's, in which Neovim runs."""

    def __init__(self, socket: Path) -> None:
        self._tmux = ["tmux", "-S", str(socket), "-f", os.devnull]

    def run(self, *arguments: str) -> str:
        command = [*self._tmux, *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        return done.stdout

    def press(self, *keys: str) -> None:
        self.run("send-keys", *keys)

    def type(self, text: str) -> None:
        self.run("send-keys", "-l", text)

    def cursor(self) -> tuple[int, int]:
        """Return the cursor's row and column on the screen, from 0."""
        row, column = self.run("display", "-p", "#{cursor_y} #{cursor_x}").split()
        return int(row), int(column)

    def captured(self) -> str:
        return self.run("capture-pane", "-p", "-e")

    def text(self) -> str:
        return self.run("capture-pane", "-p")

    def until(self, is_so: Callable[[], bool]) -> None:
        give_up = time.monotonic() + LIMIT_S
        while not is_so():
            assert time.monotonic() < give_up, self.text()
            time.sleep(0.02)

    def row_of(self, text: str) -> list[Cell]:
        """Return the cells of the row that holds ``text``."""
        for cells in read_screen(self.captured()):
            if text in "".join(cell.text for cell in cells):
                return cells
        raise AssertionError(self.text())


OpenTerminal = Callable[[str, str], Terminal]
"""Opens a page, given its text and what the server writes everywhere."""


@pytest.fixture(params=["0.11", "0.12"])
def open_terminal(
    request: pytest.FixtureRequest, tmp_path: Path, server_host: None
) -> Iterator[OpenTerminal]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    path = executable(VARIANTS[request.param][0])
    terminal = Terminal(tmp_path / "tmux")

    def start(text: str, script: str) -> Terminal:
        start_up, page = tmp_path / "init.lua", tmp_path / "ferry.md"
        start_up.write_text(
            f"vim.opt.rtp:prepend({str(PLUGIN)!r})\n"
            "vim.o.laststatus, vim.o.termguicolors = 2, true\n"
            "vim.o.statusline = [[ %t%=%{v:lua.require'afterword'.status()}]]\n"
            "vim.api.nvim_set_hl(0, 'Normal', { fg = '#d8d8d2' })\n"
            f"require('afterword').setup({lua({'cmd': scripted(text=script)})})\n"
        )
        page.write_text(text, encoding="utf-8")
        command = [path, "--clean", "-n", "-i", "NONE", "-u", str(start_up), "+normal G", str(page)]
        assignments = environment(tmp_path, LANG="C.UTF-8", TERM="tmux-256color")
        size = ("-x", str(COLUMNS), "-y", str(LINES))
        shell = shlex.join(["exec", "env", *assignments, *command])
        terminal.run("-u", "new-session", "-d", *size, shell)
        terminal.run("set", "-ga", "terminal-overrides", ",*:Tc")
        terminal.until(lambda: "afterword\n" in terminal.text())
        return terminal

    yield start
    terminal.run("kill-server")


def cells_of(cells: list[Cell], text: str) -> list[Cell]:
    start = "".join(cell.text for cell in cells).index(text)
    return cells[start : start + len(text)]


def colours(cells: list[Cell], text: str) -> set[str | None]:
    """Return the colours of the letters of ``text`` in a row."""
    return {cell.style.text for cell in cells_of(cells, text) if cell.text.strip()}


def column_of(cells: list[Cell], text: str) -> int:
    return cells_of(cells, text)[0].column


@pytest.mark.parametrize(
    ("text", "typed", "ghost"),
    [
        pytest.param(STORY, " whether it", " would hold another winter.", id="english"),
        pytest.param(CHINESE, "木门，", "看见院子里的水缸已经满了。", id="chinese"),
    ],
)
def test_ghost_text_is_on_the_screen_in_a_colour_of_its_own(
    open_terminal: OpenTerminal, text: str, typed: str, ghost: str
) -> None:
    terminal = open_terminal(text, ghost)
    terminal.press("A")
    terminal.type(typed)
    terminal.until(lambda: typed + ghost in terminal.text())
    cells = terminal.row_of(ghost)
    grey, ink = colours(cells, ghost), colours(cells, typed)
    assert len(grey) == len(ink) == 1
    assert grey.isdisjoint(ink)
    begin = column_of(cells, ghost)
    assert terminal.cursor()[1] == begin
    if text == STORY and (picture := os.environ.get("AFTERWORD_PICTURE")):
        write(Path(picture), terminal.captured(), columns=COLUMNS, cursor=terminal.cursor())

    terminal.press("Tab")
    terminal.until(lambda: colours(terminal.row_of(ghost), ghost) == ink)
    assert terminal.cursor()[1] == begin + sum(cell.width for cell in cells_of(cells, ghost))
