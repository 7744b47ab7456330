"""``afterword evaluate`` before a model is loaded: arguments, faults, comparing two results."""

import json
from pathlib import Path

import pytest

from afterword.cli import main
from afterword.cli.commands.evaluate import plan_of
from afterword.cli.parser import build_parser
from afterword.study.evaluating.report.result_files import Evaluation, write_result
from afterword.study.evaluating.report.run_summary import summarise
from afterword.study.evaluating.runs.evaluation import DEFAULT_LIMIT, Baseline, EvaluationPlan, Part
from afterword.study.evaluating.runs.policy_runs import run_policies
from afterword.study.evaluating.samples.cursor_samples import PlaceKind, choose_places_of_kind
from unit.study.evaluating.scripted_policy import ScriptedPolicy
from unit.study.evaluating.writings import ENGLISH, writing_of


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("AFTERWORD_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


def plan_from(*words: str) -> EvaluationPlan:
    return plan_of(build_parser().parse_args(["evaluate", "texts", *words]))


async def write(path: Path, shown: str, *, seed: int = 1) -> None:
    places = choose_places_of_kind([writing_of(ENGLISH)], PlaceKind.WORD_START, count=12, seed=seed)
    results, _ = await run_policies(
        [ScriptedPolicy(lambda _before: shown)],
        places,
        [],
        on_progress=lambda _what, _done, _total: None,
    )
    write_result(path, Evaluation(about={}, policies=results), summarise(results))


def test_the_plan_says_everything_by_default() -> None:
    plan = plan_from()
    assert plan == EvaluationPlan()
    assert plan.limit == DEFAULT_LIMIT >= 300
    assert plan.parts == frozenset(Part)


def test_parts_baselines_limit_and_seed_are_taken() -> None:
    plan = plan_from(
        *("--only", "typing", "--only", "positions", "--limit", "7", "--seed", "3"),
        *("--baseline", "probe", "--baseline", "naive", "--baseline", "probe"),
    )
    assert plan.parts == {Part.TYPING, Part.POSITIONS}
    assert plan.baselines == (Baseline.PROBE, Baseline.NAIVE)
    assert (plan.limit, plan.seed) == (7, 3)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param([], "nothing to evaluate on", id="no paths"),
        pytest.param(["missing"], "no file or folder missing", id="a path that is not there"),
        pytest.param(["empty"], "no text in", id="no texts"),
        pytest.param(["short"], "None of the 1 documents", id="no paragraphs"),
        pytest.param(["short", "--json", "no/such.json"], "can't be written", id="no such folder"),
        pytest.param(["--compare", "a.json", "b.json"], "a.json can't be read", id="no result"),
    ],
)
def test_a_fault_is_reported_before_the_model_is_loaded(
    words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "short").mkdir()
    (tmp_path / "short" / "note.md").write_text("A line.", encoding="utf-8")
    assert main(["evaluate", *words, *([] if "--compare" in words else ["--only", "model"])]) == 1
    assert message in capsys.readouterr().err


async def test_two_results_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await write(tmp_path / "a.json", "")
    await write(tmp_path / "b.json", "xylophone")
    assert main(["evaluate", "--compare", "a.json", "b.json"]) == 0
    printed = capsys.readouterr().out
    rows = [line.split() for line in printed.splitlines() if "wrong_show_rate" in line]
    assert ["places", "all", "wrong_show_rate", "-1.00"] in [row[:4] for row in rows]


async def test_results_of_other_places_can_not_be_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await write(tmp_path / "a.json", "and")
    described = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    for place in described["records"]["scripted"]["places"]:
        place["document"] = "another"
    (tmp_path / "b.json").write_text(json.dumps(described), encoding="utf-8")
    assert main(["evaluate", "--compare", "a.json", "b.json"]) == 1
    assert "no place in common" in capsys.readouterr().err


async def test_thresholds_of_too_few_places_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await write(tmp_path / "few.json", "wind")
    assert main(["evaluate", "--thresholds", str(tmp_path / "few.json")]) == 1
    assert "too few places" in capsys.readouterr().err
