"""What a project's files tell about a document."""

from pathlib import Path

import pytest

from afterword.brief.project.project import Project
from afterword.brief.project_texts import MAX_TEXT_FILE_BYTES
from afterword.settings import Settings
from fakes.writing_services import settings_of


def look(root: Path, **values: object) -> Project:
    project = Project()
    project.read_changes(root, settings_of(**values))
    return project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "lore").mkdir()
    (tmp_path / "lore" / "maren.md").write_text("# Maren\nKeeps the ferry.", encoding="utf-8")
    return tmp_path


def titles(project: Project, path: Path) -> list[str]:
    return [entry.title for entry in project.context_for(path).lore.entries]


def test_reads_the_lore_of_the_project(root: Path) -> None:
    (root / "lore" / "places").mkdir()
    (root / "lore" / "places" / "mill.txt").write_text("Stands empty.", encoding="utf-8")
    assert titles(look(root), root / "one.md") == ["Maren", "mill"]
    assert titles(look(root, lore={"enabled": False}), root / "one.md") == []
    assert titles(look(root, lore={"folder": "lore/places"}), root / "one.md") == ["mill"]


def test_an_entry_is_not_told_to_its_own_file(root: Path) -> None:
    assert titles(look(root), root / "lore" / "maren.md") == []


def test_what_has_changed_is_read_again(root: Path) -> None:
    project = look(root)
    assert not project.read_changes(root, settings_of())
    (root / "lore" / "maren.md").write_text("# Maren Holt\nLeft the ferry.", encoding="utf-8")
    assert project.read_changes(root, settings_of())
    assert titles(project, root / "one.md") == ["Maren Holt"]
    (root / "lore" / "maren.md").unlink()
    assert project.read_changes(root, settings_of())
    assert titles(project, root / "one.md") == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is no UTF-8 text"),
        (b"\xff\xfe\x00", "is no UTF-8 text"),
        (b"x" * (MAX_TEXT_FILE_BYTES + 1), "is larger than"),
    ],
)
def test_what_is_no_lore_is_told_and_the_rest_counts(
    root: Path, content: bytes, problem: str
) -> None:
    (root / "lore" / "other.md").write_bytes(content)
    project = look(root)
    (told,) = project.lore.problems
    assert problem in told
    assert titles(project, root / "one.md") == ["Maren"]
    assert not project.read_changes(root, settings_of())


@pytest.mark.parametrize("folder", ["..", "/", "lore/../../x"])
def test_nothing_outside_of_the_project_is_read(root: Path, folder: str) -> None:
    project = look(root, lore={"folder": folder})
    assert "must be a folder in the project" in project.lore.problems[0]
    assert titles(project, root / "one.md") == []


def test_links_to_the_outside_are_told_and_not_read(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("# Secret\nNot theirs.", encoding="utf-8")
    (root / "lore" / "link.md").symlink_to(outside)
    (root / "lore" / "loop.md").symlink_to(root / "lore" / "loop.md")
    for number in range(4):
        (root / "lore" / f"up{number}").symlink_to(root / "lore")
    project = look(root)
    assert titles(project, root / "one.md") == ["Maren"]
    (told,) = project.lore.problems
    assert "link.md is a link out of the project" in told


def test_a_folder_that_is_not_there_is_told_if_it_was_named(root: Path) -> None:
    assert "no such folder" in look(root, lore={"folder": "charcters"}).lore.problems[0]
    assert look(root / "lore").lore.problems == ()


def test_a_project_that_is_opened_through_a_link_has_its_lore(root: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(root)
    project = look(root, brief_for=[{"files": ["*"], "form": "poem"}])
    assert titles(project, link / "one.md") == ["Maren"]
    assert dict(project.context_for(link / "one.md").brief) == {"form": "poem"}
    assert titles(project, link / "lore" / "maren.md") == []


def test_switched_off_nothing_is_read_or_complained_of(root: Path) -> None:
    (root / "lore" / "other.md").write_bytes(b"\0")
    project = look(root, enabled=False)
    assert titles(project, root / "one.md") == []
    assert project.lore.problems == ()


def test_what_could_not_be_read_is_tried_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as locked:
        locked.setattr(Path, "open", refuse)
        project = look(root)
    assert "maren.md can't be read: Permission denied." in project.lore.problems[0]
    assert project.read_changes(root, settings_of())
    assert titles(project, root / "one.md") == ["Maren"]


def test_what_is_avoided_adds_up(root: Path) -> None:
    briefs = [{"files": ["*"], "avoid": ["dark"]}, {"files": ["one.md"], "avoid": ["cold"]}]
    assert look(root, brief_for=briefs).context_for(root / "one.md").brief["avoid"] == (
        "dark",
        "cold",
    )


@pytest.mark.parametrize(
    ("pattern", "is_meant"),
    [
        *((pattern, True) for pattern in ("poems/*", "*.md", "heron.md", "./poems/heron.md")),
        *((pattern, True) for pattern in ("**/*.md", "**/poems/*", "poems/", "/poems/*")),
        (r"poems\*", True),
        *((pattern, False) for pattern in ("one*", "other/")),
    ],
)
def test_a_brief_for_some_documents(root: Path, pattern: str, *, is_meant: bool) -> None:
    project = look(root, brief_for=[{"files": [pattern], "form": "poem", "tone": "dry"}])
    brief = project.context_for(root / "poems" / "heron.md").brief
    assert dict(brief) == ({"form": "poem", "tone": "dry"} if is_meant else {})
    assert dict(project.context_for(root.parent / "heron.md").brief) == {}


def test_a_later_brief_goes_over_an_earlier_one(root: Path) -> None:
    briefs = [
        {"files": ["*.md"], "form": "novel", "tone": "dry"},
        {"files": ["h*"], "form": "poem"},
    ]
    brief = look(root, brief_for=briefs).context_for(root / "heron.md").brief
    assert dict(brief) == {"form": "poem", "tone": "dry"}


def test_a_document_without_a_file_has_the_lore(root: Path) -> None:
    assert [entry.title for entry in look(root).context_for(None).lore.entries] == ["Maren"]


def test_without_a_project_nothing_is_told() -> None:
    project = Project()
    assert not project.read_changes(None, Settings())
    assert project.context_for(Path("one.md")).lore.entries == ()


def test_examples_are_read_in_the_project(root: Path) -> None:
    (root / "voice.md").write_text(
        "---\nafterword:\n  tone: dry\n---\n\nHe rowed.\r\n", encoding="utf-8", newline=""
    )
    project = look(root)
    examples = project.context_for(root / "one.md").examples
    assert examples.passage("voice.md") == "He rowed."
    assert examples.problem("voice.md") == ""
    assert not project.read_changes(root, settings_of())
    (root / "voice.md").write_text("She rowed.", encoding="utf-8")
    assert project.read_changes(root, settings_of())
    assert project.context_for(root / "one.md").examples.passage("voice.md") == "She rowed."


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("none.md", "is no file."),
        ("lore", "is no file."),
        ("../secret.md", "is not in the project."),
        ("/etc/passwd", "is not in the project."),
        ("a\0b", "is not in the project."),
    ],
)
def test_an_example_that_is_not_read_is_told(root: Path, name: str, problem: str) -> None:
    (root.parent / "secret.md").write_text("Not theirs.", encoding="utf-8")
    project = look(root, brief={"examples": [name]})
    assert project.problems == (f"{name} {problem}",)
    assert project.context_for(root / "one.md").examples.passage(name) == ""
    assert not project.read_changes(root, settings_of(brief={"examples": [name]}))


def test_an_example_that_was_missing_is_read_when_it_is_there(root: Path) -> None:
    project = look(root, brief={"examples": ["voice.md"]})
    (root / "voice.md").write_text("He rowed.", encoding="utf-8")
    assert project.read_changes(root, settings_of(brief={"examples": ["voice.md"]}))
    assert project.problems == ()
    assert project.context_for(root / "one.md").examples.passage("voice.md") == "He rowed."
