"""Names are found by their form, and counted as kept where the page has them."""

import pytest

from afterword.study.evaluating.measures.page_names import kept_names, names_in


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        pytest.param(
            "Then old Margaret went to Dover. Nobody saw her.", "en", {"Margaret", "Dover"}, id="en"
        ),
        pytest.param("He said: “The dog and I’m off.” Nora left.", "en", set[str](), id="no names"),
        pytest.param(
            "They met Mr. Bell at Anna’s.", "en", {"Bell", "Anna"}, id="title, possessive"
        ),
        pytest.param("NORA left the CAR.", "en", set[str](), id="capitals only"),
        pytest.param("王小明说：“走吧。”她小声说不去。", "zh", {"王小明"}, id="zh"),
    ],
)
def test_names_are_found_by_their_form(text: str, language: str, names: set[str]) -> None:
    assert names_in(text, language=language) == names


@pytest.mark.parametrize(
    ("text", "page", "language", "expected"),
    [
        pytest.param(
            "Margaret looked for Peter.", "The old Margaret sat.", "en", (1, 2), id="one is new"
        ),
        pytest.param("It rained.", "The old Margaret sat.", "en", (0, 0), id="no names"),
        pytest.param("王小明走了。老李问他。", "王小明说走吧。", "zh", (1, 2), id="Chinese"),
        pytest.param("Das war Margarete.", "Es war Margarete.", "de", (0, 0), id="German"),
    ],
)
def test_names_of_the_page_are_kept(
    text: str, page: str, language: str, expected: tuple[int, int]
) -> None:
    assert kept_names(text, page, language=language) == expected
