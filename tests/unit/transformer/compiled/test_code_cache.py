# pyright: basic
"""Compiled code on disk: read where it is whole, made anew where it is not, never run when stale."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from afterword.transformer.compiled.background_compilation import BackgroundCompilation
from afterword.transformer.compiled.code_cache import cached_code, is_code_cached
from fakes.compiled_models import needs_compiled_code

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

RUN = """
import json, sys, tempfile
from pathlib import Path
from afterword.transformer.loading.compiled_assembly import _compile
_compile(Path(sys.argv[1]))
from afterword.transformer.compiled.program import work
print(sum(work.stats.cache_hits.values()), len(work.signatures))
"""

BEGIN = """
import sys, time
from pathlib import Path
from afterword.transformer.compiled.background_compilation import BackgroundCompilation
print(BackgroundCompilation(Path(sys.argv[1])).process_id, flush=True)
time.sleep(600)
"""


def start(folder: Path) -> tuple[int, int]:
    """Compile in a process of its own; return how often code was read from disk, and what is there."""
    done = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", RUN, str(folder)], capture_output=True, text=True, check=True
    )
    hits, compiled = done.stdout.split()
    return int(hits), int(compiled)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("code")
    assert start(folder) == (0, 1)
    return folder


def kept_files(folder: Path, ending: str) -> list[Path]:
    return sorted(folder.rglob(f"*.{ending}"))


@pytest.mark.slow
def test_the_second_process_reads_what_the_first_one_made(compiled: Path) -> None:
    assert is_code_cached(compiled)
    assert start(compiled) == (1, 1)
    assert not list(compiled.rglob("attempt-*"))


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "kept_bytes"), [("nbi", 0), ("nbi", 100), ("nbc", 1000)])
def test_damaged_code_is_made_anew(compiled: Path, ending: str, kept_bytes: int) -> None:
    (file,) = kept_files(compiled, ending)
    os.truncate(file, kept_bytes)
    assert start(compiled) == (0, 1)
    assert start(compiled) == (1, 1)


def test_code_over_which_a_process_died_is_thrown_away(tmp_path: Path) -> None:
    with cached_code(tmp_path):
        pass
    (version,) = tmp_path.glob("[!.]*")
    (version / "bad.nbi").touch()
    (version / "attempt-999999999").touch()
    with cached_code(tmp_path):
        assert not is_code_cached(tmp_path)


def test_what_a_running_process_is_at_stays(tmp_path: Path) -> None:
    with cached_code(tmp_path):
        pass
    (version,) = tmp_path.glob("[!.]*")
    (version / "good.nbi").touch()
    (version / f"attempt-{os.getppid()}").touch()
    with cached_code(tmp_path):
        assert is_code_cached(tmp_path)


def test_a_place_that_can_not_be_written_is_not_used(tmp_path: Path) -> None:
    from numba.core import config  # noqa: PLC0415 - missing where these tests are skipped

    (tmp_path / "code").write_text("a file, no folder")
    with cached_code(tmp_path / "code"):
        assert not config.CACHE_DIR  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.slow
def test_of_two_processes_at_once_one_compiles(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(start, [tmp_path, tmp_path])) == [(0, 1), (1, 1)]


@pytest.mark.skipif(os.name != "posix", reason="ends a process by a signal")
def test_a_compilation_ends_with_the_process_that_began_it(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own text
        [sys.executable, "-c", BEGIN, str(tmp_path)], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        compilation = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        compilation.wait(timeout=60)
    assert not is_code_cached(tmp_path)


def test_a_place_that_can_not_be_written_is_told_with_the_next_step(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "code").write_text("a file, no folder")
    with cached_code(tmp_path / "code"):
        (told,) = [record.getMessage() for record in caplog.records]
    assert "compiled at every start" in told
    assert "set AFTERWORD_CACHE_DIR" in told


@pytest.mark.slow
def test_nothing_is_imported_from_the_writers_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "numba.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit\n")
    monkeypatch.chdir(project)
    BackgroundCompilation(tmp_path / "cache" / "code").finish()
    assert is_code_cached(tmp_path / "cache" / "code")
    assert not (tmp_path / "ran").exists()
