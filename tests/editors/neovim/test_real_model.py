"""The plugin as a writer has it: ``afterword serve`` with the real default model."""

import pytest
from driving import COMMAND, Neovim
from neovims import StartNeovim

pytestmark = [pytest.mark.editor, pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(300)]

STORY = (
    "Marta had kept the lighthouse for eleven years, and in all that time nobody had climbed the "
    "stairs but her brother, who brought oil and flour and the newspapers of the week before. "
)
VILLAGE = "Once upon a time there was a little girl who lived in a small vill"
CHINESE = "雨下了一整夜。清晨，老渔夫推开木门，看见院子里的水缸已经满了，几只麻雀站在墙头上叫个不停。他走到"

IS_WHOLE = "return (require('afterword.sessions').of().growing or {}).is_whole"


@pytest.fixture
def neovim(start: StartNeovim) -> Neovim:
    editor = start()
    editor.limit_s = 120.0
    settings = {"threads": 1, "inline": {"eagerness": "eager"}, "paragraph": {"max_words": 30}}
    editor.start_server([*COMMAND, "serve"], settings=settings)
    return editor


def test_words_are_finished_chosen_and_paragraphs_continued(neovim: Neovim) -> None:
    neovim.insert_at(f"{VILLAGE}‸")
    ghost = neovim.until_ghost()
    assert ghost.startswith("age")
    neovim.press("<Tab>")
    neovim.until_text(f"{VILLAGE}{ghost}‸")

    neovim.press("<Esc>")
    neovim.insert_at(f"{CHINESE}‸", "渡口.md")
    neovim.press("<M-a>")
    ghost = neovim.until_ghost()
    neovim.press("<M-w>")
    neovim.until("taken", lambda: neovim.text() != CHINESE)
    part = neovim.text().removeprefix(CHINESE)
    assert 1 <= len(part) <= 3
    assert ghost.startswith(part)

    neovim.press("<Esc>")
    neovim.insert_at(f"{STORY}One evening‸", "lighthouse.md")
    neovim.press("<M-c>")
    ghost = neovim.until_ghost()
    assert ghost.rstrip()[-1] in ".!?…\"”'’"
    neovim.until("whole", lambda: neovim.lua(IS_WHOLE))
    neovim.press("<Tab>")
    neovim.until("written", lambda: neovim.text().startswith(f"{STORY}One evening{ghost}"))
    assert neovim.text().startswith(f"{STORY}One evening")
    assert neovim.text().rstrip()[-1] in ".!?…\"”'’"
