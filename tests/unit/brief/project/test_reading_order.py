"""Which files are read before a document."""

from pathlib import Path

import pytest

from afterword.brief.project.reading_order import files_before, natural_key


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("He rowed.", encoding="utf-8")


def before(root: Path, name: str, *order: str) -> list[str]:
    found = files_before(root / name, root, order=order, leave_out="lore")
    return [path.relative_to(root).as_posix() for path in found]


@pytest.mark.parametrize(
    ("names", "own", "expected"),
    [
        pytest.param(
            ["10-ice.md", "2-mill.md", "1-ferry.md"],
            "10-ice.md",
            ["1-ferry.md", "2-mill.md"],
            id="numbers-not-letters",
        ),
        pytest.param(
            ["chapter 1.md", "chapter 2.md", "chapter 3.md"],
            "chapter 2.md",
            ["chapter 1.md"],
            id="named",
        ),
        pytest.param(
            ["第一章.md", "第十章.md", "第二章.md"],
            "第十章.md",
            ["第一章.md", "第二章.md"],
            id="chinese",
        ),
        pytest.param(
            ["01.md", "notes.md", "02.md"], "02.md", ["01.md"], id="others-are-no-chapters"
        ),
        pytest.param(["ferry.md", "heron.md"], "heron.md", [], id="pieces-of-their-own"),
        pytest.param(["1.md", "2.png", ".1.md", "3.md"], "3.md", ["1.md"], id="no-texts"),
        pytest.param(["1.txt", "2.md"], "2.md", ["1.txt"], id="kinds-mixed"),
        pytest.param(["1.tex", "2.tex"], "2.tex", ["1.tex"], id="its-own-kind"),
        pytest.param(["2024-05-01.md", "2024-05-02.md"], "2024-05-02.md", [], id="a-diary"),
        pytest.param(["1-a.md", "2-draft.md", "2-b.md"], "2-b.md", ["1-a.md"], id="same-number"),
        pytest.param(["a/1.md", "b/2.md"], "b/2.md", [], id="other-folders"),
    ],
)
def test_numbers_in_names_say_the_order(
    tmp_path: Path, names: list[str], own: str, expected: list[str]
) -> None:
    make(tmp_path, *names)
    assert before(tmp_path, own) == expected


def test_the_writer_says_the_order(tmp_path: Path) -> None:
    make(tmp_path, "b/2.md", "b/10.md", "a/1.md", "lore/1.md", "prologue.md", "other.md")
    order = ("prologue.md", "b/*", "*/*.md")
    assert before(tmp_path, "a/1.md", *order) == ["prologue.md", "b/2.md", "b/10.md"]
    assert before(tmp_path, "b/10.md", *order) == ["prologue.md", "b/2.md"]
    assert before(tmp_path, "other.md", *order) == []


def test_a_folder_that_is_gone_has_nothing(tmp_path: Path) -> None:
    assert files_before(tmp_path / "none" / "2.md", tmp_path) == []


def test_natural_order_goes_by_every_part_of_a_path() -> None:
    names = ["part 10/1.md", "part 2/11.md", "part 2/9.md"]
    assert sorted(names, key=natural_key) == ["part 2/9.md", "part 2/11.md", "part 10/1.md"]
