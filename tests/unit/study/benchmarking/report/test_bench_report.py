"""The JSON object of ``afterword bench``."""

import json
from dataclasses import replace

import pytest

from afterword.study.benchmarking.typing_replay import Replay
from fakes.bench_figures import QUIET, bench_report


def test_the_headline_comes_from_the_main_prompt_length_alone() -> None:
    described = bench_report().describe()
    assert described["prefill_tokens_per_s"] == 1500.0


def test_a_token_costs_one_run_of_the_model_whatever_was_guessed() -> None:
    described = bench_report().describe()
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
def test_headline_pools_what_belongs_together(key: str, expected: object) -> None:
    assert bench_report().describe()[key] == expected


def test_what_was_never_shown_or_is_not_told_is_null() -> None:
    starts = [replace(start, peak_rss_mb=None) for start in bench_report().starts]
    silent = replace(QUIET, replays={40: Replay(silent=9)}, typed_through_ms=[])
    mute = bench_report(quiet=silent, starts=starts)
    described = mute.describe()
    for key in ("ghost_ms", "typed_through_ms", "peak_rss_mb"):
        assert described[key] is None


def test_keystrokes_of_a_replay_add_up() -> None:
    replayed = bench_report().describe()["details"]["by_words_per_minute"]["40"]
    assert replayed["keystrokes"] == 2 + 1 + 3 + 4


def test_it_is_one_json_object() -> None:
    assert json.loads(json.dumps(bench_report().describe())) == bench_report().describe()


def test_each_load_stands_in_the_order_in_which_it_was_measured_with_its_name() -> None:
    beside = bench_report().describe()["beside"]
    assert [(one["beside"], one["busy_loops"], one["has_second_server"]) for one in beside] == [
        ("2 busy loops", 2, False),
        ("a second server", 0, True),
    ]
    assert beside[0]["details"]["by_words_per_minute"]["40"]["overtaken"] == 9


def test_figures_beside_a_load_have_their_ratio_to_the_quiet_ones() -> None:
    loops, server = bench_report().describe()["beside"]
    assert loops["decode_ms_per_token"] == 200.0
    assert loops["to_quiet"] == {
        "prefill_tokens_per_s": 0.07,
        "decode_ms_per_token": 10.0,
        "ghost_ms": None,  # never shown
        "typed_through_ms": 12.86,  # the 99th percentiles
        "cancel_ms": 25.0,  # the 95th
    }
    assert set(server["to_quiet"].values()) == {1.0}


def test_a_quiet_figure_of_zero_has_no_ratio() -> None:
    instant = replace(QUIET, cancel_reading_ms=[0.0], cancel_writing_ms=[0.0])
    described = bench_report(quiet=instant).describe()
    assert [one["to_quiet"]["cancel_ms"] for one in described["beside"]] == [None, None]


def test_without_background_loads_there_are_none() -> None:
    assert bench_report(beside=[]).describe()["beside"] == []


def test_the_machine_is_named_with_its_load() -> None:
    described = bench_report().describe()
    assert (described["processor"], described["processors"]) == ("Abacus 9000", 2)
    assert described["load"]["load_before"] == 0.1
