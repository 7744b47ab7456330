"""The real word lists, where the package is installed: our corrections still fit their entries."""

import json
from pathlib import Path

import pytest

from afterword.safety.blocked_span import BlockReason
from afterword.safety.folded_spelling import fold
from afterword.safety.installed_lists import InstalledLists, find_list_folder
from afterword.safety.list_corrections import ALLOWED_PHRASES, ALLOWED_WORDS, DELICATE_WORDS
from afterword.safety.word_filter import WordFilter
from afterword.settings import SafetyLevel

FOLDER = find_list_folder()
PROSE = Path(__file__).parents[2] / "prose"

pytestmark = pytest.mark.skipif(FOLDER is None, reason="glin-profanity is not installed")


def folded_entries(language: str) -> set[str]:
    assert FOLDER is not None
    content = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return {fold(entry.strip()) for entry in content["words"]}


@pytest.mark.parametrize("language", sorted(ALLOWED_WORDS | DELICATE_WORDS | ALLOWED_PHRASES))
def test_every_ordinary_word_is_in_its_list(language: str) -> None:
    ordinary = {*ALLOWED_WORDS.get(language, "").split(), *DELICATE_WORDS.get(language, "").split()}
    ordinary.update(filter(None, ALLOWED_PHRASES.get(language, "").split("|")))
    assert ordinary - folded_entries(language) == set()


@pytest.mark.parametrize("language", sorted(ALLOWED_WORDS.keys() & DELICATE_WORDS.keys()))
def test_no_word_is_allowed_and_delicate(language: str) -> None:
    assert not set(ALLOWED_WORDS[language].split()) & set(DELICATE_WORDS[language].split())


def test_there_is_a_list_in_each_of_24_languages() -> None:
    assert FOLDER is not None
    lists = InstalledLists()
    languages = {path.stem for path in FOLDER.glob("*.json")} - {"globalWhitelist"}
    assert len(languages) == 24
    assert all(len(lists.list_of(language).entries) >= 10 for language in languages)


@pytest.mark.parametrize("language", ["english", "german", "chinese", "russian", "japanese"])
def test_every_crude_entry_is_blocked_in_a_text_of_its_language(language: str) -> None:
    before = {
        "english": "It was the end of the day and he said that ",
        "german": "Der Mann ist nicht in dem Haus und sie sagt ",
        "chinese": "他站在门口，说：",
        "russian": "Он стоял и сказал: ",
        "japanese": "それから、と言った。",
    }[language]
    place = WordFilter(SafetyLevel.MILD).at(before)
    assert place is not None
    entries = InstalledLists().list_of(language).entries
    crude = [entry for entry, reason in entries.items() if reason is BlockReason.CRUDE]
    missed = [entry for entry in crude if not place.first_blocked(entry)]
    assert len(crude) > 20
    assert len(missed) == 0


def test_nothing_in_our_prose_is_blocked_at_mild() -> None:
    word_filter = WordFilter(SafetyLevel.MILD)
    for path in sorted(PROSE.iterdir()):
        text = path.read_text("utf-8")
        middle = len(text) // 2
        assert word_filter.first_blocked(text[middle:], before=text[:middle]) is None, path.name


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("O pai disse que não ia, mas a mãe ", "quer comer com os amigos"),
        ("她转过身，握住那个姑", "娘的手"),
        ("他说今", "日你来得真早"),
        ("他们在门", "口交谈了很久"),
        ("这个词带着感", "情色彩"),
        ("妈", "妈比我高"),
        ("그는 아무것도 ", "보지 못했다"),
        ("The end of the day, and he took his ", "hoe and the spices to Cummings"),
        ("彼はそれを", "ファックスで送った"),
    ],
)
def test_everyday_words_that_the_lists_hold_are_shown_at_strict(before: str, text: str) -> None:
    assert WordFilter(SafetyLevel.STRICT).first_blocked(text, before=before) is None
