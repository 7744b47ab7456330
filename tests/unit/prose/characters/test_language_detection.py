"""Language detection by script and by function words."""

import pytest

from afterword.prose.characters.language_detection import (
    OTHER_LANGUAGE,
    detect_language,
    is_spaceless_language,
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("The gate was shut and the dog was not in the yard.", "en", id="English"),
        pytest.param("Das Tor war zu und der Hund lag nicht auf dem Hof.", "de", id="German"),
        pytest.param("Le chien dort dans la cour et il ne voit pas la lune.", "fr", id="French"),
        pytest.param("院子里没有人，只有一条狗在叫。", "zh", id="Chinese"),
        pytest.param("庭には誰もいなくて、犬だけが鳴いていた。", "ja", id="Japanese"),
        pytest.param("Во дворе никого не было, только лаяла собака.", "ru", id="Russian"),
        pytest.param("마당에는 아무도 없고 개만 짖고 있었다.", "ko", id="Korean"),
        pytest.param("12 + 34 = 46", OTHER_LANGUAGE, id="no letters"),
        pytest.param("Zzyzx qwrty plugh", OTHER_LANGUAGE, id="no language that is known"),
    ],
)
def test_tells_the_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_chinese_text_with_some_english_is_chinese() -> None:
    assert detect_language("他说 hello，然后关上门，走到院子里去看那条狗。") == "zh"


def test_only_scripts_without_spaces_go_by_character() -> None:
    assert [code for code in ("zh", "ja", "th", "ko", "en") if is_spaceless_language(code)] == [
        "zh",
        "ja",
        "th",
    ]
