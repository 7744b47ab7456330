"""Completion items come up in editors that filter them by what they take for the word at the cursor.

eglot and lsp-mode look for all letters before the cursor, whatever range the item names.
"""

import pytest
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(
    ("marked", "word", "text"),
    [
        pytest.param("The girl closed the win‸", "win", "dow and slept.", id="english"),
        pytest.param("好😀 He sat by the win‸", "win", "dow and waited.", id="wide"),
        pytest.param("😀雨停了，他推开了‸", "他推开了", "窗户。", id="chinese"),
        pytest.param("他用Emacs写‸", "他用Emacs写", "小说。", id="mixed"),
        pytest.param("The rain went on. ‸", "", "It was late.", id="at a space"),
    ],
)
async def test_an_item_begins_with_the_letters_before_the_cursor(
    share: StartEditor, marked: str, word: str, text: str
) -> None:
    page = (await share("list_only", text=text)).open(marked)
    answer = await page.editor.request("textDocument/completion", page.position_params)
    (item,) = answer["items"]
    assert item["filterText"] == item["label"] == item["textEdit"]["newText"] == word + text
    start = page.position_after(page.text.removesuffix(word))
    assert item["textEdit"]["range"] == {"start": start, "end": page.position}
