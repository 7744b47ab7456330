"""Finds settings by their dotted path, such as ``inline.max_words``."""

from collections.abc import Iterator

from pydantic.fields import FieldInfo

from afterword.settings.fields import Settings
from afterword.settings.section import Section

SettingPath = tuple[str, ...]
"""The names that lead to a setting: ``("inline", "max_words")``."""


def setting_paths() -> list[str]:
    """Return the dotted paths of all settings, in order."""
    return [".".join(path) for path in _walk(Settings, ())]


def _walk(section: type[Section], above: SettingPath) -> Iterator[SettingPath]:
    for name in section.model_fields:
        inner = section_named(section, name)
        if inner is None:
            yield (*above, name)
        else:
            yield from _walk(inner, (*above, name))


def section_named(section: type[Section], name: str) -> type[Section] | None:
    """Return the table ``name`` of ``section``; None if there is none, or ``name`` is a plain setting."""
    field = section.model_fields.get(name)
    inner = field.annotation if field else None
    return inner if isinstance(inner, type) and issubclass(inner, Section) else None


def section_at(path: SettingPath) -> type[Section] | None:
    """Return the table at ``path``, if there is one. ``()`` is all settings."""
    section: type[Section] | None = Settings
    for name in path:
        section = section_named(section, name) if section else None
    return section


def field_at(path: SettingPath) -> FieldInfo | None:
    """Return the setting at ``path``; None if there is none, or a table is there."""
    section = section_at(path[:-1])
    if section is None or section_at(path) is not None:
        return None
    return section.model_fields.get(path[-1])
