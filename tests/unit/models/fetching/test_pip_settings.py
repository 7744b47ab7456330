"""Which index and certificates count, of all the places where pip looks."""

from pathlib import Path

import pytest

from afterword.models.fetching.pip_settings import PYPI, PipSettings, read_pip_settings


def settings_file(folder: Path, text: str) -> Path:
    path = folder / "pip.conf"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_settings_it_is_pypi(tmp_path: Path) -> None:
    assert read_pip_settings({}, [tmp_path / "missing"]) == PipSettings(index_urls=(PYPI,))


def test_the_environment_wins_over_files(tmp_path: Path) -> None:
    path = settings_file(tmp_path, "[global]\nindex-url = https://a/simple\ncert = /a.pem\n")
    found = read_pip_settings({"PIP_INDEX_URL": "https://b/simple"}, [path])
    assert found == PipSettings(index_urls=("https://b/simple",), certificates="/a.pem")


def test_what_holds_for_install_wins_over_what_holds_for_all(tmp_path: Path) -> None:
    text = "[install]\nindex_url = https://b/simple\n[global]\nindex-url = https://a/simple\n"
    found = read_pip_settings({}, [settings_file(tmp_path, text)])
    assert found.index_urls == ("https://b/simple",)


def test_further_indexes_come_after_and_folders_are_left_out() -> None:
    environment = {"PIP_EXTRA_INDEX_URL": "file:///packages/simple https://c/simple"}
    assert read_pip_settings(environment, []).index_urls == (PYPI, "https://c/simple")


def test_who_wants_no_index_has_none() -> None:
    assert read_pip_settings({"PIP_NO_INDEX": "1"}, []).index_urls == ()


@pytest.mark.parametrize("text", ["no section", "[global]\nindex-url", "[global\n", "\x00"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, text: str) -> None:
    found = read_pip_settings({}, [settings_file(tmp_path, text)])
    assert found == PipSettings(index_urls=(PYPI,))


def test_a_file_that_the_environment_names_is_read(tmp_path: Path) -> None:
    path = settings_file(tmp_path, "[global]\nindex-url = https://a/simple\n")
    found = read_pip_settings({"PIP_CONFIG_FILE": str(path)})
    assert found.index_urls[0] == "https://a/simple"
