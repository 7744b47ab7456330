"""The default model where neither torch nor what comes with it is installed, from an empty cache on."""

import json
import subprocess
import sys
from collections.abc import Mapping

import pytest
from server_processes import ONE_THREAD, ServerProcesses

from afterword.models.model_store import compiled_code_folder
from fakes.compiled_models import needs_compiled_code
from fakes.light_installation import HEAVY, light_environment

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.model,
    pytest.mark.slow,
    needs_compiled_code,  # elsewhere torch is needed
    pytest.mark.timeout(300),
]

ENGLISH = (
    "The lighthouse keeper put the kettle down and took the lamp from its hook. "
    "Then she opened the d"
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Prepare the model there; return the environment."""
    cache = tmp_path_factory.mktemp("cache")
    code = compiled_code_folder()
    code.mkdir(parents=True, exist_ok=True)
    (cache / "code").symlink_to(code, target_is_directory=True)  # compiling is no part of this
    environment = {
        **light_environment(tmp_path_factory.mktemp("site")),
        "AFTERWORD_CACHE_DIR": str(cache),
    }
    run("models", "prepare", "gemma3-270m", environment=environment)
    return environment


def run(*words: str, environment: Mapping[str, str], text: str = "") -> str:
    ended = subprocess.run(  # noqa: S603  our own interpreter and arguments
        [sys.executable, "-m", "afterword", *words],
        env=environment,
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr + ended.stdout
    return ended.stdout


def test_none_of_it_can_be_imported_there(environment: Mapping[str, str]) -> None:
    program = f"import importlib.util as u; print([n for n in {HEAVY!r} if u.find_spec(n)])"
    found = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_a_word_is_completed(environment: Mapping[str, str]) -> None:
    answer = json.loads(run("complete", "-", "--json", environment=environment, text=ENGLISH))
    assert answer["text"].startswith("oor")


def test_doctor_finds_no_fault_and_says_what_other_models_need(
    environment: Mapping[str, str],
) -> None:
    report = json.loads(run("doctor", "--json", environment=environment))
    checks = {check["name"]: check["value"] for check in report["checks"]}
    assert report["ok"]
    assert "numba" in checks["packages"]
    note = 'models other than gemma3-270m and qwen2.5-coder-1.5b need "afterword[torch]"'
    assert note in checks["packages"]
    assert checks["model"] == "gemma3-270m, prepared"


@pytest.mark.asyncio(loop_scope="session")
async def test_a_server_offers_ghost_text(
    environment: Mapping[str, str], servers: ServerProcesses
) -> None:
    editor = await servers.start_real("utf8", settings=ONE_THREAD, environment=environment)
    await editor.wait_until_ready()
    items = await editor.open(f"{ENGLISH}‸").ghost_text(invoked=True)
    assert items[0]["insertText"].startswith("oor")
