"""``afterword judge`` as it is run, with the real default model: written, judged, reported."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from integration.test_evaluate import PAGES

pytestmark = [pytest.mark.model, pytest.mark.slow]


def judge(folder: Path, *words: str, lines: str = "") -> str:
    ended = subprocess.run(  # noqa: S603  # our own interpreter and arguments
        [sys.executable, "-m", "afterword", "judge", *words],
        cwd=folder,
        input=lines,
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.timeout(240)
def test_two_settings_are_compared_from_the_texts_to_the_report(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, text in PAGES.items():
        (texts / name).write_text(text, encoding="utf-8")
    write = [
        *("write", "pairs", "texts", "--count", "3", "--set", "paragraph.max_words=20"),
        *("--a", "paragraph.temperature=0", "--b", "paragraph.temperature=1.3"),
    ]
    assert "pairs in pairs" in judge(tmp_path, *write)
    written = (tmp_path / "pairs" / "continuations.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    assert sorted(line["contestant"] for line in lines) == ["a"] * 3 + ["b"] * 3
    judge(tmp_path, *write)  # there is nothing left to write
    again = (tmp_path / "pairs" / "continuations.jsonl").read_text(encoding="utf-8")
    assert again == written

    count = len({line["opening"] for line in lines if line["text"]})
    judge(tmp_path, "pairs", lines="l3\n" * count)
    report = json.loads(judge(tmp_path, "pairs", "--json"))
    assert report["readers"]["reader"]["judged"] == report["pairs"]
    assert report["reasons"]["sense"]
