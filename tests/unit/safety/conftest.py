"""Word lists of invented words in the package's format, so that no test contains crude words."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from afterword.safety.installed_lists import InstalledLists
from afterword.safety.word_filter import WordFilter
from afterword.settings import SafetyLevel

MADE_UP = {
    "english": ["floop", "blarg", "Zib", "ox", "gribble grab", "hoe", "b!sk!t", "s*x", "wink wink"],
    "german": ["stoffel"],
    "chinese": ["坏坏蛋", "歪", "娘的坏", "坏b"],
    "japanese": ["ばばば", "メチャ", "どど"],
    "thai": ["ขโมย"],
    "korean": ["바보", "돌"],
    "russian": ["дурашка"],
    "persian": ["گنده"],
}


@pytest.fixture
def lists(tmp_path: Path) -> InstalledLists:
    for language, words in MADE_UP.items():
        text = json.dumps({"words": words}, ensure_ascii=False)
        (tmp_path / f"{language}.json").write_text(text, "utf-8")
    return InstalledLists(tmp_path)


@pytest.fixture
def filter_at(lists: InstalledLists) -> Callable[[SafetyLevel], WordFilter]:
    return lambda level: WordFilter(level, lists)
