"""What is far away: earlier chapters of the document and of the files before it."""

import time
from pathlib import Path

import pytest

from afterword.brief.budget import estimate_tokens
from afterword.brief.far_context import Chapter, FarContext
from afterword.brief.far_parts import far_parts
from afterword.brief.nearby_files import NearbyFiles
from afterword.brief.project import Project, ProjectPage
from afterword.brief.ranking import BackgroundRanking, ranks_of
from afterword.settings import Settings, merge_settings
from afterword.settings.merging import SettingsLayer

FERRY = "# The Ferry\n\n" + "Marta rowed the clock across the grey river to the landing.\n\n" * 8
MILL = "# The Mill\n\n" + "Jonas found the boat of the miller under the broken ice.\n\n" * 8
SNOW = "# 雪夜\n\n" + "老木匠坐在门槛上刨木头，等儿子回家来过年。\n\n" * 16


def settings(**values: object) -> Settings:
    found, problems = merge_settings([SettingsLayer(source="file", values=values)])
    assert problems == []
    return found


def page_of(root: Path, name: str, **values: object) -> ProjectPage:
    project = Project()
    project.look(root, settings(**values))
    project.look_around(root / name, settings(**values))
    return project.page_for(root / name)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "1-ferry.md").write_text(
        f"---\ntitle: x\n---\n\n{FERRY}".replace("\n", "\r\n"), encoding="utf-8", newline=""
    )
    (tmp_path / "2-mill.md").write_text(MILL, encoding="utf-8")
    (tmp_path / "3-ice.md").write_text("# The Ice\n\nIt came early.", encoding="utf-8")
    return tmp_path


def test_a_file_goes_on_from_the_files_before_it(root: Path) -> None:
    far = page_of(root, "3-ice.md").far
    assert far.lead == f"{FERRY.strip()}\n\n{MILL.strip()}\n\n"
    assert far.sources_of(10) == ["2-mill.md"]
    assert far.sources_of(len(far.lead)) == ["1-ferry.md", "2-mill.md"]
    assert page_of(root, "1-ferry.md").far.lead == ""


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"enabled": False}, id="switched-off"),
        pytest.param({"lore": {"folder": "."}}, id="lore"),
    ],
)
def test_nothing_is_read_where_it_is_not_wanted(root: Path, values: dict[str, object]) -> None:
    assert page_of(root, "3-ice.md", **values).far.lead == ""


def test_a_text_in_another_language_is_not_read_on_from(root: Path) -> None:
    (root / "2-mill.md").write_text(SNOW, encoding="utf-8")
    assert "老木匠" not in page_of(root, "3-ice.md").far.lead


@pytest.mark.parametrize("content", [b"\x89PNG\x00", b"", b"x" * 600_000])
def test_what_is_no_chapter_is_passed_over(root: Path, content: bytes) -> None:
    (root / "2-mill.md").write_bytes(content)
    assert page_of(root, "3-ice.md").far.sources_of(10) == ["1-ferry.md"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"\x89PNG\x00", "it is no UTF-8 text", id="no-text"),
        pytest.param(b"x" * 600_000, "it is larger than 500,000 bytes. Split it", id="large"),
        pytest.param(SNOW.encode(), "it is in another language", id="language"),
    ],
)
def test_what_is_not_read_is_told_with_its_reason(root: Path, content: bytes, reason: str) -> None:
    (root / "2-mill.md").write_bytes(content)
    far = page_of(root, "3-ice.md").far.at("# The Ice\n\nIt", near_bytes=4000)
    parts = {part.name: part.left_out for part in far_parts(far, budget_tokens=200)}
    assert parts["2-mill.md"] == reason


def test_links_out_of_the_project_are_not_read(root: Path) -> None:
    outside = root.parent / "outside.md"
    outside.write_text(MILL, encoding="utf-8")
    (root / "2-mill.md").unlink()
    (root / "2-mill.md").symlink_to(outside)
    assert "Jonas" not in page_of(root, "3-ice.md").far.lead


def test_it_changes_with_the_files_before_and_not_with_others(root: Path) -> None:
    project, path = Project(), root / "3-ice.md"
    project.look(root, settings())
    assert project.look_around(path, settings())
    far = project.page_for(path).far
    (root / "4-spring.md").write_text(MILL, encoding="utf-8")
    assert not project.look_around(path, settings())
    assert project.page_for(path).far is far
    (root / "2-mill.md").write_text(MILL.replace("Jonas", "Ida"), encoding="utf-8")
    assert project.look_around(path, settings())
    assert "Ida found" in project.page_for(path).far.lead


def test_what_is_read_for_a_document_that_was_closed_meanwhile_is_not_kept(root: Path) -> None:
    nearby, path = NearbyFiles(), root / "3-ice.md"
    found = nearby.read([path], root, settings())
    assert nearby.context_for(path).lead == ""
    nearby.forget(path)
    assert len(found[path]) == 2
    assert nearby.context_for(path).lead == ""
    assert nearby.keep(found)
    assert nearby.context_for(path).lead


def test_an_editor_does_not_wait_until_sentences_are_ranked() -> None:
    rank = BackgroundRanking()
    far = FarContext(rank=rank)
    text = f"{FERRY}# Ice\n\nIt "
    (first,) = far_parts(far.at(text, near_bytes=4000), budget_tokens=90)
    assert first.left_out == "it is still being read"
    told = [first]
    while first in told:
        time.sleep(0.001)
        told = far_parts(far.at(text, near_bytes=4000), budget_tokens=90)
    assert "Marta rowed" in "".join(part.text for part in told)


def test_of_a_very_long_chapter_the_end_is_ranked() -> None:
    told = [sentence for _, sentence in ranks_of(FERRY + "Nobody came. " * 6000 + MILL)]
    assert any("Jonas" in sentence for sentence in told)
    assert not any("Marta" in sentence for sentence in told)


def test_earlier_chapters_of_the_document_come_after_those_of_files() -> None:
    far = FarContext([Chapter("1.md", FERRY)]).at(f"{MILL}# Ice\n\nIt ", near_bytes=4000)
    assert [chapter.source for chapter in far.chapters] == ["1.md", "The Mill"]
    assert far.opening == ""


def test_a_chapters_opening_is_far_when_the_near_text_cannot_hold_it() -> None:
    text = f"# Ice\n\nIt came early.\n\n{'Nobody crossed. ' * 40}"
    assert FarContext().at(text, near_bytes=600).opening.startswith("# Ice\n\nIt came early.")
    assert FarContext().at(text, near_bytes=900).opening == ""


@pytest.mark.parametrize("budget_tokens", [0, 5, 20, 60, 300])
def test_the_parts_fit_their_budget(budget_tokens: int) -> None:
    text = f"{FERRY}{MILL}# Ice\n\n{'Nobody crossed the river that year. ' * 40}"
    parts = far_parts(FarContext().at(text, near_bytes=600), budget_tokens=budget_tokens)
    assert estimate_tokens("".join(part.text for part in parts)) <= budget_tokens
    assert all(part.text or part.left_out for part in parts)


def test_sentences_are_labelled_in_the_language_of_the_piece() -> None:
    far = FarContext().at(f"{SNOW}# 天亮\n\n", near_bytes=600)
    text = "".join(part.text for part in far_parts(far, budget_tokens=100))
    assert text == "\n前文摘录：老木匠坐在门槛上刨木头，等儿子回家来过年。\n"


def test_the_latest_chapter_gets_most_of_the_room() -> None:
    far = FarContext().at(f"{FERRY}{MILL}# Ice\n\n", near_bytes=600)
    told = "".join(part.text for part in far_parts(far, budget_tokens=30))
    assert "Jonas" in told
    assert "Marta" not in told
