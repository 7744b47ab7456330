"""The chat template in a model folder: the model's format for messages.

It is only read here; ``engine.instructions.rendered_template`` runs it.
"""

import json
from pathlib import Path
from typing import Final, cast

CHAT_TEMPLATE_NAME: Final = "chat_template.jinja"
"""The name of the template's file in transformers 5; older folders have it in tokenizer_config.json."""


def read_chat_template(folder: Path) -> str:
    """Return the chat template; empty if there is none, or none that can be read."""
    try:
        own = folder / CHAT_TEMPLATE_NAME
        if own.is_file():
            return own.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
    return _chosen(_tokenizer_settings(folder).get("chat_template"))


def read_token(folder: Path, name: str) -> str:
    """Return the text of a special token such as ``bos_token``; empty if the folder has none."""
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
    except (OSError, ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", settings) if isinstance(settings, dict) else {}


def _chosen(templates: object) -> str:
    """Return the single template, or the default one of several named templates."""
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
