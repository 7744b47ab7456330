"""Readers see each pair once, on sides that say nothing, and lose no verdict."""

from collections import Counter
from pathlib import Path

import pytest

from afterword.errors import DocumentError
from afterword.study.judging.reading_session import (
    AlreadyJudgedError,
    ReadingSession,
    UnknownPairError,
)
from afterword.study.judging.verdicts import Choice, Reason
from unit.study.judging.pairs import make_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path, count=20)


def judge_next(session: ReadingSession, choice: Choice = Choice.LEFT) -> str:
    shown = session.next_pair()
    assert shown is not None
    session.judge(shown.key, choice, revision=shown.revision)
    return shown.key


def test_a_reader_who_comes_back_goes_on_with_the_next_pair(folder: Path) -> None:
    seen = [judge_next(ReadingSession(folder, "ann")) for _ in range(20)]
    assert len(set(seen)) == 20
    session = ReadingSession(folder, "ann")
    assert session.next_pair() is None
    assert session.progress().judged == session.progress().total == 20


def test_sides_and_order_are_each_readers_own_and_stay(folder: Path) -> None:
    def shown(reader: str) -> list[tuple[str, str]]:
        session = ReadingSession(folder, reader)
        keys = [judge_next(session) for _ in range(20)]
        return [(key, session.pair(key).left) for key in keys]

    ours = shown("ann")
    assert ours != shown("ben")
    assert [(key, ReadingSession(folder, "ann").pair(key).left) for key, _ in ours] == ours
    letters = Counter(left.split()[4] for _, left in ours)
    assert set(letters) == {"a", "b"}  # neither setting has a side of its own
    assert [key for key, _ in ours] != sorted(key for key, _ in ours)


def test_what_is_shown_does_not_say_whose_it_is(folder: Path) -> None:
    session = ReadingSession(folder, "ann")
    shown = session.next_pair()
    assert shown is not None
    assert "min_p" not in str(shown)
    assert {shown.key.partition("-")[2]} == {"1"}


def test_a_new_verdict_on_a_pair_replaces_the_old_one(folder: Path) -> None:
    session = ReadingSession(folder, "ann")
    key = judge_next(session, Choice.LEFT)
    session.judge(key, Choice.BOTH_BAD, reason=Reason.SENSE, revision=1)
    assert session.progress().judged == 1
    assert session.pair(key).revision == 2


def test_a_verdict_on_what_was_judged_meanwhile_is_refused(folder: Path) -> None:
    one, other = ReadingSession(folder, "ann"), ReadingSession(folder, "ann")
    key = judge_next(one)
    with pytest.raises(AlreadyJudgedError):
        other.judge(key, Choice.RIGHT, revision=0)
    assert other.pair(key).revision == 1


def test_a_pair_that_is_not_there_is_an_error(folder: Path) -> None:
    with pytest.raises(UnknownPairError):
        ReadingSession(folder, "ann").judge("99-1", Choice.LEFT, revision=0)


def test_a_damaged_last_line_is_named_and_its_pair_shown_again(folder: Path) -> None:
    session = ReadingSession(folder, "ann")
    judge_next(session)
    key = judge_next(session)
    session.path.write_bytes(session.path.read_bytes()[:-20])
    again = ReadingSession(folder, "ann")
    assert "the last line is damaged" in again.problems[0]
    shown = again.next_pair()
    assert shown is not None
    assert shown.key == key
    judge_next(again)
    assert again.progress().judged == 2


def test_a_verdict_that_is_none_of_this_folder_is_left_out(folder: Path) -> None:
    session = ReadingSession(folder, "ann")
    key = judge_next(session)
    good = session.path.read_text(encoding="utf-8")
    for old, new in (("left", "up"), (f'"{key}"', '"99-1"'), ('"reason": null', '"reason": "x"')):
        session.path.write_text(good.replace(old, new), encoding="utf-8")
        assert ReadingSession(folder, "ann").problems
        assert ReadingSession(folder, "ann").progress().judged == 0


@pytest.mark.parametrize("name", ["../ann", "", "a/b", "a" * 41, "a.b"])
def test_a_reader_whose_name_is_no_file_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(DocumentError, match="no name"):
        ReadingSession(folder, name)
