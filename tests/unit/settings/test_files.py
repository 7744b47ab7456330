"""Reading settings from files: what is found, and what the writer is told of a file that is not."""

from pathlib import Path

import pytest

from afterword.errors import SettingsError
from afterword.settings import (
    Settings,
    find_project_file,
    load_settings,
    read_settings_file,
    user_config_path,
)


@pytest.fixture
def user_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFTERWORD_CONFIG_DIR", str(tmp_path / "user"))
    path = user_config_path()
    path.parent.mkdir()
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "novel"
    folder.mkdir()
    return folder


def test_reads_toml(tmp_path: Path) -> None:
    path = tmp_path / "afterword.toml"
    path.write_text("[inline]\nmax_words = 5\n", encoding="utf-8")

    layer = read_settings_file(path, is_project=True)

    assert layer.values == {"inline": {"max_words": 5}}
    assert (layer.source, layer.is_project) == (str(path), True)


def test_reads_a_file_that_starts_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("threads = 2\n", encoding="utf-8-sig")

    assert read_settings_file(path).values == {"threads": 2}


def test_missing_file_sets_nothing(tmp_path: Path) -> None:
    assert read_settings_file(tmp_path / "config.toml").values == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"max_words: 5", "not valid TOML: .* line 1, column 10", id="other syntax"),
        pytest.param(b"a = " + b"[" * 100_000, "not valid TOML", id="nested too deeply"),
        pytest.param("model = 'é'".encode("latin-1"), "not UTF-8", id="other encoding"),
        pytest.param(b"#" * 1_000_001, "larger than 1,000,000 bytes", id="too large"),
    ],
)
def test_unreadable_file_is_told_with_its_path(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=message) as raised:
        read_settings_file(path)

    assert str(path) in raised.value.message
    assert raised.value.next_step


def test_finds_the_project_file_above(project: Path) -> None:
    (project / "afterword.toml").touch()
    chapter = project / "part one" / "chapter"
    chapter.mkdir(parents=True)

    assert find_project_file(chapter) == project / "afterword.toml"


def test_project_overrides_user(user_file: Path, project: Path) -> None:
    user_file.write_text("threads = 2\n[inline]\nmax_words = 5\n", encoding="utf-8")
    (project / "afterword.toml").write_text("inline.max_words = 7\n", encoding="utf-8")

    settings, problems = load_settings(project)

    assert (settings.threads, settings.inline.max_words) == (2, 7)
    assert problems == []


def test_project_file_is_held_to_what_a_project_may_set(user_file: Path, project: Path) -> None:
    user_file.write_text('model = "smollm2-135m"\n', encoding="utf-8")
    (project / "afterword.toml").write_text('model = "someone/else"\n', encoding="utf-8")

    settings, problems = load_settings(project)

    assert settings.model == "smollm2-135m"
    assert len(problems) == 1


def test_broken_file_is_told_and_the_other_still_counts(user_file: Path, project: Path) -> None:
    user_file.write_text("inline = [", encoding="utf-8")
    (project / "afterword.toml").write_text("inline.max_words = 7\n", encoding="utf-8")

    settings, problems = load_settings(project)

    assert settings.inline.max_words == 7
    assert [str(user_file) in problem for problem in problems] == [True]


def test_no_files_give_the_defaults(user_file: Path, project: Path) -> None:
    assert not user_file.exists()
    assert load_settings(project) == (Settings(), [])
