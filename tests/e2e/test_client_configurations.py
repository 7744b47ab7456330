"""What the folders of ``clients`` hold for editors that were not run: readable, and right for us."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import editor_table
import pytest
from editor_declarations import FOLDER

from afterword.settings import SettingsLayer, merge_settings

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / "clients"
COMMAND = ["afterword", "serve"]


def read(path: str) -> dict[str, Any]:
    text = (CLIENTS / path).read_text(encoding="utf-8")
    return tomllib.loads(text) if path.endswith(".toml") else json.loads(text)


def faults_of(values: object) -> list[str]:
    return merge_settings([SettingsLayer(source="the editor", values=values)])[1]


def test_helix_starts_the_server_with_settings_that_exist() -> None:
    languages = read("helix/languages.toml")
    server = languages["language-server"]["afterword"]
    assert [server["command"], *server["args"]] == COMMAND
    assert faults_of(server["config"]) == []
    assert all("afterword" in one["language-servers"] for one in languages["language"])


def test_kate_starts_the_server_with_settings_that_exist() -> None:
    server = read("kate/settings.json")["servers"]["markdown"]
    assert server["command"] == COMMAND
    assert faults_of(server["initializationOptions"]) == []
    assert faults_of(server["settings"]["afterword"]) == []


def test_sublime_starts_the_server_with_settings_that_exist() -> None:
    server = read("sublime/LSP.sublime-settings")["clients"]["afterword"]
    assert server["command"] == COMMAND
    assert faults_of(server["initializationOptions"]) == []
    assert faults_of(nested(server["settings"])["afterword"]) == []


def test_zed_has_an_extension_and_settings_that_exist() -> None:
    assert set(read("zed/extension.toml")["language_servers"]) == {"afterword"}
    assert read("zed/Cargo.toml")["lib"]["crate-type"] == ["cdylib"]
    server = read("zed/settings.json")["lsp"]["afterword"]
    assert faults_of(server["initialization_options"]) == []
    assert faults_of(server["settings"]["afterword"]) == []


def nested(dotted: Mapping[str, object]) -> dict[str, Any]:
    """Return settings as the LSP package hands them out, which names them with dots."""
    tree: dict[str, Any] = {}
    for path, value in dotted.items():
        *parents, name = path.split(".")
        branch = tree
        for parent in parents:
            branch = cast("dict[str, Any]", branch.setdefault(parent, {}))
        branch[name] = value
    return tree


def test_the_table_has_a_row_for_every_editor() -> None:
    rows = editor_table.table().splitlines()[2:]
    editors = [json.loads(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.json")]
    assert len(rows) == len(editors)
    for editor in editors:
        (row,) = [
            row
            for row in rows
            if f"[{editor['editor']}]" in row or editor["editor"] == row[2:].partition(" |")[0]
        ]
        assert editor["tested"] in row
        if client := editor.get("client"):
            assert (ROOT / client / "README.md").exists()


def test_the_table_replaces_the_one_that_is_there() -> None:
    page = f"# Editors\n\n{editor_table.BEGIN}old\n{editor_table.END}\nMore.\n"
    written = editor_table.with_table(page)
    assert (
        written
        == f"# Editors\n\n{editor_table.BEGIN}{editor_table.table()}{editor_table.END}\nMore.\n"
    )
    assert editor_table.with_table(written) == written


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="editors"):
        editor_table.with_table("# Editors\n")


def test_the_table_of_the_page_is_up_to_date() -> None:
    # To mend it: make editor-table
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    assert editor_table.with_table(page) == page
