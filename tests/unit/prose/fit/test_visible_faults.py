"""Each fault of a continuation is found where it is, and not in what people write."""

import pytest

from afterword.prose.fit.visible_faults import (
    circles_with_page,
    circles_within,
    has_debris,
    has_wrong_quotation_marks,
    is_unfinished,
    leaves_language,
)

PAGE = (
    "The ferry left the quay at seven. “Are you cold?” asked Margaret, and pulled her scarf "
    "tighter. Nobody else had come on deck, and the lamps of the harbour went out one by one. "
)
CHINESE_PAGE = "渡船慢慢离开了码头。“你冷吗？”姐姐问。没有人上甲板，港口的灯一盏一盏地熄灭了。"
PLAIN = "Her sister shook her head. The wind had turned, and there was salt on the rail."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(PLAIN, False, id="prose"),
        pytest.param("A: She was cold. B: She was not.", True, id="a label"),
        pytest.param("She sat down. Visit www.ferries.com for more.", True, id="an address"),
        pytest.param("She sat down.\n\n<h2>The crossing</h2>", True, id="markup"),
        pytest.param("1. Buy a ticket.", True, id="a number in a list"),
    ],
)
def test_debris_is_what_stands_on_web_pages(text: str, expected: bool) -> None:
    assert has_debris(text, PAGE, language_id="plaintext") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(PLAIN, False, id="prose"),
        pytest.param(
            "She looked at the sea and the sea was grey. She looked at the sea and the sea was grey.",
            True,
            id="a sentence twice in a row",
        ),
        pytest.param("他走了，他走了，他走了，他走了。", True, id="Chinese"),
        pytest.param("“Ha ha ha,” said the captain.", False, id="laughter"),
    ],
)
def test_circles_within_are_repetitions_of_the_text_itself(text: str, expected: bool) -> None:
    assert circles_within(text) is expected


@pytest.mark.parametrize(
    ("text", "page", "expected"),
    [
        pytest.param(PLAIN, PAGE, False, id="prose"),
        pytest.param("The ferry left the quay at seven.", PAGE, True, id="a sentence of the page"),
        pytest.param(
            "Then nobody else had come on deck, and the lamps of the harbour went out slowly.",
            PAGE,
            True,
            id="half a sentence of the page",
        ),
        pytest.param("没有人上甲板，港口的灯一盏一盏地熄灭了。", CHINESE_PAGE, True, id="Chinese"),
        pytest.param(
            "She looked at the sea and the sea was grey. She looked at the sea and the sea was grey.",
            PAGE,
            False,
            id="a repetition of itself only",
        ),
    ],
)
def test_circles_with_the_page_repeat_what_stands_there(
    text: str, page: str, expected: bool
) -> None:
    assert circles_with_page(text, page) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param(PLAIN, "en", False, id="the page's own"),
        pytest.param("Sie war nicht da, und ich ging mit den anderen.", "en", True, id="German"),
        pytest.param("She sat down. 她坐下来，看着窗外的海。", "en", True, id="one sentence"),
        pytest.param("他说 OK，然后走了。", "zh", False, id="a foreign word"),
        pytest.param("Then she sat down quickly.", "zh", True, id="English in Chinese"),
        pytest.param("“Mon Dieu!” she said.", "en", False, id="an exclamation"),
        pytest.param("她坐下来，看着窗外的海。", "other", False, id="a page of no known language"),
    ],
)
def test_wrong_language_is_a_sentence_in_another(text: str, language: str, expected: bool) -> None:
    assert leaves_language(text, language) is expected


@pytest.mark.parametrize(
    ("text", "page", "expected"),
    [
        pytest.param("“No,” said her sister.", PAGE, False, id="as on the page"),
        pytest.param('"No," said her sister.', PAGE, True, id="straight ones"),
        pytest.param("“No, said her sister.", PAGE, True, id="never closed"),
        pytest.param("“It’s a ‘no’,” said her sister.", PAGE, False, id="an inner quotation"),
        pytest.param("「不冷。」妹妹说。", CHINESE_PAGE, True, id="Chinese"),
        pytest.param('"No," she said.', "It rained. ", False, id="a page without quotations"),
        pytest.param("I am not,” she said.", PAGE + "“No, ", False, id="one that the page opened"),
    ],
)
def test_wrong_quotation_marks_are_not_those_of_the_page(
    text: str, page: str, expected: bool
) -> None:
    assert has_wrong_quotation_marks(text, page) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("He left.", False), ("He left and", True), ("他走了。", False)]
)
def test_an_unfinished_text_ends_inside_a_sentence(text: str, expected: bool) -> None:
    assert is_unfinished(text) is expected
