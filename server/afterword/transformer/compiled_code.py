# pyright: basic
"""Where compiled code is kept, so that it is compiled once for each processor and version."""

import hashlib
import logging
from importlib import metadata
from pathlib import Path

_LAYOUTS = ("panels.py", "four_bit_panels.py", "grids.py")
"""What compiled code takes numbers from, outside its own package."""

_logger = logging.getLogger(__name__)


def keep_compiled_code(folder: Path) -> None:
    """Let code that is compiled from now on be kept below ``folder``, and be looked for there.

    numba looks at the date of one source file to tell whether code is out of date. So each version
    of all of them has a folder of its own; what it knows of the processor is numba's own part.
    Where nothing can be written, code is compiled anew in each process.
    """
    from numba.core import config

    chosen = folder / _version()
    try:
        chosen.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _logger.warning("compiled code is not kept: %s", error.strerror)
        return
    config.CACHE_DIR = str(chosen)  # pyright: ignore[reportAttributeAccessIssue]


def is_code_kept(folder: Path) -> bool:
    """Whether some code of this version is kept below ``folder``."""
    return any((folder / _version()).rglob("*.nbi"))


def _version() -> str:
    digest = hashlib.sha256(metadata.version("numba").encode())
    for path in sorted((Path(__file__).parent / "compiled").glob("*.py")):
        digest.update(path.read_bytes())
    for name in _LAYOUTS:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()[:16]
