"""The targets: what is to be reached, what was, and the command that shows it."""

from collections.abc import Iterator, Mapping
from typing import Any

from findings import Findings
from page.state_tables import times_cell
from rounds import LLAMA, OURS, Readings, decode_ms, prefill

from afterword.study.benchmarking.bench_plan import MAIN_PROMPT_TOKENS

HEAD = ("", "to reach", "reached", "ours", "theirs", "measured", "command")
MAKE_BENCH = "`make bench`"
BENCH = "`afterword bench --full`"
BENCH_BUSY = "`afterword bench --full --busy`"
START_TIMES = "`python benchmarks/comparison/start_times.py`"

Row = tuple[str, ...]


def target_rows(findings: Findings) -> Iterator[Row]:
    """Yield a row for each target, as ``HEAD`` names the cells."""
    bench, quiet = findings.bench, findings.quiet
    for loops, decode, prefill_, cancel in (
        (findings.processors, "≤ 2.5", "≥ 0.4", "≤ 60 ms"),
        (findings.processors // 2, "≤ 1.7", "≥ 0.6", "≤ 40 ms"),
    ):
        yield from _busy_rows(bench, loops, decode=decode, prefill=prefill_, cancel=cancel)
    yield from _ghost_beside_rows(findings)
    yield from _speed_rows(quiet.readings, "quiet: ", decode="≥ 1.8", prefill_="≥ 3.0")
    yield from _quiet_ghost_rows(findings)
    yield from _typing_rows(bench)
    yield from _start_rows(findings)
    yield from _memory_and_cancel_rows(findings)
    yield from _larger_rows(findings)


def _busy_rows(
    bench: Mapping[str, Any], loops: int, *, decode: str, prefill: str, cancel: str
) -> Iterator[Row]:
    for load in bench["beside"]:
        if load["busy_loops"] != loops or load["has_second_server"]:
            continue
        beside = f"beside {load['beside']}"
        runs = load["details"]["by_prompt_tokens"][str(MAIN_PROMPT_TOKENS)]["count"]
        for name, target, key in (
            ("decode, ms a token", decode, "decode_ms_per_token"),
            ("prefill, tokens/s", prefill, "prefill_tokens_per_s"),
        ):
            yield (
                f"{beside}: {name} ÷ quiet",
                *(target, f"{load['to_quiet'][key]:.2f}", f"{load[key]:.1f} ÷ {bench[key]:.1f}"),
                *("–", f"{runs} runs", BENCH_BUSY),
            )
        took = load["cancel_ms"]
        reached = f"{took['p95']:.1f} ms"
        yield _alone(f"{beside}: cancel → worker free, p95", cancel, reached, took, BENCH_BUSY)


def _ghost_beside_rows(findings: Findings) -> Iterator[Row]:
    for state in findings.states:
        if state.load.busy_loops != findings.processors:
            continue
        typed = state.typed
        ratio, most = typed.high_ratio(), "< " if typed.is_given_up else ""
        yield (
            f"beside {state.load.name}: keystroke → 8 words ÷ llama.cpp's server's, p95",
            *("≤ 0.3", "–" if ratio is None else f"{most}{ratio:.2f}"),
            times_cell(typed.ours_ms, 95, unit=" ms"),
            times_cell(typed.theirs_ms, 95, unit=" ms", is_given_up=typed.is_given_up),
            *(f"{len(typed.ours_ms)} words", MAKE_BENCH),
        )


def _speed_rows(readings: Readings, name: str, *, decode: str, prefill_: str) -> Iterator[Row]:
    for what, target, figure, first, second in (
        ("decode tokens/s", decode, decode_ms, LLAMA, OURS),
        ("prefill tokens/s", prefill_, prefill, OURS, LLAMA),
    ):
        ratio = readings.ratio(first, second, figure)
        yield (
            f"{name}{what} ÷ llama.cpp's",
            *(target, "–" if ratio is None else f"{ratio:.2f}"),
            *(_rate(readings.median(who, figure), figure) for who in (OURS, LLAMA)),
            *(f"{readings.rounds} rounds", MAKE_BENCH),
        )


def _rate(median: float | None, figure: Any) -> str:
    if median is None:
        return "–"
    return f"{1e3 / median if figure is decode_ms else median:.0f}/s"


def _quiet_ghost_rows(findings: Findings) -> Iterator[Row]:
    typed = findings.quiet.typed
    ratio = typed.middle_ratio()
    yield (
        "quiet: keystroke → 8 words ÷ llama.cpp's server's, medians",
        *("≤ 0.6", "–" if ratio is None else f"{ratio:.2f}"),
        times_cell(typed.ours_ms, 50, unit=" ms"),
        times_cell(typed.theirs_ms, 50, unit=" ms"),
        *(f"{len(typed.ours_ms)} words", MAKE_BENCH),
    )


def _typing_rows(bench: Mapping[str, Any]) -> Iterator[Row]:
    for pace, replay in bench["details"]["by_words_per_minute"].items():
        took = replay["ghost_ms"]
        reached = f"{took['p50']:.0f} · {took['p95']:.0f} ms" if took else "never shown"
        count = f"{took['count'] if took else 0} of {replay['keystrokes']} keys"
        name = f"ghost text typed at {pace} words a minute, p50 · p95"
        yield (name, "≤ 45 · ≤ 75 ms", reached, reached, "–", count, BENCH)
    through = bench["typed_through_ms"]
    if through:
        reached = f"{through['p99']} ms"
        yield _alone("typing what is shown, p99", "≤ 5 ms", reached, through, BENCH)
    documents = bench["details"]["by_document_words"]
    if documents:
        longest, shortest = documents["200000"], documents["1000"]
        yield (
            "keystroke → 8 words at 200,000 words ÷ at 1,000 words, medians",
            *("≤ 1.2", f"{longest['p50'] / shortest['p50']:.2f}"),
            *(f"{longest['p50']:.0f} ÷ {shortest['p50']:.0f} ms", "–"),
            *(f"{longest['count']}", BENCH),
        )


def _start_rows(findings: Findings) -> Iterator[Row]:
    prepared = f"{findings.bench['first_ghost_s']:.1f} s"
    starts = f"{findings.bench['details']['starts']} starts"
    yield ("prepared start → ghost text", "≤ 2.5 s", prepared, prepared, "–", starts, BENCH)
    first = f"{findings.first_start.first_ghost_s:.1f} s"
    name = "first-ever start → ghost text, after installing"
    yield (name, "≤ 20 s", first, first, "–", "1 start", START_TIMES)


def _memory_and_cancel_rows(findings: Findings) -> Iterator[Row]:
    cancel, peak = findings.bench["cancel_ms"], findings.bench["peak_rss_mb"]
    yield _alone("cancel → worker free, p95", "≤ 30 ms", f"{cancel['p95']} ms", cancel, BENCH)
    reached = "not known" if peak is None else f"{peak} MB"
    yield (
        f"peak resident memory of the server, {findings.model}",
        *("≤ 700 MB", reached, reached, f"{findings.llama_rss_mb:.0f} MB"),
        *("whole server", BENCH),
    )


def _larger_rows(findings: Findings) -> Iterator[Row]:
    if findings.larger is None:
        return
    name = "Qwen2.5 1.5B: "
    yield from _speed_rows(findings.larger.readings, name, decode="≥ 1.0", prefill_="–")
    if findings.larger.peak_rss_mb is not None:
        peak = f"{findings.larger.peak_rss_mb:.0f} MB"
        cells = ("≤ 2200 MB", peak, peak, "–", "whole server", MAKE_BENCH)
        yield (f"{name}peak resident memory", *cells)


def _alone(name: str, target: str, reached: str, described: Mapping[str, Any], command: str) -> Row:
    return (name, target, reached, reached, "–", f"{described['count']}", command)
