"""Declares the server's settings in package.json, from what ``afterword.settings`` says of them.

Run with the Python that has ``afterword``: ``python clients/vscode/scripts/declare_settings.py``. What package.json says is
proven equal by ``tests/editors/vscode/test_declared_settings.py``.
"""  # noqa: INP001  a program, not a package

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from afterword.settings import Settings
from afterword.settings.paths import field_at, setting_paths
from afterword.settings.section import Section
from afterword.settings.user_only import is_user_only

PACKAGE_JSON: Final = Path(__file__).parents[1] / "package.json"
TITLE: Final = "Writing"
"""The heading of the server's settings in the settings editor."""


def declared_settings() -> dict[str, dict[str, Any]]:
    """Return the JSON schema of every setting, by its name in the editor."""
    schema = Settings.model_json_schema()
    return {f"afterword.{path}": _declare(path, schema) for path in setting_paths()}


def read_declared() -> dict[str, dict[str, Any]]:
    """Return what package.json declares of the server's settings."""
    package = json.loads(PACKAGE_JSON.read_text(encoding="utf-8"))
    sections = package["contributes"]["configuration"]
    return next((part["properties"] for part in sections if part["title"] == TITLE), {})


def write_declared() -> None:
    """Put the settings into package.json; the rest of it stays."""
    package = json.loads(PACKAGE_JSON.read_text(encoding="utf-8"))
    contributes = package["contributes"]
    others = [part for part in contributes["configuration"] if part["title"] != TITLE]
    ours = {"title": TITLE, "properties": declared_settings()}
    contributes["configuration"] = [ours, *others]
    text = json.dumps(package, indent=2, ensure_ascii=False)
    PACKAGE_JSON.write_text(f"{text}\n", encoding="utf-8")


def _declare(dotted: str, schema: dict[str, Any]) -> dict[str, Any]:
    path = tuple(dotted.split("."))
    field = field_at(path)
    if field is None:
        raise KeyError(dotted)
    found = _schema_at(path, schema)
    declared = {key: value for key, value in found.items() if key not in {"title", "description"}}
    default: object = Settings()
    for name in path:
        default = getattr(default, name)
    declared["default"] = _as_json(default)
    if "$ref" in declared.get("items", {}):
        # The settings editor leads to settings.json for a list of tables, and checks it there.
        declared["items"] = _table(declared["items"], schema)
    declared["scope"] = "machine" if is_user_only(field) else "window"
    declared["markdownDescription"] = _as_markdown(field.description or "")
    return declared


def _table(reference: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one table of a list, each key with what it is for."""
    found = _resolve(reference, schema)
    keys = dict[str, Any]()
    for name, part in found["properties"].items():
        described = _without_options(_resolve(part, schema) | part, schema)
        keys[name] = {
            key: value
            for key, value in described.items()
            if key not in {"title", "description", "default", "$ref"}
        }
        keys[name]["markdownDescription"] = _as_markdown(part["description"])
    return {
        "type": "object",
        "properties": keys,
        "required": found["required"],
        "additionalProperties": False,
    }


def _schema_at(path: tuple[str, ...], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the part of pydantic's schema that describes one setting, references put in."""
    here = schema
    for name in path:
        here = _resolve(here["properties"][name], schema)
    return _without_options(here, schema)


def _without_options(here: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of one type: what may be unset, is that type or null."""
    options = here.pop("anyOf", None)
    if options is None:
        return here
    # A setting that may be unset: VS Code has no other word for it than null.
    resolved = [_resolve(option, schema) for option in options]
    some = next(option for option in resolved if option["type"] != "null")
    choices = {"enum": [*some["enum"], None]} if "enum" in some else {}
    return {**here, **some, **choices, "type": [some["type"], "null"]}


def _resolve(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref")
    if reference is None:
        return dict(part)
    return {**schema["$defs"][reference.rpartition("/")[2]]}


def _as_json(value: object) -> object:
    match value:
        case StrEnum():
            return value.value
        case tuple():
            return list(value)
        case Section():
            raise TypeError(value)
        case _:
            return value


def _as_markdown(text: str) -> str:
    return re.sub(r"``(.+?)``", r"`\1`", " ".join(text.split()))


if __name__ == "__main__":
    write_declared()
