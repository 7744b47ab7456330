"""The report adds up what readers said, with the sides taken away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afterword.errors import DocumentError
from afterword.study.judging.reading_session import ReadingSession, ShownPair
from afterword.study.judging.report.judging_report import judging_report
from afterword.study.judging.verdicts import Choice, Reason
from unit.study.judging.pairs import make_folder


def side_of(letter: str, shown: ShownPair) -> Choice:
    return Choice.LEFT if f"by {letter} " in shown.left else Choice.RIGHT


def judge_all(
    folder: Path,
    reader: str,
    choose: Callable[[ShownPair], Choice],
    *,
    reason: Reason | None = None,
) -> None:
    session = ReadingSession(folder, reader)
    while (shown := session.next_pair()) is not None:
        session.judge(shown.key, choose(shown), reason=reason, revision=shown.revision)


def only(report: dict[str, Any], reader: str, language: str) -> dict[str, Any]:
    (row,) = [
        row
        for row in report["comparisons"]
        if (row["reader"], row["language"]) == (reader, language)
    ]
    return row


def test_wins_are_counted_whatever_side_they_stood_on(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, count=10)
    judge_all(folder, "ann", lambda shown: side_of("b", shown), reason=Reason.SENSE)
    report = judging_report(folder)
    row = only(report, "ann", "en")
    assert (row["wins"], row["losses"], row["p"]) == (0, 10, pytest.approx(2 / 2**10))
    assert row["win_rate"]["value"] == 0
    assert report["reasons"] == {"sense": {"b": 10}}
    assert report["strengths"]["shares"]["b"]["value"] == pytest.approx(10.5 / 11, abs=1e-4)


def test_ties_and_both_bad_decide_nothing_and_are_shares(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, count=4)
    choices = iter([Choice.TIE, Choice.BOTH_BAD, Choice.BOTH_BAD, Choice.TIE])
    judge_all(folder, "ann", lambda _shown: next(choices))
    row = only(judging_report(folder), "ann", "en")
    assert (row["ties"], row["both_bad"], row["both_bad_share"]) == (2, 2, 0.5)
    assert (row["win_rate"]["value"], row["p"]) == (None, 1.0)


def test_languages_are_counted_apart(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, count=6, languages=("en", "zh"))
    judge_all(folder, "ann", lambda shown: side_of("a" if shown.language == "zh" else "b", shown))
    report = judging_report(folder)
    assert only(report, "ann", "zh")["wins"] == 3
    assert only(report, "ann", "en")["losses"] == 3
    assert only(report, "ann", "all")["count"] == 6


def test_a_pair_that_several_judged_counts_once_by_what_most_said(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, count=6)
    for reader, letter in (("ann", "a"), ("ben", "a"), ("cyd", "b")):
        judge_all(folder, reader, lambda shown, letter=letter: side_of(letter, shown))
    report = judging_report(folder)
    together = only(report, "all", "en")
    assert (together["count"], together["wins"]) == (6, 6)
    assert [row["share"] for row in report["agreement"]] == [1, 0, 0]


def test_two_readers_who_disagree_make_a_tie(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, count=3)
    for reader, letter in (("ann", "a"), ("ben", "b")):
        judge_all(folder, reader, lambda shown, letter=letter: side_of(letter, shown))
    assert only(judging_report(folder), "all", "en")["ties"] == 3


def test_several_settings_are_ranked(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, count=8, contestants="abc")

    def better(shown: ShownPair) -> Choice:
        return side_of("c" if "by c " in shown.left + shown.right else "b", shown)

    judge_all(folder, "ann", better)
    shares = judging_report(folder)["strengths"]["shares"]
    assert shares["c"]["value"] > shares["b"]["value"] > shares["a"]["value"]
    assert all(each["low"] <= each["value"] <= each["high"] for each in shares.values())


def test_a_reader_who_always_takes_one_side_is_seen(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, count=10)
    judge_all(folder, "ann", lambda _shown: Choice.LEFT)
    assert judging_report(folder)["readers"]["ann"]["left"]["value"] == 1


def test_one_reader_can_be_reported_alone(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, count=2)
    for reader in ("ann", "ben"):
        judge_all(folder, reader, lambda shown: side_of("a", shown))
    assert list(judging_report(folder, reader="ben")["readers"]) == ["ben"]


def test_a_report_without_a_verdict_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no verdict"):
        judging_report(make_folder(tmp_path))
