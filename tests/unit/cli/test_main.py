"""Exit codes and output of commands; no model is loaded here."""

import json
import os
from pathlib import Path

import pytest

from afterword import __version__
from afterword.cli import main
from afterword.cli.control_options import CONTROLS, controls_from
from afterword.cli.parser import build_parser
from afterword.models.catalogue import CATALOGUE
from afterword.settings.controls import Controls
from afterword.settings.project_file import find_project_file
from afterword.writing.task import CURSOR_TASKS, Task


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("AFTERWORD_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "1"), ("4", "4")],
    ids=["by default", "the writer's own number stays"],
)
def test_numpy_gets_one_thread(before: str, after: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", before)
    if not before:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == after


@pytest.mark.parametrize(
    ("option", "value", "range_"),
    [
        pytest.param("--takes", "0", "1-20", id="too few takes"),
        pytest.param("--takes", "many", "1-20", id="takes that are no number"),
    ],
)
def test_a_number_out_of_range_is_reported_with_the_range(
    option: str, value: str, range_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["continue", "-", f"{option}={value}"])
    assert f"argument {option}: must be {range_}, got {value!r}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        pytest.param("--seed", "-1", "seed must be 0–4294967295", id="below its bound"),
        pytest.param("--seed", "9" * 30, "seed must be 0–4294967295", id="beyond its bound"),
        pytest.param("--seed", "0.5", "a whole number, 0–4294967295, got", id="a fraction"),
        pytest.param("--top-p", "much", "top_p must be more than 0.0", id="no number"),
        pytest.param("--follow-rhythm", "maybe", "must be true or false", id="no truth"),
        pytest.param("--favoured-phrases", "", "up to 100 texts of up to 300", id="blank"),
    ],
)
def test_a_control_out_of_range_is_reported_as_in_a_documents_head(
    option: str, value: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["continue", "-", f"{option}={value}"])
    error = capsys.readouterr().err
    assert f"argument {option}: " in error
    assert message in error


def test_every_control_is_an_option() -> None:
    assert list(CONTROLS) == list(Controls.model_fields)


def test_options_become_controls() -> None:
    words = ["--temperature", "1", "--seed=7", "--follow-rhythm", "no"]
    phrases = ["--favoured-phrases", "salt", "--favoured-phrases", "the tide"]
    arguments = build_parser().parse_args(["continue", "-", *words, *phrases])
    assert controls_from(arguments) == {
        "temperature": 1.0,
        "seed": 7,
        "follow_rhythm": False,
        "favoured_phrases": ("salt", "the tide"),
    }


@pytest.mark.parametrize("words", [[], ["dance"], ["complete"], ["models"], ["continue", "-", "--takes", "0"]])  # fmt: skip
def test_unusable_arguments_exit_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)


@pytest.mark.parametrize("task", CURSOR_TASKS)
def test_continue_takes_every_task_of_a_cursor(
    task: Task, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["continue", "missing.md", "--task", task.value]) == 1
    assert "missing.md can't be read" in capsys.readouterr().err


def test_takes_go_with_the_rest_of_a_paragraph_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["continue", "-", "--task", "bridge", "--takes", "2"]) == 1
    assert "--takes does not go with --task bridge" in capsys.readouterr().err


def test_an_error_is_one_line_on_stderr_and_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["complete", "missing.md"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("afterword: missing.md can't be read")
    assert printed.err.count("\n") == 1


def test_models_list_names_the_catalogue_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--json"]) == 0
    models = {model["name"]: model for model in json.loads(capsys.readouterr().out)["models"]}
    assert set(models) == set(CATALOGUE)
    assert models["smollm2-135m"]["kind"] == "instruction-tuned"
    assert models["gemma3-270m"]["state"] in {"installed", "missing"}


def test_models_info_shows_the_install_command_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "info", "gemma3-270m"]) == 0
    assert "afterword models install gemma3-270m" in capsys.readouterr().out


def test_models_info_says_that_a_gated_model_asks_for_consent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["models", "info", "llama-3.2-1b", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["repository"] == "meta-llama/Llama-3.2-1B at main"
    assert "hf auth login" in facts["consent"]


def test_models_info_of_an_unknown_model_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "info", "gpt-nine"]) == 1
    assert "no model gpt-nine" in capsys.readouterr().err


def test_removing_what_was_not_prepared_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "remove", "gemma3-270m"]) == 1
    assert "There is no gemma3-270m in the cache" in capsys.readouterr().err


def test_doctor_finds_a_bad_setting_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir()
    config.write_text('[inline]\nmax_words = "many"\n', encoding="utf-8")
    assert main(["doctor", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    faults = [check for check in report["checks"] if not check["ok"]]
    assert [fault["value"] for fault in faults] == [
        f'{config}: inline.max_words must be 1–64, got "many"; using 12.'
    ]
    assert all(fault["fix"] for fault in faults)


def test_doctor_finds_a_cache_folder_that_can_not_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path / "file"))
    assert main(["doctor", "--json"]) == 1
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
    for name in ("cache", "code"):
        assert not checks[name]["ok"]
        assert "AFTERWORD_CACHE_DIR" in checks[name]["fix"]
    assert "every start compiles" in checks["code"]["value"]


def test_doctor_finds_a_model_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir()
    config.write_text('model = "gpt-nine"\n', encoding="utf-8")
    assert main(["doctor"]) == 1
    printed = capsys.readouterr().out
    assert "FAULT" in printed
    assert "gpt-nine" in printed


def test_a_project_file_above_counts(tmp_path: Path) -> None:
    (tmp_path / "afterword.toml").write_text("", encoding="utf-8")
    chapter = tmp_path / "part" / "one"
    chapter.mkdir(parents=True)
    assert find_project_file(chapter) == tmp_path / "afterword.toml"
