"""What is in a folder comes back as pairs, and another comparison does not get in."""

from pathlib import Path

import pytest

from afterword.errors import DocumentError
from afterword.study.judging.pairs_folder import (
    CONTINUATIONS_NAME,
    PLAN_NAME,
    ComparisonPlan,
    ShownOpening,
    append_continuation,
    read_pairs,
    write_plan,
)
from unit.study.judging.pairs import make_folder

OPENING = ShownOpening(key="1", language="en", text="It rained.")


def plan(seed: int = 1) -> ComparisonPlan:
    return ComparisonPlan(contestants={"a": "x", "b": "y"}, openings=(OPENING,), seed=seed)


def test_each_two_make_a_pair_at_each_opening(tmp_path: Path) -> None:
    found = read_pairs(make_folder(tmp_path / "new", count=2, contestants="abc"))
    assert [pair.key for pair in found.pairs] == ["1-1", "1-2", "1-3", "2-1", "2-2", "2-3"]
    assert [set(pair.texts) for pair in found.pairs[:3]] == [{"a", "b"}, {"a", "c"}, {"b", "c"}]
    assert (found.unwritten, found.alike, found.problems) == (0, 0, ())


def test_pairs_that_are_not_written_or_alike_are_counted_and_left_out(tmp_path: Path) -> None:
    write_plan(tmp_path, plan())
    assert read_pairs(tmp_path).unwritten == 1
    append_continuation(tmp_path, opening="1", contestant="a", text="Then")
    assert read_pairs(tmp_path).unwritten == 1
    append_continuation(tmp_path, opening="1", contestant="b", text="Then")
    assert (read_pairs(tmp_path).alike, read_pairs(tmp_path).pairs) == (1, ())


def test_an_empty_continuation_makes_a_pair(tmp_path: Path) -> None:
    write_plan(tmp_path, plan())
    append_continuation(tmp_path, opening="1", contestant="a", text="")
    append_continuation(tmp_path, opening="1", contestant="b", text="Then")
    assert len(read_pairs(tmp_path).pairs) == 1


def test_the_same_plan_goes_on_and_another_is_refused(tmp_path: Path) -> None:
    write_plan(tmp_path, plan())
    write_plan(tmp_path, plan())
    with pytest.raises(DocumentError, match="another comparison"):
        write_plan(tmp_path, plan(seed=2))


def test_a_plan_that_is_cut_short_by_a_full_disk_is_not_there(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, limits[1]))
    try:
        with pytest.raises(DocumentError, match=r"pairs\.json can't be written"):
            write_plan(tmp_path / "new", plan())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list((tmp_path / "new").iterdir()) == []
    write_plan(tmp_path / "new", plan())


def test_a_damaged_line_is_named_and_its_pair_not_written(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, count=1)
    file = folder / CONTINUATIONS_NAME
    file.write_bytes(file.read_bytes()[:-9])
    found = read_pairs(folder)
    assert found.unwritten == 1
    assert "line 2 is damaged" in found.problems[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "can't be read", id="missing"),
        pytest.param("{", "damaged", id="cut"),
        pytest.param("[1]", "no plan", id="a list"),
        pytest.param('{"format": 1}', "no plan", id="without fields"),
        pytest.param('{"format": 99}', "another version", id="another version"),
    ],
)
def test_a_plan_that_can_not_be_used_is_an_error(
    tmp_path: Path, content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / PLAN_NAME).write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=message):
        read_pairs(tmp_path)


@pytest.mark.parametrize(
    ("old", "new"), [('"key": "1"', '"key": ["1"]'), ('"language": "en"', '"language": 3')]
)
def test_a_plan_with_parts_of_another_kind_is_reported(tmp_path: Path, old: str, new: str) -> None:
    folder = make_folder(tmp_path / "odd", count=1)
    text = (folder / PLAN_NAME).read_text(encoding="utf-8")
    assert old in text
    (folder / PLAN_NAME).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DocumentError, match="no plan of a comparison"):
        read_pairs(folder)
