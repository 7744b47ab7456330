"""Merges layers of settings. What can't be taken is told; the rest of its layer still counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from pydantic import ValidationError

from afterword.settings.fields import Settings
from afterword.settings.paths import (
    SettingPath,
    field_at,
    is_user_only,
    section_at,
    section_named,
)
from afterword.settings.section import Section
from afterword.settings.telling import bad_table, bad_value, describe, unknown_setting

MOST_PROBLEMS: Final = 20
"""Of one layer that are told: a foreign project's file may hold thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsLayer:
    """Settings from one place, as they were parsed from TOML or JSON."""

    source: str
    """Where they come from, for messages: a path, or ``the editor``."""
    values: object
    """A mapping, or None for no settings; anything else is a fault to tell."""
    is_project: bool = False
    """A project's file: user-only settings in it are refused."""


def merge_settings(layers: Sequence[SettingsLayer]) -> tuple[Settings, list[str]]:
    """Merge layers, weakest first, over the defaults. Never raises, whatever they hold.

    Returns:
        The settings, and one sentence for each value that was not taken, with its path.
    """
    merged: dict[str, object] = {}
    problems: list[str] = []
    for layer in layers:
        values = layer.values
        if values is None:
            continue
        if not isinstance(values, Mapping):
            problems.append(f"{layer.source}: settings must be a table of names and values.")
            continue
        table = cast("Mapping[object, object]", values)
        problems += _put_layer(merged, table, layer)
    return Settings.model_validate(merged), problems


def _put_layer(
    merged: dict[str, object], table: Mapping[object, object], layer: SettingsLayer
) -> list[str]:
    """Put what ``layer`` sets into ``merged``; return what is wrong with the rest of it."""
    problems: list[str] = []
    for path, value in _leaves(table, Settings, ()):
        complaint = _refusal(path, value, merged, layer)
        if not complaint:
            _put(merged, path, value)
        elif len(problems) < MOST_PROBLEMS:
            problems.append(f"{layer.source}: {complaint}")
        else:
            problems.append(
                f"{layer.source}: there are more faults; the rest of it is not in force."
            )
            break
    return problems


def _leaves(
    values: Mapping[object, object], section: type[Section], above: SettingPath
) -> Iterator[tuple[SettingPath, object]]:
    """Flatten nested tables into paths and values; a key ``a.b`` counts as nested."""
    for key, value in values.items():
        name, _, rest = str(key).partition(".")
        inner = section_named(section, name)
        content: object = {rest: value} if rest else value
        if inner is not None and isinstance(content, Mapping):
            table = cast("Mapping[object, object]", content)
            yield from _leaves(table, inner, (*above, name))
        elif value is not None:  # editors send null for "not set"
            yield (*above, str(key)), value


def _refusal(
    path: SettingPath, value: object, merged: dict[str, object], layer: SettingsLayer
) -> str:
    """Return why ``value`` can't be taken, as a sentence; empty if it can."""
    dotted = ".".join(path)
    field = field_at(path)
    if section_at(path) is not None:
        return f"{dotted} must be a table of names and values, got {describe(value)}."
    if field is None:
        return unknown_setting(dotted)
    if layer.is_project and is_user_only(field):
        return f"{dotted} may only be set in your own settings, not by a project."
    trial: dict[str, object] = {}
    _put(trial, path, value)
    try:
        Settings.model_validate(trial)
    except ValidationError as error:
        inner = error.errors(include_url=False, include_context=False)[0]
        if len(inner["loc"]) > len(path) + 1:
            return bad_table(dotted, inner["loc"][len(path) :], inner["input"])
        kept: object = Settings.model_validate(merged)
        for name in path:
            kept = getattr(kept, name)
        return bad_value(dotted, field, value, kept=kept)
    return ""


def _put(table: dict[str, object], path: SettingPath, value: object) -> None:
    for name in path[:-1]:
        table = cast("dict[str, object]", table.setdefault(name, {}))
    table[path[-1]] = value
