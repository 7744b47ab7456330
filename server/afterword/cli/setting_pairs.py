"""Settings given on the command line: NAME=VALUE, several of them in one word, or a TOML file."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

import regex

from afterword.errors import SettingsError
from afterword.settings import Settings, SettingsLayer, merge_settings, read_settings_file

_COMMA_BEFORE_NAME: Final = regex.compile(r",(?=\s*[a-z_]+(?:\.[a-z_]+)*\s*=)")
"""A comma that parts two settings; one inside a list or a text is followed by no name."""


def settings_with(settings: Settings, pairs: Sequence[str], *, source: str = "--set") -> Settings:
    """Return settings overlaid with NAME=VALUE pairs, the values as in TOML.

    Raises:
        SettingsError: there is no such setting, or it can't have this value.
    """
    return _overlaid(settings, [_pair_values(pair) for pair in pairs], source=source)


def settings_from_words(settings: Settings, words: str, *, source: str) -> Settings:
    """Return settings overlaid with ``NAME=VALUE,NAME=VALUE`` or a ``.toml`` file.

    ``model`` is then the model of paragraphs too, unless that is named as well.

    Raises:
        SettingsError: the file can't be read, there is no such setting, or it can't have this value.
    """
    values = read_setting_words(words)
    merged = _overlaid(settings, [values], source=source)
    paragraph = values.get("paragraph")
    names_other = isinstance(paragraph, Mapping) and "model" in paragraph
    if "model" in values and not names_other and "paragraph.model" not in values:
        return merged.with_one_model(merged.model)
    return merged


def read_setting_words(words: str) -> dict[str, Any]:
    """Return what ``NAME=VALUE,NAME=VALUE``, or the ``.toml`` file of that name, sets; empty sets nothing.

    Raises:
        SettingsError: the file can't be read.
    """
    if words.lower().endswith(".toml") and "=" not in words:
        path = Path(words).expanduser()
        if not path.is_file():
            raise SettingsError(f"There is no file {words}.", next_step="Check the path.")
        return dict(cast("Mapping[str, Any]", read_settings_file(path).values))
    values = dict[str, Any]()
    for pair in _COMMA_BEFORE_NAME.split(words) if words.strip() else ():
        values |= _pair_values(pair.strip())
    return values


def _pair_values(pair: str) -> dict[str, Any]:
    name, _, text = pair.partition("=")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    return {name: value}


def _overlaid(settings: Settings, layers: Sequence[Mapping[str, Any]], *, source: str) -> Settings:
    base = SettingsLayer(source="settings", values=settings.model_dump(mode="json"))
    over = [SettingsLayer(source=source, values=dict(values)) for values in layers]
    merged, problems = merge_settings([base, *over])
    if problems:
        raise SettingsError(" ".join(problems), next_step="Write NAME=VALUE, as in config.toml.")
    return merged
