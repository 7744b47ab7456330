"""Where Neovim could draw ghost text but we are told to, all is as where it can't."""

import pytest
from driving import Neovim
from neovims import StartNeovim

pytestmark = pytest.mark.editor

SCRIPT = " sat down, by the window"


@pytest.fixture(params=["0.12-own"])
def variant(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def neovim(start: StartNeovim) -> Neovim:
    return start(text=SCRIPT)


def test_only_we_draw(neovim: Neovim) -> None:
    neovim.insert_at("The old man‸, who was deaf.")
    neovim.until_ghost(SCRIPT)
    (mark,) = neovim.marks()
    assert mark["virt_text"] == [[SCRIPT, "AfterwordGhost"]]
    assert mark["virt_text_pos"] == "inline"


def test_what_no_longer_fits_goes_and_parts_can_be_taken(neovim: Neovim) -> None:
    neovim.insert_at("The old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.press("<M-,>")
    neovim.until_text("The old man sat down,‸")
    neovim.until_ghost(" by the window")
    neovim.press("<Tab>")
    neovim.until_text(f"The old man{SCRIPT}‸")


def test_one_can_be_asked_for_and_dismissed(neovim: Neovim) -> None:
    neovim.insert_at("The old man‸")
    neovim.until_ghost(SCRIPT)
    neovim.press("<M-n>")
    neovim.until_ghost(f"{SCRIPT} (1/1)")
    neovim.press("<C-e>")
    neovim.until_no_ghost()
