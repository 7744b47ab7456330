"""The page's quotation marks, emphasis, tables and markup, with the real server and default model."""

import pytest
import pytest_asyncio
from editor_client import EditorClient
from open_page import OpenPage
from server_processes import ServerProcesses

from afterword.study.benchmarking.editor.language_client import ResponseError

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.model,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300),  # the very first run unpacks the model
]

SETTINGS = {"threads": 1, "inline": {"confidence": 0}, "paragraph": {"max_words": 24}}
"""Two threads wait for each other where other processes want the processor too, for seconds."""
MOST_TRIES = 5
"""The number of texts that are drawn where the small model writes nothing fit: one of six is not, in Japanese."""
TABLE = (
    "| Bird | Place |\n|---|---|\n| Heron | in the shallow water |\n| Reed | on the bank of the ‸"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def real(shared_servers: ServerProcesses) -> EditorClient:
    editor = await shared_servers.start_real(settings=SETTINGS)
    await editor.wait_until_ready()
    return editor


async def written(editor: EditorClient, marked: str, language: str = "markdown") -> list[str]:
    """Return what ghost text by hand, "Continue paragraph" and takes put at the cursor."""
    page = editor.open(marked, language=language)
    before, after = marked.split("‸")
    ghost = [item["insertText"] for item in await page.ghost_text(invoked=True)]
    continued = await continue_at_last(page)
    takes = await editor.command("afterword.continueInTakes", page.target)
    own = continued.removeprefix(before).removesuffix(after)
    return [*ghost, own, *(take["text"] for take in takes["takes"])]


async def continue_at_last(page: OpenPage) -> str:
    """Continue the paragraph; try again where nothing was fit to show, as the message says."""
    for _ in range(MOST_TRIES - 1):
        try:
            return await page.continue_paragraph()
        except ResponseError as error:
            if "Try again" not in error.message:
                raise
    return await page.continue_paragraph()


@pytest.mark.parametrize(
    ("marked", "foreign"),
    [
        pytest.param("„Nie wiem”, powiedział. „Może jutro.”\n\nOna: „Jest już późno‸", "“«»\"", id="Polish"),
        pytest.param("„Nu știu”, spuse el. „Poate mâine.”\n\nEa: „Este prea târziu‸", "“«»\"", id="Romanian"),
        pytest.param("»Ich weiß nicht«, sagte er. »Morgen.«\n\nSie: »Es ist zu spät‸", "“”„\"", id="German books"),
        pytest.param("”Jag vet inte”, sade han. ”I morgon.”\n\nHon: ”Det är för sent‸", "“„«»\"", id="Swedish"),
        pytest.param("“I don’t know,” he said. “Tomorrow.”\n\nShe said: “It is too late‸", "„«»\"", id="curly"),
    ],
)  # fmt: skip
async def test_no_other_quotation_marks_come(real: EditorClient, marked: str, foreign: str) -> None:
    for text in await written(real, marked):
        assert not set(foreign) & set(text)


@pytest.mark.parametrize(
    "marked",
    [
        "她推开窗,外面下着雪,‸",
        "他走进院子,看见一只白猫.‸",
        "彼はドアを開けて,外を見た,‸",
        '他说:"好,我来."‸',
    ],
)
async def test_no_space_follows_ascii_marks_in_chinese(real: EditorClient, marked: str) -> None:
    for text in await written(real, marked):
        assert not text.startswith(" ") or text[1:2].isascii()


@pytest.mark.parametrize(
    ("marked", "mark", "language"),
    [
        ("She opened the letter. *I never meant to leave you, and I ‸", "*", "markdown"),
        ("He looked at her. _You could have told me, and I ‸", "_", "plaintext"),
        ("He read the note. /We shall meet again, and then ‸", "/", "org"),
    ],
)
async def test_open_emphasis_is_closed(
    real: EditorClient, marked: str, mark: str, language: str
) -> None:
    page = real.open(marked, language=language)
    assert (await page.continue_paragraph()).count(mark) % 2 == 0
    takes = await real.command("afterword.continueInTakes", page.target)
    assert all((page.text + take["text"]).count(mark) % 2 == 0 for take in takes["takes"])


@pytest.mark.parametrize(
    "marked", ["He was *very ‸* tired.", "It was a **long ‸** and cold night.", TABLE]
)
async def test_a_pair_and_a_cell_around_the_cursor_stay_whole(
    real: EditorClient, marked: str
) -> None:
    items = await real.open(marked).ghost_text(invoked=True)
    assert items
    assert not any(set("*|\n") & set(item["insertText"]) for item in items)


async def test_a_row_is_continued_as_a_row(real: EditorClient) -> None:
    page = real.open(TABLE)
    assert "Next line" not in [action["title"] for action in await page.actions()]
    added = (await page.continue_paragraph()).removeprefix(page.text)
    assert added.strip()
    assert not set("|\n") & set(added)


async def test_a_page_without_markup_gets_none(real: EditorClient) -> None:
    for marked in (
        "How to make bread. First you need flour and water. Then ‸",
        "The history of Rome.‸",
    ):
        for text in await written(real, marked, language="plaintext"):
            assert not set("<>[]{}\\*_#|`") & set(text)
