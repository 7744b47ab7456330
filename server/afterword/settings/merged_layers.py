"""Merges layers of settings. What can't be taken is reported; the rest of its layer still counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from afterword.settings.field_types import section_in_list
from afterword.settings.field_validation import FieldFault, validate_field
from afterword.settings.fields import Settings
from afterword.settings.message_words import describe, did_you_mean, names_meant, shorten
from afterword.settings.paths import (
    SettingPath,
    field_at,
    section_at,
    section_named,
    setting_paths,
)
from afterword.settings.section import Section
from afterword.settings.user_only import is_user_only, refuse_project

MAX_PROBLEMS: Final = 20
"""How many problems of one layer are reported: a foreign project's file may hold thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsLayer:
    """Settings from one place, as they were parsed from TOML or JSON."""

    source: str
    """Where they come from, for messages: a path, or ``the editor``."""
    values: object
    """A mapping, or None for no settings; anything else is a problem to report."""
    is_project: bool = False
    """Whether it is a project's file, in which user-only settings are refused."""


def merge_settings(layers: Sequence[SettingsLayer]) -> tuple[Settings, list[str]]:
    """Merge layers, weakest first, over the defaults. Never raises, whatever they hold.

    Returns:
        The settings, and one sentence for each value that was not taken, with its path.
    """
    merged: dict[str, object] = {}
    problems: list[str] = []
    for layer in layers:
        values = layer.values
        if isinstance(values, Mapping):
            problems += _put_layer(merged, cast("Mapping[object, object]", values), layer)
        elif values is not None:
            problems.append(f"{layer.source}: settings must be a table of names and values.")
    return Settings.model_validate(merged), problems


def _put_layer(
    merged: dict[str, object], table: Mapping[object, object], layer: SettingsLayer
) -> list[str]:
    """Put what ``layer`` sets into ``merged``; return what is wrong with the rest of it."""
    problems: list[str] = []
    for path, written in _leaves(table, Settings, ()):
        value, faults = _without_faults(path, written)
        problems += [f"{layer.source}: {fault}" for fault in faults]
        complaint = _refusal(path, value, merged, layer)
        if not complaint:
            _put(merged, path, value)
        elif len(problems) < MAX_PROBLEMS:
            problems.append(f"{layer.source}: {complaint}")
        else:
            more = "there are more faults; the rest of it is not in force."
            return [*problems, f"{layer.source}: {more}"]
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
    section, field = section_at(path[:-1]), field_at(path)
    if section_at(path) is not None:
        return f"{dotted} must be a table of names and values, got {describe(value)}."
    if section is None or field is None:
        return _unknown_setting(dotted)
    if layer.is_project and is_user_only(field):
        return refuse_project(dotted)
    fault = validate_field(section, path[-1], value)
    if not isinstance(fault, FieldFault):
        return ""
    kept: object = Settings.model_validate(merged)
    for name in path:
        kept = getattr(kept, name)
    return f"{dotted} {fault.problem}; using {describe(kept)}.{fault.hint}"


def _unknown_setting(dotted: str) -> str:
    known = setting_paths()
    known += sorted({path.partition(".")[0] for path in known if "." in path})
    return f"there is no setting {shorten(dotted)}.{did_you_mean(names_meant(dotted, known))}"


def _without_faults(path: SettingPath, value: object) -> tuple[object, list[str]]:
    """Return a list of tables without the keys and tables that can't be taken, and one sentence for each.

    A value that is no list of tables is returned as it is.
    """
    field = field_at(path)
    section = section_in_list(field) if field else None
    if section is None or not isinstance(value, list):
        return value, []
    tables, faults = list[object](), list[str]()
    for number, table in enumerate(cast("list[object]", value), start=1):
        name = f"{'.'.join(path)}[{number}]"
        if not isinstance(table, Mapping):
            tables.append(table)
            continue
        kept = dict(cast("Mapping[str, object]", table))
        for key in tuple(kept):
            fault = validate_field(section, key, kept[key])
            if isinstance(fault, FieldFault):
                del kept[key]
                faults.append(fault.sentence(table=name, value=f"{name}.{key}"))
        needed = (key for key, own in section.model_fields.items() if own.is_required())
        missing = [key for key in needed if key not in kept]
        if missing:
            faults.append(f"{name} needs {missing[0]}; it is not in force.")
        else:
            tables.append(kept)
    return tables, faults[:MAX_PROBLEMS]


def _put(table: dict[str, object], path: SettingPath, value: object) -> None:
    for name in path[:-1]:
        table = cast("dict[str, object]", table.setdefault(name, {}))
    table[path[-1]] = value
