"""The settings in force, and what the writer is told about them."""

from pathlib import Path

import pytest

from afterword.lsp.core.settings_layers import SettingsLayers


def configuration(tmp_path: Path, *, user: str = "", project: str = "") -> SettingsLayers:
    (tmp_path / "config.toml").write_text(user, encoding="utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "afterword.toml").write_text(project, encoding="utf-8")
    made = SettingsLayers(user_file=tmp_path / "config.toml")
    made.set_folders([tmp_path / "book"])
    return made


def test_later_layers_win(tmp_path: Path) -> None:
    made = configuration(
        tmp_path,
        user="[inline]\nmax_words = 1\nconfidence = 0.1\ndeadline_ms = 100\ncontext_tokens = 100",
        project="[inline]\nmax_words = 2\nconfidence = 0.2\ndeadline_ms = 200",
    )
    made.set_initial({"inline": {"max_words": 3, "confidence": 0.3}})
    made.set_editor({"inline": {"max_words": 4}})
    made.reload()
    inline = made.settings.inline
    assert (inline.max_words, inline.confidence) == (4, 0.3)
    assert (inline.deadline_ms, inline.context_tokens) == (200, 100)


def test_takes_the_project_file_of_the_first_folder_that_has_one(tmp_path: Path) -> None:
    made = configuration(tmp_path, project="enabled = false")
    made.set_folders([tmp_path / "nothing here", tmp_path / "book" / "chapters"])
    made.reload()
    assert made.settings.enabled is False


def test_a_file_that_is_no_toml_is_a_problem_and_the_other_one_counts(tmp_path: Path) -> None:
    made = configuration(tmp_path, user="enabled = ", project="[inline]\nmax_words = 2")
    made.reload()
    assert made.settings.inline.max_words == 2
    (problem,) = made.problems
    assert "config.toml is not valid TOML" in problem


def test_the_token_is_no_setting(tmp_path: Path) -> None:
    made = configuration(tmp_path)
    made.set_initial({"token": "secret"})
    made.reload()
    assert made.problems == ()


@pytest.mark.parametrize(
    ("pushed", "enabled"),
    [
        pytest.param({"afterword": {"enabled": True}}, True, id="our section"),
        pytest.param({"afterword": None}, True, id="our section, empty"),
        pytest.param({"enabled": True}, True, id="bare"),
        pytest.param({"inline.max_words": 3}, True, id="bare, dotted"),
        pytest.param({}, True, id="nothing is set"),
        pytest.param(None, True, id="null"),
        pytest.param({"pylsp": {"enabled": True}}, False, id="another server's section"),
    ],
)
def test_pushed_settings_replace_the_editors(
    tmp_path: Path, pushed: object, *, enabled: bool
) -> None:
    made = configuration(tmp_path)
    made.set_editor({"enabled": False})
    made.push_editor(pushed)
    made.reload()
    assert (made.settings.enabled, made.problems) == (enabled, ())


@pytest.mark.parametrize(
    ("value", "told"), [("perhaps", []), ("never", ['"never"'])], ids=["the-same", "another"]
)
def test_a_problem_is_told_once_unless_it_changes(
    tmp_path: Path, value: str, told: list[str]
) -> None:
    made = configuration(tmp_path)
    made.set_editor({"enabled": "perhaps"})
    made.reload()
    assert len(made.new_problems()) == 1

    made.set_editor({"enabled": value})
    made.reload()
    problems = made.new_problems()
    assert len(problems) == len(told)
    assert all(words in problem for words, problem in zip(told, problems, strict=True))


def test_a_problem_that_was_mended_is_told_when_it_comes_back(tmp_path: Path) -> None:
    made = configuration(tmp_path)
    for value, count in (("perhaps", 1), (True, 0), ("perhaps", 1)):
        made.set_editor({"enabled": value})
        made.reload()
        assert len(made.new_problems()) == count


@pytest.mark.parametrize("is_removed", [False, True], ids=["changed", "removed"])
def test_notices_a_file_that_is_no_longer_as_it_was_read(
    tmp_path: Path, *, is_removed: bool
) -> None:
    made = configuration(tmp_path)
    made.reload()
    assert not made.files_have_changed()

    if is_removed:
        (tmp_path / "book" / "afterword.toml").unlink()
    else:
        (tmp_path / "config.toml").write_text("enabled = false", encoding="utf-8")
    assert made.files_have_changed()


@pytest.mark.parametrize(
    ("document", "root"),
    [
        pytest.param("one/chapter.md", "one", id="its-folder"),
        pytest.param("one/part/chapter.md", "one", id="above-it"),
        pytest.param("one/other/chapter.md", "one/other", id="a-project-in-a-project"),
        pytest.param("two/chapter.md", "two", id="a-folder-without-a-file"),
        pytest.param("elsewhere/chapter.md", "one", id="not-in-a-folder"),
    ],
)
def test_a_document_belongs_to_the_nearest_project(
    tmp_path: Path, document: str, root: str
) -> None:
    for folder in ("one/part", "one/other", "two", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    for project in ("one", "one/other"):
        (tmp_path / project / "afterword.toml").write_text(
            f'brief.tone = "{project}"\n', encoding="utf-8"
        )
    configuration = SettingsLayers(user_file=tmp_path / "none.toml")
    configuration.set_folders([tmp_path / "one", tmp_path / "two"])
    configuration.reload()
    found = configuration.root_of(tmp_path / document)
    assert found == tmp_path / root
    tone = configuration.settings_in(found).brief.tone
    assert tone == (None if root == "two" else root)
