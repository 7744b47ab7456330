"""The tables of the comparison: targets with their commands, states side by side, warnings."""

from dataclasses import replace
from typing import Any

import pytest
from compared_states import ComparedState
from findings import Findings, LargerModel
from page.comparison_page import comparison_page
from page.state_tables import compared_rows, times_cell
from page.target_rows import HEAD, target_rows
from rounds import EAGER, LLAMA, OURS, Readings
from typing_rounds import TypedInTurn

from afterword.study.benchmarking.background.background_load import SECOND_SERVER, BackgroundLoad
from afterword.study.benchmarking.report.bench_report import FiguresBeside
from fakes.bench_figures import BESIDE_LOOPS, LOAD, QUIET, START, bench_report, speed

LOADS = (BackgroundLoad(busy_loops=1), BackgroundLoad(busy_loops=2), SECOND_SERVER)


def readings(*, theirs_s: float, rounds: int = 3, given_up: bool = False) -> Readings:
    theirs = [speed(prefill_s=theirs_s, decode_s=theirs_s)] * (1 if given_up else rounds)
    return Readings(
        taken={OURS: [speed()] * rounds, LLAMA: theirs},
        rounds=rounds,
        given_up_s={LLAMA: 90.0} if given_up else {},
    )


def state(load: BackgroundLoad, **changes: Any) -> ComparedState:
    made = ComparedState(
        load=load,
        readings=readings(theirs_s=1.0),
        typed=TypedInTurn(ours_ms=[100.0, 300.0], theirs_ms=[200.0, 1000.0]),
    )
    return replace(made, **changes)


def findings(**changes: Any) -> Findings:
    beside = [
        FiguresBeside(load=LOADS[0], figures=QUIET),
        FiguresBeside(load=LOADS[1], figures=BESIDE_LOOPS),
        FiguresBeside(load=LOADS[2], figures=QUIET),
    ]
    quiet = readings(theirs_s=1.0)
    eager = {**quiet.taken, EAGER: [speed()] * 3}
    made = Findings(
        model="gemma3-270m",
        threads=2,
        processors=2,
        by_tokens={512: replace(quiet, taken=eager)},
        states=[state(BackgroundLoad()), *map(state, LOADS)],
        llama_rss_mb=2250.0,
        first_start=START,
        bench=bench_report(beside=beside).describe(),
        larger=None,
        commands=["make bench"],
        machine=["Abacus 9000, 2 of 2 processors"],
        load=LOAD,
        minutes=20.0,
    )
    return replace(made, **changes)


def rows_of(made: Findings) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in target_rows(made)}


def test_each_target_has_what_was_reached_and_the_command_that_shows_it() -> None:
    rows = list(
        target_rows(
            findings(larger=LargerModel(readings=readings(theirs_s=1.0), peak_rss_mb=1712.0))
        )
    )
    assert {len(row) for row in rows} == {len(HEAD)}
    assert all(row[1] and row[2] and row[-1].startswith("`") for row in rows)


@pytest.mark.parametrize(
    ("name", "target", "reached"),
    [
        ("beside 2 busy loops: decode, ms a token ÷ quiet", "≤ 2.5", "10.00"),
        ("beside 2 busy loops: prefill, tokens/s ÷ quiet", "≥ 0.4", "0.07"),
        ("beside 2 busy loops: cancel → worker free, p95", "≤ 60 ms", "500.0 ms"),
        ("beside 1 busy loop: decode, ms a token ÷ quiet", "≤ 1.7", "1.00"),
        ("beside 1 busy loop: prefill, tokens/s ÷ quiet", "≥ 0.6", "1.00"),
        ("beside 1 busy loop: cancel → worker free, p95", "≤ 40 ms", "20.0 ms"),
        ("beside 2 busy loops: keystroke → 8 words ÷ llama.cpp's server's, p95", "≤ 0.3", "0.30"),
        ("quiet: decode tokens/s ÷ llama.cpp's", "≥ 1.8", "2.50"),
        ("quiet: prefill tokens/s ÷ llama.cpp's", "≥ 3.0", "2.00"),
        ("ghost text typed at 40 words a minute, p50 · p95", "≤ 45 · ≤ 75 ms", "100 · 200 ms"),
        ("prepared start → ghost text", "≤ 2.5 s", "3.0 s"),
        ("first-ever start → ghost text, after installing", "≤ 20 s", "2.5 s"),
        ("peak resident memory of the server, gemma3-270m", "≤ 700 MB", "700 MB"),
    ],
)
def test_a_target_stands_beside_what_was_reached(name: str, target: str, reached: str) -> None:
    assert rows_of(findings())[name][:2] == (target, reached)


def test_half_of_one_processor_has_no_targets() -> None:
    bench = bench_report(beside=[FiguresBeside(load=LOADS[0], figures=QUIET)]).describe()
    states = [state(BackgroundLoad()), state(LOADS[0])]
    names = [row[0] for row in target_rows(findings(processors=1, states=states, bench=bench))]
    assert [name for name in names if name.startswith("beside")] == [
        "beside 1 busy loop: decode, ms a token ÷ quiet",
        "beside 1 busy loop: prefill, tokens/s ÷ quiet",
        "beside 1 busy loop: cancel → worker free, p95",
        "beside 1 busy loop: keystroke → 8 words ÷ llama.cpp's server's, p95",
    ]


def test_each_figure_of_both_has_a_cell_for_each_state() -> None:
    rows = list(compared_rows(findings().states))
    assert {len(row) for row in rows} == {1 + 4}
    assert ("decode, tokens/s: ours ÷ theirs", "2.50", "2.50", "2.50", "2.50") in rows


def test_who_was_given_up_is_said_so_with_the_time_that_it_had() -> None:
    slow = state(
        LOADS[1],
        readings=readings(theirs_s=1.0, given_up=True),
        typed=TypedInTurn(ours_ms=[100.0], theirs_ms=[60_000.0], is_given_up=True),
    )
    rows = {name: cell for name, _, cell in compared_rows([state(BackgroundLoad()), slow])}
    assert rows["decode, ms a token: llama.cpp"] == "50.0 (1 of 3 runs in 90 s)"
    assert rows["key → 8 words, p50 · p95 ms: llama.cpp"] == "60000 · > 60000"
    assert rows["key → 8 words, p95: ours ÷ theirs"] == "< 0.00"


def test_who_did_nothing_in_time_has_no_figure() -> None:
    none = replace(
        readings(theirs_s=1.0, given_up=True),
        taken={OURS: [speed()], LLAMA: list[Any]()},
    )
    rows = {
        name: cell
        for name, _, cell in compared_rows(
            [state(BackgroundLoad()), state(LOADS[0], readings=none)]
        )
    }
    assert rows["prefill, tokens/s: llama.cpp"] == "not one run in 90 s"
    assert rows["prefill, tokens/s: ours ÷ theirs"] == "–"


def test_a_series_without_a_time_has_a_dash() -> None:
    assert times_cell([], 50, 95) == "–"


def test_the_page_names_the_machine_its_load_and_all_states() -> None:
    page = comparison_page(findings())
    assert "- Abacus 9000, 2 of 2 processors\n- load average 0.10 before and 1.90 after" in page
    assert "| quiet | beside 1 busy loop | beside 2 busy loops | beside a second server |" in page
    assert "NOT QUIET" not in page


def test_a_machine_that_was_not_quiet_is_warned_of_above_the_tables() -> None:
    page = comparison_page(findings(load=replace(LOAD, other_processors=0.8)))
    targets = page.partition("### Against the targets")[2]
    assert targets.strip().startswith("**The machine was not quiet")
