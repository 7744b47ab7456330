"""The environment of a program that finds only what the extra ``local`` installs."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

HEAVY: Final = ("accelerate", "safetensors", "torch", "transformers")
"""The packages of the extra ``torch`` that ``local`` doesn't bring."""

_SITE: Final = f"""
import sys
from importlib.machinery import PathFinder

class LightFinder:
    def __init__(self, finders):
        self.finders = finders

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HEAVY!r}:
            return None
        found = (finder.find_spec(name, path, target) for finder in self.finders)
        return next((spec for spec in found if spec is not None), None)

    find_distributions = staticmethod(PathFinder.find_distributions)

sys.meta_path[:] = [LightFinder(sys.meta_path[:])]
"""


def light_environment(folder: Path) -> Mapping[str, str]:
    """Return an environment in which Python, and what it starts, finds none of ``HEAVY``.

    Args:
        folder: an empty folder, for what Python runs at its start.
    """
    (folder / "sitecustomize.py").write_text(_SITE, encoding="utf-8")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}
