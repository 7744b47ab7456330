"""Rhymes: English ones by the dictionary, others by spelling."""

import pytest

from afterword.prose.verse_and_dialogue.rhymes import rhymes

RHYMES = (
    "light/night moon/soon day/grey rain/lane love/above stone/alone snow/know tree/sea "
    "eyes/skies flowing/growing river/quiver bread/said made/afraid green/seen time/climb "
    "bold/cold fire/wire bright/white merry/cherry hand/land walked/talked though/go "
    "through/blue cough/off said/bed hour/flower choir/fire queue/view colonel/journal "
    "night/knight river/shiver moon’s/dunes yesterday/away butterfly/sky"
)
NO_RHYMES = (
    "love/move night/nine moon/moan singing/running day/die house/mouth day/day "
    "though/through through/cough rough/bough colonel/hotel"
)


@pytest.mark.parametrize("pair", RHYMES.split())
def test_these_rhyme_in_english(pair: str) -> None:
    one, other = pair.split("/")
    assert rhymes(f"It was the {one},", f"and then the {other}.", "en")


@pytest.mark.parametrize("pair", NO_RHYMES.split())
def test_these_do_not(pair: str) -> None:
    one, other = pair.split("/")
    assert not rhymes(one, other, "en")


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        pytest.param("blorf/dorf", True, id="both-are"),
        pytest.param("snight/light", True, id="one-is"),
        pytest.param("trove/snove", True, id="as-it-is-written"),
        pytest.param("blorf/light", False, id="no-rhyme"),
        pytest.param("blorf/blorf", False, id="the-same"),
    ],
)
def test_invented_words_are_compared_by_spelling(pair: str, *, expected: bool) -> None:
    one, other = pair.split("/")
    assert rhymes(one, other, "en") is expected


@pytest.mark.parametrize(
    ("one", "other", "language", "expected"),
    [
        pytest.param("said", "bed", "de", False, id="english-words-are-english-only"),
        pytest.param("Haus", "Maus", "de", True, id="german"),
        pytest.param("singen", "bringen", "de", True, id="german-weak-ending"),
        pytest.param("singen", "sagen", "de", False, id="german-none"),
        pytest.param("camino", "destino", "es", True, id="spanish"),
        pytest.param("cuore", "amore", "it", True, id="italian"),
        pytest.param("toujours", "amour", "fr", True, id="french"),
        pytest.param("ночь", "прочь", "ru", True, id="russian"),
        pytest.param("渡口", "路口", "zh", None, id="chinese-is-not-heard"),
        pytest.param("...", "moon", "en", None, id="no-word"),
    ],
)
def test_other_languages(one: str, other: str, language: str, *, expected: bool | None) -> None:
    assert rhymes(one, other, language) is expected
