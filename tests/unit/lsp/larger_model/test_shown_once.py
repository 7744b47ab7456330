"""A notice is shown once, and never where that can't be remembered."""

from pathlib import Path

from afterword.lsp.larger_model.shown_once import show_once


def test_a_notice_is_shown_once(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "shown"
    assert show_once(folder, "larger-model-x")
    assert not show_once(folder, "larger-model-x")
    assert show_once(folder, "larger-model-y")


def test_where_nothing_can_be_remembered_nothing_is_shown(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not show_once(tmp_path / "file", "larger-model-x")
