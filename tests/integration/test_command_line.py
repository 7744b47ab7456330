"""The commands as a writer runs them, with the real default model."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.model, pytest.mark.slow]

ENGLISH = (
    "The lighthouse keeper put the kettle down and took the lamp from its hook. "
    "Then she opened the d"
)
CHINESE = "她放下水壶，从钩子上取下油灯。外面下着大雨，风吹得窗户直响。"


def run(*words: str, text: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603  # our own interpreter and arguments
        [sys.executable, "-m", "afterword", *words],
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=110,
        check=False,
    )


def run_json(*words: str, text: str) -> dict[str, Any]:
    ended = run(*words, "--json", text=text)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_complete_finishes_the_word_that_was_begun() -> None:
    answer = run_json("complete", "-", text=ENGLISH)
    assert answer["text"].startswith("oor")
    assert answer["suppressed"] is None
    assert 0.4 <= answer["confidence"] <= 1
    assert answer["model"] == "gemma3-270m"
    assert answer["timings_ms"]["total"] > 0


def test_complete_is_silent_in_code(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("Some prose.\n\n```python\nfor line in ", encoding="utf-8")
    answer = run_json("complete", str(path), text="")
    assert (answer["text"], answer["suppressed"]) == ("", "quiet_zone")


def test_complete_by_hand_gives_different_takes() -> None:
    answer = run_json("complete", "-", "--takes", "3", text=ENGLISH.removesuffix(" the d"))
    texts = [take["text"] for take in answer["takes"]]
    assert len(set(texts)) == len(texts) >= 2


def test_continue_ends_with_a_sentence_and_repeats_with_its_seed() -> None:
    first = run_json("continue", "-", "--seed", "3", text=ENGLISH + "oor.")
    again = run_json("continue", "-", "--seed", "3", text=ENGLISH + "oor.")
    assert first["text"] == again["text"]
    assert first["text"].startswith(" ")
    assert first["text"].rstrip()[-1] in ".!?”\"…'’)"
    assert len(first["text"].split()) >= 4


def test_continue_in_chinese_adds_no_spaces() -> None:
    answer = run_json("continue", "-", "--seed", "3", text=CHINESE)
    assert answer["text"][-1] in "。！？…”」』"
    assert not answer["text"].startswith(" ")


def test_continue_prints_text_alone_when_it_is_piped() -> None:
    ended = run("continue", "-", "--seed", "3", text=ENGLISH + "oor.")
    assert ended.returncode == 0
    assert "\x1b" not in ended.stdout
    assert len(ended.stdout.split()) >= 4


def test_a_place_that_is_not_there_loads_no_model_and_exits_with_1() -> None:
    ended = run("complete", "-", "--at", "9:9", text="one line")
    assert ended.returncode == 1
    assert "has 1 lines" in ended.stderr
