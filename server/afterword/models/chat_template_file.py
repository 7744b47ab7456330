"""The chat template of a prepared model: how a message to it is written, as its makers say.

Reads files only. What a template does is for ``engine.chat_template`` to find out.
"""

import json
from pathlib import Path
from typing import Final, cast

CHAT_TEMPLATE_NAME: Final = "chat_template.jinja"
"""Where transformers 5 keeps it; older folders have it in tokenizer_config.json."""


def read_chat_template(folder: Path) -> str:
    """Return the template; empty if there is none, or none that can be read."""
    try:
        own = folder / CHAT_TEMPLATE_NAME
        if own.is_file():
            return own.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
    return _chosen(_tokenizer_settings(folder).get("chat_template"))


def read_token(folder: Path, name: str) -> str:
    """Return how a special token such as ``bos_token`` is spelled; empty if it isn't said."""
    match _tokenizer_settings(folder).get(name):
        case str() as token:
            return token
        case {"content": str() as content}:
            return content
        case _:
            return ""


def _tokenizer_settings(folder: Path) -> dict[str, object]:
    try:
        settings: object = json.loads((folder / "tokenizer_config.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return cast("dict[str, object]", settings) if isinstance(settings, dict) else {}


def _chosen(templates: object) -> str:
    """Return the one template, or of several that have names the default one."""
    if isinstance(templates, str):
        return templates
    if not isinstance(templates, list):
        return ""
    for each in cast("list[object]", templates):
        match each:
            case {"name": "default", "template": str() as template}:
                return template
            case _:
                continue
    return ""
