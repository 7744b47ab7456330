"""The text that is read before a document: the files before it in its project."""

from pathlib import Path

import pytest

from afterword.brief.project.previous_files import PreviousFiles
from afterword.brief.project.project import Project
from afterword.brief.project.project_context import ProjectContext
from fakes.writing_services import settings_of

FERRY = "# The Ferry\n\n" + "Marta rowed the clock across the grey river to the landing.\n\n" * 8
MILL = "# The Mill\n\n" + "Jonas found the boat of the miller under the broken ice.\n\n" * 8
SNOW = "# 雪夜\n\n" + "老木匠坐在门槛上刨木头，等儿子回家来过年。\n\n" * 16


def context_of(root: Path, name: str, **values: object) -> ProjectContext:
    project = Project()
    project.read_changes(root, settings_of(**values))
    project.update_previous(root / name, settings_of(**values))
    return project.context_for(root / name)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "1-ferry.md").write_text(
        f"---\ntitle: x\n---\n\n{FERRY}".replace("\n", "\r\n"), encoding="utf-8", newline=""
    )
    (tmp_path / "2-mill.md").write_text(MILL, encoding="utf-8")
    (tmp_path / "3-ice.md").write_text("# The Ice\n\nIt came early.", encoding="utf-8")
    return tmp_path


def test_a_file_goes_on_from_the_files_before_it(root: Path) -> None:
    previous = context_of(root, "3-ice.md").previous
    assert previous.tail == f"{FERRY.strip()}\n\n{MILL.strip()}\n\n"
    assert previous.sources_of(10) == ["2-mill.md"]
    assert previous.sources_of(len(previous.tail)) == ["1-ferry.md", "2-mill.md"]
    assert context_of(root, "1-ferry.md").previous.tail == ""


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"enabled": False}, id="switched-off"),
        pytest.param({"lore": {"folder": "."}}, id="lore"),
    ],
)
def test_nothing_is_read_where_it_is_not_wanted(root: Path, values: dict[str, object]) -> None:
    assert context_of(root, "3-ice.md", **values).previous.tail == ""


def test_a_text_in_another_language_is_not_read_on_from(root: Path) -> None:
    (root / "2-mill.md").write_text(SNOW, encoding="utf-8")
    assert "老木匠" not in context_of(root, "3-ice.md").previous.tail


@pytest.mark.parametrize("content", [b"\x89PNG\x00", b"", b"x" * 600_000])
def test_what_is_no_chapter_is_passed_over(root: Path, content: bytes) -> None:
    (root / "2-mill.md").write_bytes(content)
    assert context_of(root, "3-ice.md").previous.sources_of(10) == ["1-ferry.md"]


def test_links_out_of_the_project_are_not_read(root: Path) -> None:
    outside = root.parent / "outside.md"
    outside.write_text(MILL, encoding="utf-8")
    (root / "2-mill.md").unlink()
    (root / "2-mill.md").symlink_to(outside)
    assert "Jonas" not in context_of(root, "3-ice.md").previous.tail


def test_it_changes_with_the_files_before_and_not_with_others(root: Path) -> None:
    project, path = Project(), root / "3-ice.md"
    project.read_changes(root, settings_of())
    assert project.update_previous(path, settings_of())
    previous = project.context_for(path).previous
    (root / "4-spring.md").write_text(MILL, encoding="utf-8")
    assert not project.update_previous(path, settings_of())
    assert project.context_for(path).previous is previous
    (root / "2-mill.md").write_text(MILL.replace("Jonas", "Ida"), encoding="utf-8")
    assert project.update_previous(path, settings_of())
    assert "Ida found" in project.context_for(path).previous.tail


def test_what_is_read_for_a_document_that_was_closed_meanwhile_is_not_kept(root: Path) -> None:
    files, path = PreviousFiles(), root / "3-ice.md"
    found = files.read([path], root, settings_of())
    assert files.text_before(path).tail == ""
    files.forget(path)
    assert len(found[path]) == 2
    assert files.text_before(path).tail == ""
    assert files.keep(found)
    assert files.text_before(path).tail
