"""``afterword models``: lists, describes and prepares models."""

import json
from argparse import Namespace
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from afterword.cli.command_service import read_settings
from afterword.cli.progress_bar import progress_bar, show_progress
from afterword.engine.loading.engine_builder import engine_builder
from afterword.models.catalogue_entry import CatalogueEntry, HubRepository
from afterword.models.model_inventory import StoredModel
from afterword.models.model_store import ModelStore


def run_list(arguments: Namespace) -> int:
    """Print the catalogue and whatever else is in the cache."""
    models = [_describe(model) for model in ModelStore().list()]
    if arguments.json:
        print(json.dumps({"models": models}, ensure_ascii=False))
        return 0
    table = Table("Name", "Licence", "Kind", "Size", "Here", box=None, highlight=False)
    table.columns[0].no_wrap = True
    for model in models:
        size = f"{model.get('size_bytes', model.get('prepared_bytes', 0)) / 1e6:.0f} MB"
        shown = (model.get(key, "") for key in ("name", "licence", "kind"))
        table.add_row(*map(str, shown), size, model["state"])
    Console(soft_wrap=True).print(table)
    return 0


def run_info(arguments: Namespace) -> int:
    """Print the facts about one model."""
    facts = _describe(ModelStore().info(arguments.model))
    if arguments.json:
        print(json.dumps(facts, ensure_ascii=False))
        return 0
    table = Table(box=None, show_header=False)
    for name, value in facts.items():
        shown = ", ".join(value) if name == "languages" else str(value)
        table.add_row(name.replace("_", " "), Text(shown))  # "[…]" in it is no markup
    Console(soft_wrap=True).print(table)
    return 0


def run_prepare(arguments: Namespace) -> int:
    """Unpack a model, round its weights and compile, with a progress bar: all that a first start does."""
    build = engine_builder(read_settings().with_one_model(arguments.model))
    with progress_bar() as progress:
        task = progress.add_task(f"Preparing {arguments.model}", total=100)
        build(partial(show_progress, progress, task)).close()
    prepared = ModelStore().prepare(arguments.model)
    print(f"{prepared.name} is ready in {prepared.folder}")
    return 0


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
