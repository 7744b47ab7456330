"""Where pip is configured to find packages: its environment variables and its settings files.

pip itself may not be in this environment (uv's tools and pipx leave it out), so it is never run. What
is read is what matters for single files: the indexes, and the certificates that they are trusted by.
"""

import configparser
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PYPI: Final = "https://pypi.org/simple"
_SECTIONS: Final = ("global", "install")
"""The sections that count for ``pip install``; the later one wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PipSettings:
    """The settings of pip that say where a package comes from."""

    index_urls: tuple[str, ...] = (PYPI,)
    """The addresses of package indexes (PEP 503), the first one first; they may hold a password."""
    certificates: str = ""
    """The path of the certificates to trust; empty for those of the system."""


def read_pip_settings(
    environment: Mapping[str, str] = os.environ, files: Sequence[Path] | None = None
) -> PipSettings:
    """Return pip's settings; what can't be read counts as not set, as pip's defaults are safe ones.

    Args:
        environment: the environment variables, which win over all files.
        files: the settings files, the least important one first; by default those that pip reads.
    """
    values = dict[str, str]()
    for path in _settings_files(environment) if files is None else files:
        values |= _read(path)
    for name in ("index-url", "extra-index-url", "cert", "no-index"):
        variable = f"PIP_{name.upper().replace('-', '_')}"
        if variable in environment:
            values[name] = environment[variable]
    has_no_index = values.get("no-index", "").lower() in {"1", "true", "yes", "on"}
    addresses = [values.get("index-url") or PYPI, *values.get("extra-index-url", "").split()]
    served = [address for address in addresses if address.startswith(("https://", "http://"))]
    return PipSettings(
        index_urls=() if has_no_index else tuple(served),
        certificates=values.get("cert", ""),
    )


def _settings_files(environment: Mapping[str, str]) -> list[Path]:
    """Return the files in which pip looks, by its documentation's order: global, user, environment."""
    chosen = environment.get("PIP_CONFIG_FILE")
    if chosen == os.devnull:
        return []
    home = Path.home()
    name = "pip.ini" if sys.platform == "win32" else "pip.conf"
    if sys.platform == "win32":
        places = [
            Path(environment.get("PROGRAMDATA", "C:/ProgramData"), "pip"),
            home / "pip",
            Path(environment.get("APPDATA", home), "pip"),
        ]
    else:
        shared = environment.get("XDG_CONFIG_DIRS") or "/etc/xdg"
        own = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        places = [
            *(Path(each, "pip") for each in reversed(shared.split(os.pathsep))),
            Path("/etc"),
            home / ".pip",
            own / "pip",
        ]
        if sys.platform == "darwin":
            places = [
                Path("/Library/Application Support/pip"),
                *places,
                home / "Library/Application Support/pip",
            ]
    files = [*(place / name for place in places), Path(sys.prefix, name)]
    return [*files, Path(chosen)] if chosen else files


def _read(path: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        return {}
    values = dict[str, str]()
    for section in _SECTIONS:
        if parser.has_section(section):
            # pip takes "index_url" for "index-url".
            values |= {name.replace("_", "-"): value for name, value in parser.items(section)}
    return values
