"""``afterword models``: lists, describes and prepares models and voices."""

import json
from argparse import Namespace
from collections.abc import Iterable
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from afterword.cli.command_service import read_settings
from afterword.cli.progress_bar import progress_bar, show_progress
from afterword.cli.voice_facts import describe_voice, voice_rows
from afterword.engine.loading.engine_builder import engine_builder
from afterword.models.catalogue_entry import CatalogueEntry, HubRepository
from afterword.models.model_inventory import StoredModel
from afterword.models.model_store import ModelStore
from afterword.models.prepared_voices import prepared_voice_folder
from afterword.models.trained_models import voices_root
from afterword.models.voices.voice_folder import find_voice, voice_names


def run_list(arguments: Namespace) -> int:
    """Print the catalogue, whatever else is in the cache, and the voices."""
    models = [_describe(model) for model in ModelStore().list()]
    voices = [describe_voice(name) for name in voice_names(voices_root())]
    if arguments.json:
        print(json.dumps({"models": models, "voices": voices}, ensure_ascii=False))
        return 0
    table = Table("Name", "Licence", "Kind", "Size", "Here", box=None, highlight=False)
    table.columns[0].no_wrap = True
    for model in models:
        size = f"{model.get('size_bytes', model.get('prepared_bytes', 0)) / 1e6:.0f} MB"
        shown = (model.get(key, "") for key in ("name", "licence", "kind"))
        table.add_row(*map(str, shown), size, model["state"])
    for voice in voices:
        kind, size = f"voice of {voice['base']}", f"{voice['size_bytes'] / 1e6:.0f} MB"
        table.add_row(voice["name"], "", kind, size, voice["state"])
    Console(soft_wrap=True).print(table)
    return 0


def run_info(arguments: Namespace) -> int:
    """Print the facts about one model, or the card of a voice."""
    if arguments.model in voice_names(voices_root()):
        return _print_voice(arguments.model, as_json=arguments.json)
    facts = _describe(ModelStore().info(arguments.model))
    if arguments.json:
        print(json.dumps(facts, ensure_ascii=False))
        return 0
    _print_rows(
        (name.replace("_", " "), ", ".join(value) if name == "languages" else str(value))
        for name, value in facts.items()
    )
    return 0


def run_prepare(arguments: Namespace) -> int:
    """Unpack a model, round its weights and compile, with a progress bar: all that a first start does."""
    name, voice = arguments.model, ""
    if name in voice_names(voices_root()):
        name, voice = find_voice(voices_root(), name).read_card().base_name, name
    build = engine_builder(read_settings().with_one_model(name).with_voice(voice))
    with progress_bar() as progress:
        task = progress.add_task(f"Preparing {arguments.model}", total=100)
        build(partial(show_progress, progress, task)).close()
    folder = prepared_voice_folder(voice) if voice else ModelStore().prepare(name).folder
    print(f"{arguments.model} is ready in {folder}")
    return 0


def _print_voice(name: str, *, as_json: bool) -> int:
    if as_json:
        card = find_voice(voices_root(), name).read_card()
        facts = describe_voice(name) | {"card": card.model_dump(mode="json")}
        print(json.dumps(facts, ensure_ascii=False))
    else:
        _print_rows(voice_rows(name))
    return 0


def _print_rows(rows: Iterable[tuple[str, str]]) -> None:
    table = Table(box=None, show_header=False)
    for name, value in rows:
        table.add_row(name, Text(value))  # "[…]" in it is no markup
    Console(soft_wrap=True).print(table)


def _origin(entry: CatalogueEntry) -> dict[str, str]:
    """Return where a model of the catalogue comes from, and what it asks for."""
    if not isinstance(entry.source, HubRepository):
        return {"sha256": entry.sha256}
    consent = "accept its terms on the hub, then: hf auth login" if entry.needs_consent else "none"
    return {
        "repository": f"{entry.source.repository} at {entry.source.revision}",
        "consent": consent,
    }


def _describe(model: StoredModel) -> dict[str, Any]:
    """Return the JSON object for one model, without unknown facts."""
    state = "prepared" if model.prepared else "installed" if model.is_available else "missing"
    facts: dict[str, Any] = {"name": model.name, "state": state}
    if (entry := model.entry) is not None:
        facts |= {
            "title": entry.title,
            "summary": entry.summary,
            "licence": entry.licence,
            "licence_url": entry.licence_url,
            "kind": "instruction-tuned" if entry.is_instruction_tuned else "base",
            "parameters": entry.parameters,
            "languages": list(entry.languages),
            "size_bytes": entry.size_bytes,
            "download_bytes": entry.download_bytes,
            **_origin(entry),
            "install": entry.install_command,
        }
    if (prepared := model.prepared) is not None:
        facts |= {
            "folder": str(prepared.folder),
            "source": prepared.source,
            "prepared_bytes": prepared.size_bytes,
            "context_tokens": prepared.context_tokens,
        }
    return facts
