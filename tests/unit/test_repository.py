"""Promises about the repository itself that no other tool checks."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from fakes.light_installation import HEAVY

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS: Final = sorted((ROOT / "requirements").glob("*.lock"))
WRITTEN_BY_US: Final = (
    *(".ci", "benchmarks", "clients", "docs", "requirements", "scripts", "server", "tests"),
)
TEXT_SUFFIXES: Final = {
    *("", ".in", ".json", ".lock", ".md", ".py", ".sh", ".toml", ".txt"),
    *(".js", ".lua", ".mjs", ".svg", ".ts"),
}
FETCHED_OR_MADE: Final = {"__pycache__", "node_modules", "dist"}

# Paths that only exist on the machine of whoever wrote them, and places that packages come from.
NOT_FOR_EVERYBODY: Final = re.compile(
    r"/(?:home|Users)/\w+/|/(?:work|root|opt)/\w|/tmp/\w|files\.pythonhosted|--index-url https?:"
)


def our_text_files() -> list[Path]:
    top = [path for path in ROOT.iterdir() if path.is_file()]
    below = [path for folder in WRITTEN_BY_US for path in (ROOT / folder).rglob("*")]
    return [
        path
        for path in [*top, *below]
        if path.is_file()
        and path.suffix in TEXT_SUFFIXES
        and not {*FETCHED_OR_MADE, "LICENSE", Path(__file__).name} & set(path.parts)
        and not any(part.endswith(".egg-info") or part.startswith(".cov") for part in path.parts)
    ]


def locked_names(lock: Path) -> set[str]:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {line.partition("==")[0] for line in lines if "==" in line}


def locked_releases(lock: Path) -> set[str]:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if "==" in line}


def names_of(requirements: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def test_no_file_names_a_machine_or_an_index() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in our_text_files()
        for match in NOT_FOR_EVERYBODY.finditer(path.read_text(encoding="utf-8"))
    }

    assert found == set()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_pins_and_hashes_everything_and_leaves_torch_out(lock: Path) -> None:
    entries = re.split(r"\n(?=\w)", lock.read_text(encoding="utf-8"))[1:]
    names = locked_names(lock)

    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert [name for name in names if re.match(r"torch|nvidia|cuda|triton", name)] == []


def test_locks_hold_what_the_project_asks_for() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    local = names_of([*PROJECT["project"]["dependencies"], *extras["local"], *extras["gemma"]])
    with_torch = local | names_of(extras["torch"]) - {"afterword", "torch"}

    assert local <= locked_names(ROOT / "requirements" / "local.lock")
    assert with_torch <= locked_names(ROOT / "requirements" / "torch.lock")
    assert with_torch | names_of(extras["dev"]) <= locked_names(ROOT / "requirements" / "dev.lock")


def test_locks_pin_the_same_releases() -> None:
    local, with_torch, dev = (
        locked_releases(ROOT / "requirements" / f"{name}.lock")
        for name in ("local", "torch", "dev")
    )
    assert local < with_torch < dev


def test_the_default_model_installs_none_of_what_torch_brings() -> None:
    assert not locked_names(ROOT / "requirements" / "local.lock") & names_of(HEAVY)


def test_locks_hold_what_torch_depends_on() -> None:
    asked = [Requirement(line) for line in metadata.requires("torch") or []]
    names = {
        canonicalize_name(requirement.name)
        for requirement in asked
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }
    on_gpus = {name for name in names if re.match(r"nvidia|cuda|triton", name)}

    assert names - on_gpus <= locked_names(ROOT / "requirements" / "torch.lock")


def test_core_needs_nothing_that_runs_models() -> None:
    program = """
import importlib, pkgutil, sys
for name in ("torch", "transformers", "tokenizers", "safetensors", "gguf", "numpy"):
    sys.modules[name] = None  # as if it were not installed
for package in map(importlib.import_module, sys.argv[1:]):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
"""
    packages = [f"afterword.{name}" for name in ("cli", "lsp", "writing", "prose", "settings")]

    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program, *packages], capture_output=True, check=False, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
