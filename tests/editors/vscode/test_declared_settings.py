"""What the VS Code extension declares in package.json is what the server's settings say."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from afterword.settings.brief_fields import BriefFor

SCRIPT = Path(__file__).parents[3] / "clients" / "vscode" / "scripts" / "declare_settings.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("declare_settings", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_package_json_declares_every_setting_as_the_server_has_it(script: ModuleType) -> None:
    # To mend it: python clients/vscode/scripts/declare_settings.py
    assert script.read_declared() == script.declared_settings()


def test_declarations_hold_defaults_bounds_choices_and_who_may_set_them(script: ModuleType) -> None:
    declared = script.declared_settings()

    words = declared["afterword.inline.max_words"]
    assert (words["type"], words["minimum"], words["maximum"]) == ("integer", 1, 64)
    assert words["scope"] == "window"
    assert declared["afterword.inline.eagerness"]["enum"] == ["quiet", "balanced", "eager"]
    assert declared["afterword.inline.confidence"]["type"] == ["number", "null"]
    assert declared["afterword.paragraph.banned_phrases"]["default"] == []
    assert declared["afterword.model"]["scope"] == "machine"
    assert all(entry["markdownDescription"] for entry in declared.values())


def test_a_list_of_tables_says_what_each_table_may_hold(script: ModuleType) -> None:
    tables = script.declared_settings()["afterword.brief_for"]
    assert (tables["type"], tables["default"]) == ("array", [])
    table = tables["items"]
    assert table["required"] == ["files"]
    assert set(table["properties"]) == set(BriefFor.model_fields)
    assert table["properties"]["form"]["enum"][0] == "novel"
    assert all(key["markdownDescription"] for key in table["properties"].values())
