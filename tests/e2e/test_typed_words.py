"""Half-typed words with the real model: what is shown completes them, in every script."""

from collections.abc import Sequence

import pytest
import regex
from editor_client import EditorClient

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.model,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(300),
]

ENGLISH_WORD_STARTS = r"\s|[.,;:!?’”]"


async def by_hand(editor: EditorClient, marked: str) -> Sequence[str]:
    items = await editor.open(marked).ghost_text(invoked=True)
    return [item["insertText"] for item in items]


@pytest.mark.parametrize(
    ("marked", "starts"),
    [
        pytest.param("Hello wor‸", "ld", id="greeting"),
        pytest.param("We asked the Capta‸", "in", id="capitalised"),
        pytest.param("He came late, and I’m afra‸", "id", id="contraction before"),
        pytest.param("She walked leisu‸", "rely", id="adverb"),
        pytest.param("It was a beauti‸", "ful", id="adjective"),
        pytest.param("They had to go to the hospi‸", "tal", id="noun"),
        pytest.param("In the refri‸", "gerator", id="long word"),
        pytest.param("Она сняла пальто и поставила чайник на пли‸", "ту", id="Russian"),
        pytest.param("Die Frau ging langsam durch den Wal‸", "d", id="German"),
        pytest.param("Il regardait la rue par la fen‸", "être", id="French"),
        pytest.param("La niña abrió la ven‸", "tana", id="Spanish"),
        pytest.param("노인은 강가에 앉아서 물‸", r"(?:을|에|이|고|살|결)", id="Korean"),
        pytest.param("ชายชรานั่งอยู่ริมแม่‸", "น้ำ", id="Thai"),
        pytest.param("เด็กหญิงเดินไปโรงเ‸", "รียน", id="Thai, half a word"),
        pytest.param("He was born on the 14‸", "th", id="ordinal"),
        pytest.param("The house has been empty since the 1990‸", "['’]?s", id="decade"),
    ],
)
async def test_the_word_being_typed_is_completed(
    real: EditorClient, marked: str, starts: str
) -> None:
    first, *_ = await by_hand(real, marked)
    assert regex.match(starts, first), first


@pytest.mark.parametrize(
    "marked",
    [
        "The rain came down on the roof of the old‸",
        "He could not leave without‸",
        "She walked to the end of the pier, and also‸",
        "He opened the window because‸",
        "The children were playing in the garden behind‸",
        "The night was long—too long—and then‸",
    ],
)
async def test_a_whole_word_is_followed_by_the_next_one(real: EditorClient, marked: str) -> None:
    first, *_ = await by_hand(real, marked)
    assert regex.match(ENGLISH_WORD_STARTS, first), first


@pytest.mark.parametrize(
    "marked",
    [
        "Marta had kept the lighthouse for eleven years. The night was long—too long—and then‸",
        "He had come too late, and he knew it. He could not leave without‸",
        "It was a grey morning by the sea. She walked to the end of the pier, and also‸",
    ],
)
async def test_a_continuation_behind_a_whole_word_starts_with_a_space(
    real: EditorClient, marked: str
) -> None:
    page = real.open(marked)
    written = (await page.continue_paragraph()).removeprefix(page.text)
    assert regex.match(ENGLISH_WORD_STARTS, written), written


async def test_further_offers_complete_the_word_too(real: EditorClient) -> None:
    offers = await by_hand(real, "She wrote down a short descrip‸")
    assert len(offers) > 1
    assert all(regex.match(r"tion|tive|tor", offer) for offer in offers), offers


@pytest.mark.parametrize(
    "marked",
    [
        "He went without a coat, without a hat. She agreed with‸",
        "There was something wrong with‸ He had gone without a coat, and without a word.",
    ],
    ids=["surely whole", "whole beyond what floats can say"],
)
async def test_a_whole_word_is_not_lengthened_to_another_one_of_the_page(
    real: EditorClient, marked: str
) -> None:
    first, *_ = await by_hand(real, marked)
    assert first.startswith(" "), first
