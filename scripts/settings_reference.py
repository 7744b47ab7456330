"""Writes the reference of all settings into ``docs/settings.md``, from the code that defines them.

    python scripts/settings_reference.py [PAGE]

Run it with the Python that has ``afterword``. The reference stands between two comments,
``<!-- settings -->`` and ``<!-- end of settings -->``; what stands around it is written by hand.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from annotated_types import MaxLen
from generated_part import replace_part
from pydantic.fields import FieldInfo

from afterword.settings import Settings, setting_paths
from afterword.settings.brief_fields import BriefFor
from afterword.settings.controls import Controls
from afterword.settings.field_types import choices_of, type_of
from afterword.settings.message_words import describe, expected
from afterword.settings.paths import field_at, section_named
from afterword.settings.user_only import is_user_only

PAGE: Final = Path(__file__).parents[1] / "docs" / "settings.md"
BEGIN: Final = "<!-- settings: written by `make settings-reference`, not by hand -->\n"
END: Final = "<!-- end of settings -->\n"
HEAD: Final = """\
| setting | it takes | default | what it does |
|---|---|---|---|
"""
OWN_ONLY: Final = "**Only in your own settings, not in a project's file.** "
ALSO_NEARER: Final = """\
These may also stand in a document's head, and be given with a single request: {names}.

"""
TABLES: Final = "Each table has `files`, {files}, and any of the keys of `[brief]`."


def reference() -> str:
    """Return the reference: a heading and a table for each table of settings."""
    paths = [tuple(path.split(".")) for path in setting_paths()]
    at_the_top = [path for path in paths if len(path) == 1 and path != ("brief_for",)]
    parts = [_section("At the top of the file", "", at_the_top)]
    for name in Settings.model_fields:
        inner = section_named(Settings, name)
        if inner is not None:
            of_it = [path for path in paths if path[0] == name]
            parts.append(_section(f"`[{name}]`", _introduction(name), of_it))
        elif name == "brief_for":
            parts.append(_brief_for())
    return "\n".join(parts)


def with_reference(page: str) -> str:
    """Return the text of the page with the reference as it is now.

    Raises:
        ValueError: the text has no place for it.
    """
    return replace_part(page, f"\n{reference()}\n", begin=BEGIN, end=END)


def main(path: Path) -> None:
    """Write the reference into the page."""
    path.write_text(with_reference(path.read_text(encoding="utf-8")), encoding="utf-8")


def _section(title: str, introduction: str, paths: Iterable[tuple[str, ...]]) -> str:
    rows = "".join(_row(path) for path in paths)
    return f"### {title}\n\n{introduction}{HEAD}{rows}"


def _introduction(name: str) -> str:
    said = _markdown(Settings.model_fields[name].description or "") + "\n\n"
    if name != "paragraph":
        return said
    names = ", ".join(f"`{control}`" for control in Controls.model_fields)
    return said + ALSO_NEARER.format(names=names)


def _brief_for() -> str:
    field = Settings.model_fields["brief_for"]
    files = _takes(BriefFor.model_fields["files"], ())
    what = _markdown(field.description or "")
    most = next(mark.max_length for mark in field.metadata if isinstance(mark, MaxLen))
    return f"### `[[brief_for]]`\n\n{what} At most {most} tables. {TABLES.format(files=files)}\n"


def _row(path: tuple[str, ...]) -> str:
    field = field_at(path)
    if field is None:
        raise KeyError(path)
    default: object = Settings()
    for name in path:
        default = getattr(default, name)
    own = OWN_ONLY if is_user_only(field) else ""
    cells = (f"`{path[-1]}`", _takes(field, default), _default(default))
    return f"| {' | '.join(cells)} | {own}{_markdown(field.description or '')} |\n"


def _default(value: object) -> str:
    return "not set" if value is None else f"`{describe(value)}`"


def _takes(field: FieldInfo, default: object) -> str:
    """Return what a setting takes, in the words of the message that a wrong value gets."""
    if choices := choices_of(field):
        return ", ".join(f"`{choice}`" for choice in choices)
    taken = expected(field, default)
    return "a whole number, " + taken if type_of(field) is int else taken


def _markdown(text: str) -> str:
    """Return a docstring as one line of Markdown."""
    return re.sub(r"``(.+?)``", r"`\1`", " ".join(text.split())).replace("|", "\\|")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE)
