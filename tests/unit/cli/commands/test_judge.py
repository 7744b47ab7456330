"""``afterword judge`` but for the model: arguments, faults, reading in the terminal, the report."""

import json
from io import StringIO
from pathlib import Path

import pytest

from afterword.cli import main
from afterword.cli.commands.judge import contestants_of
from afterword.cli.parser import build_parser
from afterword.errors import AfterwordError
from afterword.settings import Settings
from unit.study.evaluating.writings import ENGLISH
from unit.study.judging.pairs import make_folder


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("AFTERWORD_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def judge_with(lines: str, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.stdin", StringIO(lines))
    return main(["judge", "pairs", *words])


def test_settings_are_compared_by_their_letters() -> None:
    words = ["judge", "write", "out", "texts", "--a", "", "--c", "model=mine,paragraph.min_p=0"]
    arguments = build_parser().parse_args([*words, "--set", "paragraph.max_words=9"])
    ours, theirs = contestants_of(arguments, Settings())
    assert (ours.letter, theirs.letter) == ("a", "c")
    assert ours.settings.paragraph_model == Settings().paragraph_model
    assert (theirs.settings.paragraph_model, theirs.settings.paragraph.min_p) == ("mine", 0)
    assert ours.settings.paragraph.max_words == theirs.settings.paragraph.max_words == 9


def test_threads_do_not_make_another_comparison() -> None:
    words = ["judge", "write", "out", "texts", "--a", "", "--b", "paragraph.min_p=0"]
    one, other = (
        contestants_of(build_parser().parse_args([*words, "--set", f"threads={n}"]), Settings())
        for n in (1, 2)
    )
    assert [each.values for each in one] == [each.values for each in other]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["write", "out"], "a folder for the pairs, and texts", id="no texts"),
        pytest.param(["write", "out", "texts", "--a", ""], "Two settings", id="one setting"),
        pytest.param(
            ["write", "out", "texts", "--a", "", "--b", "paragraph.min_p=9"], "--b", id="a value"
        ),
        pytest.param(
            ["write", "out", "missing", "--a", "", "--b", "threads=1"],
            "no file or folder missing",
            id="no such text",
        ),
        pytest.param(["missing"], "can't be read", id="no such folder"),
        pytest.param(["missing", "--report"], "can't be read", id="no such folder to report"),
        pytest.param(["one", "two"], "one folder, not 2", id="two folders"),
    ],
)
def test_a_fault_is_reported_before_the_model_is_loaded(
    words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "ferry.md").write_text(ENGLISH, encoding="utf-8")
    assert main(["judge", *words]) == 1
    assert message in capsys.readouterr().err


def test_pairs_are_judged_line_by_line_and_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_folder(tmp_path / "pairs", count=3)
    assert judge_with("l3\nx\n2 r\n", monkeypatch) == 0
    assert "2 of 3 pairs are judged and kept" in capsys.readouterr().out
    assert judge_with("b\n", monkeypatch) == 0
    assert "All 3 pairs are judged" in capsys.readouterr().out
    assert main(["judge", "pairs", "--report"]) == 0
    printed = capsys.readouterr().out
    for heading in ("How often each was better", "Strength", "Reasons", "win rate"):
        assert heading in printed
    assert "1 (33%)" in printed
    assert main(["judge", "pairs", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert set(report["reasons"]) == {"sense", "voice"}
    assert "written by" not in json.dumps(report)


def test_going_back_replaces_a_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_folder(tmp_path / "pairs", count=2)
    assert judge_with("u\nl\nu\nt\nq\n", monkeypatch, "--reader", "ann") == 0
    printed = capsys.readouterr().out
    assert "There is none before it" in printed
    assert "judged before" in printed
    report = main(["judge", "pairs", "--json", "--reader", "ann"])
    assert report == 0
    (row,) = json.loads(capsys.readouterr().out)["comparisons"]
    assert (row["count"], row["ties"]) == (1, 1)


def test_readers_are_reported_together_and_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_folder(tmp_path / "pairs", count=2)
    for reader in ("ann", "ben"):
        judge_with("t\nt\n", monkeypatch, "--reader", reader)
    capsys.readouterr()
    assert main(["judge", "pairs", "--report"]) == 0
    printed = capsys.readouterr().out
    assert "all readers" in printed
    assert "ann and ben" in printed


def test_a_damaged_line_is_said_when_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_folder(tmp_path / "pairs", count=2)
    judge_with("l\n", monkeypatch, "--reader", "ann")
    file = folder / "verdicts-ann.jsonl"
    file.write_bytes(file.read_bytes()[:-5])
    judge_with("q\n", monkeypatch, "--reader", "ann")
    assert "the last line is damaged" in capsys.readouterr().err


def test_a_report_before_the_first_verdict_says_what_to_do(tmp_path: Path) -> None:
    make_folder(tmp_path / "pairs")
    arguments = build_parser().parse_args(["judge", "pairs", "--report"])
    with pytest.raises(AfterwordError, match="no verdict"):
        arguments.run(arguments)
