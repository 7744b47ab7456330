"""Word lists of made-up words in the package's format, so that no test has to be crude."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from afterword.safety.installed_lists import PackageLists
from afterword.safety.word_filter import Judge
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
def lists(tmp_path: Path) -> PackageLists:
    for language, words in MADE_UP.items():
        text = json.dumps({"words": words}, ensure_ascii=False)
        (tmp_path / f"{language}.json").write_text(text, "utf-8")
    return PackageLists(tmp_path)


@pytest.fixture
def judge_at(lists: PackageLists) -> Callable[[SafetyLevel], Judge]:
    return lambda level: Judge(level, lists)
