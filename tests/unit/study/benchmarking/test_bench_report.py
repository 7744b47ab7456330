"""The JSON object of ``afterword bench``, and the lines that people read."""

import json
from dataclasses import replace

import pytest

from afterword.study.benchmarking.bench_report import (
    BenchReport,
    EngineFigures,
    busy_rows,
    report_lines,
)
from afterword.study.benchmarking.engine_speed import EngineSpeed
from afterword.study.benchmarking.server_start import ServerStart
from afterword.study.benchmarking.typing_replay import Replay


def speed(*, prefill_s: float = 0.5, forwards: int = 20) -> EngineSpeed:
    return EngineSpeed(
        prompt_tokens=500, prefill_s=prefill_s, written_tokens=40, forwards=forwards, decode_s=0.4
    )


QUIET = EngineFigures(
    speeds={64: [speed(prefill_s=9.0)], 512: [speed(), speed(prefill_s=0.25)]},
    main_prompt_tokens=512,
    replays={
        40: Replay(ghost_ms=[100.0, 200.0], typed_through_ms=[1.0], silent=3, overtaken=4),
        90: Replay(ghost_ms=[300.0]),
    },
    typed_through_ms=[0.5, 0.7],
    cancel_reading_ms=[10.0],
    cancel_writing_ms=[20.0],
)
BUSY = EngineFigures(
    speeds={512: [speed(prefill_s=5.0, forwards=2)]},
    main_prompt_tokens=512,
    replays={40: Replay(overtaken=9)},
    typed_through_ms=[0.5, 9.0],
    cancel_reading_ms=[100.0],
    cancel_writing_ms=[500.0],
)


@pytest.fixture
def report() -> BenchReport:
    start = ServerStart(initialize_s=1.0, ready_s=2.0, first_ghost_s=2.5, peak_rss_mb=700.4)
    return BenchReport(
        model="scripted",
        threads=2,
        quiet=QUIET,
        busy_loops=1,
        busy=BUSY,
        is_real_time=False,
        starts=[start, replace(start, first_ghost_s=3.5, peak_rss_mb=None)],
        document_ms={1_000: [100.0], 200_000: [110.0]},
    )


def test_the_headline_comes_from_the_main_prompt_length_alone(report: BenchReport) -> None:
    described = report.describe()
    assert described["prefill_tokens_per_s"] == 1500.0


def test_a_token_costs_one_run_of_the_model_whatever_was_guessed(report: BenchReport) -> None:
    described = report.describe()
    assert described["decode_ms_per_token"] == 20.0
    assert described["details"]["by_prompt_tokens"]["512"]["decode_ms_per_token"] == 10.0


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param("ghost_ms", {"p50": 200.0, "p95": 300.0, "count": 3}, id="both paces"),
        pytest.param("typed_through_ms", {"p50": 0.5, "p99": 0.7, "count": 2}, id="through"),
        pytest.param("cancel_ms", {"p50": 10.0, "p95": 20.0, "count": 2}, id="both cancels"),
        pytest.param("first_ghost_s", 3.0, id="median of starts"),
        pytest.param("peak_rss_mb", 700, id="peak where it is known"),
    ],
)
def test_headline_pools_what_belongs_together(
    report: BenchReport, key: str, expected: object
) -> None:
    assert report.describe()[key] == expected


def test_what_was_never_shown_or_is_not_told_is_null(report: BenchReport) -> None:
    starts = [replace(start, peak_rss_mb=None) for start in report.starts]
    silent = replace(QUIET, replays={40: Replay(silent=9)}, typed_through_ms=[])
    mute = replace(report, quiet=silent, starts=starts)
    described = mute.describe()
    for key in ("ghost_ms", "typed_through_ms", "peak_rss_mb"):
        assert described[key] is None
    assert any("never shown" in line for _name, line in report_lines(described))
    assert ("peak memory", "not known on this system") in report_lines(described)


def test_keystrokes_of_a_replay_add_up(report: BenchReport) -> None:
    replayed = report.describe()["details"]["by_words_per_minute"]["40"]
    assert replayed["keystrokes"] == 2 + 1 + 3 + 4


def test_it_is_one_json_object(report: BenchReport) -> None:
    assert json.loads(json.dumps(report.describe())) == report.describe()


@pytest.mark.parametrize("count", ["median of 2", "of 2 (reading", "ms of 2"])
def test_lines_state_how_often_it_was_measured(report: BenchReport, count: str) -> None:
    assert any(count in line for _name, line in report_lines(report.describe()))


def test_busy_figures_stand_beside_the_quiet_ones(report: BenchReport) -> None:
    described = report.describe()
    beside = described["beside_busy_loops"]
    assert beside["loops"] == 1
    assert (described["cancel_ms"]["p95"], beside["cancel_ms"]["p95"]) == (20.0, 500.0)
    assert (described["decode_ms_per_token"], beside["decode_ms_per_token"]) == (20.0, 200.0)
    assert beside["details"]["by_words_per_minute"]["40"]["overtaken"] == 9
    assert list(busy_rows(described)) == [
        ("prefill", "1500.0 tokens/s", "100.0 tokens/s"),
        ("decode", "20.0 ms a token", "200.0 ms a token"),
        ("ghost text", "p50 200.0, p95 300.0 ms of 3", "never shown"),
        ("typed through", "p50 0.5, p99 0.7 ms of 2", "p50 0.5, p99 9.0 ms of 2"),
        ("cancel", "p50 10.0, p95 20.0 ms of 2", "p50 100.0, p95 500.0 ms of 2"),
    ]


@pytest.mark.parametrize(("loops", "head"), [(1, "1 busy loop"), (4, "4 busy loops")])
def test_lines_show_quiet_and_busy_side_by_side(report: BenchReport, loops: int, head: str) -> None:
    lines = list(report_lines(replace(report, busy_loops=loops).describe()))
    assert ("", f"quiet → beside {head}") in lines
    assert ("decode", "20.0 ms a token → 200.0 ms a token") in lines


def test_without_busy_loops_nothing_is_said_of_them(report: BenchReport) -> None:
    described = replace(report, busy=None, busy_loops=0).describe()
    assert described["beside_busy_loops"] is None
    assert list(busy_rows(described)) == []
    assert not any("busy" in line for _name, line in report_lines(described))
