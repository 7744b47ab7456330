"""``afterword doctor``: checks this machine, and says how to fix faults."""

import json
import platform
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from rich.console import Console
from rich.text import Text

from afterword import __version__
from afterword.cli.check_results import Check, Verdict, failed, passed
from afterword.cli.device_check import check_device
from afterword.cli.paragraph_model_checks import check_memory, check_paragraph_model
from afterword.cli.voice_facts import check_voice
from afterword.engine.loading.calibration import comes_measured
from afterword.engine.loading.paragraph_model import with_paragraph_model
from afterword.errors import AfterwordError, EngineUnavailableError
from afterword.models.catalogue import CATALOGUE
from afterword.models.model_store import CACHE_VARIABLE, ModelStore, compiled_code_folder
from afterword.required_packages import (
    missing_packages,
    require_local_packages,
)
from afterword.settings import find_project_file, load_settings, user_config_path

_MARKS = {Verdict.OK: "[green]ok[/]  ", Verdict.FAULT: "[red]FAULT[/]"}


def run_doctor(arguments: Namespace) -> int:
    """Print every check; return 1 if there is a fault."""
    checks = run_checks()
    is_healthy = all(check.verdict is Verdict.OK for check in checks)
    if arguments.json:
        described = [check.describe() for check in checks]
        print(json.dumps({"ok": is_healthy, "checks": described}, ensure_ascii=False))
        return 0 if is_healthy else 1
    console = Console(highlight=False, soft_wrap=True)
    for check in checks:
        console.print(f"{_MARKS[check.verdict]} {check.name:10}", Text(check.value))
        if check.fix:
            console.print(f"      {'':10} fix: {check.fix}", markup=False)
    return 0 if is_healthy else 1


def run_checks() -> list[Check]:
    """Return all checks, in the order in which faults should be fixed."""
    checks = [_check_python(), _check_packages()]
    if checks[-1].verdict is Verdict.OK:
        from afterword.engine.loading.cpu import describe_processor

        checks += [passed(name, value) for name, value in describe_processor().items()]
        checks += check_memory()
    settings, problems = load_settings()
    checks += [
        *_check_settings(problems),
        check_cache("cache", ModelStore().root),
        check_cache(
            "code", compiled_code_folder(), otherwise=", so every start compiles for a while"
        ),
    ]
    checks.append(_check_model("model", settings.inline_model))
    if settings.paragraph_model != settings.inline_model:
        checks.append(_check_model("paragraph model", settings.paragraph_model))
    if checks[1].verdict is Verdict.OK:
        checks += [check_device(settings.device), check_paragraph_model(settings)]
        checks += check_voice(with_paragraph_model(settings))
    return checks


def _check_python() -> Check:
    return passed("python", f"{platform.python_version()} on {platform.platform()}")


def _check_packages() -> Check:
    try:
        require_local_packages()
        from afterword.transformer.precision import require_runtime

        require_runtime()
    except EngineUnavailableError as error:
        return failed("packages", error.message, fix=error.next_step)
    names = ["pygls", "numpy", *(() if missing_packages(["numba"]) else ["numba"])]
    lacks_torch = bool(missing_packages(("torch", "transformers")))
    names += () if lacks_torch else ("torch", "transformers")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    note = (
        f'; models other than {_measured_models()} need "afterword[torch]"' if lacks_torch else ""
    )
    return passed("packages", f"afterword {__version__}, {versions}{note}")


def _measured_models() -> str:
    """Return the names of the models that need no torch."""
    return " and ".join(entry.name for entry in CATALOGUE.values() if comes_measured(entry.sha256))


def _check_settings(problems: Sequence[str]) -> list[Check]:
    files = (user_config_path(), find_project_file(Path.cwd()))
    found = [str(path) for path in files if path is not None and path.exists()]
    checks = [passed("settings", ", ".join(found) or f"defaults; your own go to {files[0]}")]
    return checks + [failed("settings", problem, fix="Correct it there.") for problem in problems]


def _check_model(what: str, name: str) -> Check:
    """Return whether a model is installed."""
    try:
        model = ModelStore().info(name)
    except AfterwordError as error:
        return failed(what, error.message, fix=error.next_step)
    if model.prepared is not None:
        return passed(what, f"{model.name}, prepared")
    if model.is_available:
        return passed(what, f"{model.name}, installed; unpacked at first use")
    fix = model.entry.install_command if model.entry else "Set `model` to one that you have."
    return failed(what, f"{model.name} is not here", fix=fix)


def check_cache(name: str, folder: Path, *, otherwise: str = "") -> Check:
    """Return whether a cache folder is writable; ``otherwise`` says what happens if it isn't."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        # Permissions alone don't show it: the disk may be read-only, the folder may be a file.
        with tempfile.TemporaryDirectory(prefix=".afterword-", dir=existing):
            pass
    except OSError:
        fix = f"Make {existing} writable, or set {CACHE_VARIABLE} to another folder."
        return failed(name, f"{folder} can't be written{otherwise}", fix=fix)
    free_bytes = shutil.disk_usage(existing).free
    return passed(name, f"{folder}, {free_bytes / 1e9:.0f} GB free")
