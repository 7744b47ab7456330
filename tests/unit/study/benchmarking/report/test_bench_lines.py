"""The lines of ``afterword bench`` that people read."""

from dataclasses import replace

import pytest

from afterword.study.benchmarking.report.bench_lines import report_lines, state_rows
from afterword.study.benchmarking.typing_replay import Replay
from fakes.bench_figures import LOAD, QUIET, bench_report


def lines_of(**changes: object) -> list[tuple[str, str]]:
    return list(report_lines(bench_report(**changes).describe()))


@pytest.mark.parametrize("count", ["median of 2", "of 2 (reading", "ms of 2"])
def test_lines_state_how_often_it_was_measured(count: str) -> None:
    assert any(count in line for _name, line in lines_of())


def test_what_was_never_shown_or_is_not_told_is_said_so() -> None:
    silent = replace(QUIET, replays={40: Replay(silent=9)}, typed_through_ms=[])
    starts = [replace(start, peak_rss_mb=None) for start in bench_report().starts]
    lines = lines_of(quiet=silent, starts=starts)
    assert any("never shown" in line for _name, line in lines)
    assert ("peak memory", "not known on this system") in lines


def test_the_machine_stands_first_by_its_processor_and_its_load() -> None:
    assert lines_of()[:2] == [
        ("processor", "Abacus 9000, 2 processors"),
        (
            "load",
            "load average 0.10 before and 1.90 after, other programs used 0.02 processors meanwhile",
        ),
    ]


def test_a_machine_that_was_not_quiet_is_warned_of() -> None:
    (line,) = [
        line for name, line in lines_of(load=replace(LOAD, other_processors=1.0)) if name == "load"
    ]
    assert line.endswith("NOT QUIET, measure again")


def test_each_load_has_its_figures_beside_the_quiet_ones() -> None:
    lines = lines_of()
    loops = lines.index(("", "quiet → beside 2 busy loops, and its ratio to quiet"))
    server = lines.index(("", "quiet → beside a second server, and its ratio to quiet"))
    assert lines[loops + 1 : server] == [
        ("prefill", "1500.0 tokens/s → 100.0 tokens/s (× 0.07)"),
        ("decode", "20.0 ms a token → 200.0 ms a token (× 10.00)"),
        ("ghost text", "p50 200.0, p95 300.0 ms of 3 → never shown"),
        ("typed through", "p50 0.5, p99 0.7 ms of 2 → p50 0.5, p99 9.0 ms of 2 (× 12.86)"),
        ("cancel", "p50 10.0, p95 20.0 ms of 2 → p50 100.0, p95 500.0 ms of 2 (× 25.00)"),
        ("overtaken", "4 of 11 keys → 9 of 9 keys"),
    ]
    assert ("decode", "20.0 ms a token → 20.0 ms a token (× 1.00)") in lines[server:]


def test_without_background_loads_nothing_is_said_of_them() -> None:
    assert not any("beside" in line for _name, line in lines_of(beside=[]))


def test_a_row_has_a_cell_for_quiet_and_for_each_load() -> None:
    assert {len(row) for row in state_rows(bench_report().describe())} == {1 + 1 + 2}
