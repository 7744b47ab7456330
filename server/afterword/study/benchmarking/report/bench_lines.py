"""The lines of ``afterword bench`` for people, made from its JSON object."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from afterword.study.benchmarking.background.load_record import load_sentence
from afterword.study.benchmarking.report.bench_report import HIGH_PERCENTILES

_SINGLE_FIGURES: Final = (
    ("prefill", "prefill_tokens_per_s", "tokens/s"),
    ("decode", "decode_ms_per_token", "ms a token"),
)
_TIMES: Final = (
    ("ghost text", "ghost_ms"),
    ("typed through", "typed_through_ms"),
    ("cancel", "cancel_ms"),
)


def report_lines(described: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a name and a sentence for each figure of ``BenchReport.describe``."""
    details = described["details"]
    yield "processor", f"{described['processor']}, {described['processors']} processors"
    yield "load", load_sentence(described["load"])
    yield "model", f"{described['model']}, {described['threads']} threads"
    for tokens, speed in details["by_prompt_tokens"].items():
        yield (
            f"{tokens} tokens",
            f"prefill {speed['prefill_tokens_per_s']:.0f} tokens/s, decode "
            f"{speed['decode_ms_per_forward']:.1f} ms a token "
            f"({speed['decode_ms_per_token']:.1f} with speculation), "
            f"median of {speed['count']}",
        )
    for pace, replay in details["by_words_per_minute"].items():
        yield f"{pace} words/min", _replay_line(replay)
    through, cancel = described["typed_through_ms"], described["cancel_ms"]
    if through:
        times = f"p50 {through['p50']:.2f}, p99 {through['p99']:.2f} ms of {through['count']}"
        yield "typed through", times
    yield (
        "cancel",
        f"worker free after p50 {cancel['p50']:.1f}, p95 {cancel['p95']:.1f} ms "
        f"of {cancel['count']} (reading p95 {details['cancel_reading_ms']['p95']:.1f}, "
        f"writing p95 {details['cancel_writing_ms']['p95']:.1f})",
    )
    yield (
        "start",
        f"initialize {details['initialize_s']:.2f}, ready {details['ready_s']:.2f}, first ghost "
        f"text {described['first_ghost_s']:.2f} s, median of {details['starts']}",
    )
    for words, took in details["by_document_words"].items():
        yield (
            f"{words} words",
            f"keystroke to eight words p50 {took['p50']:.0f}, p95 {took['p95']:.0f} ms "
            f"of {took['count']}",
        )
    peak = described["peak_rss_mb"]
    yield "peak memory", "not known on this system" if peak is None else f"{peak} MB"
    for index, load in enumerate(described["beside"]):
        yield "", f"quiet → beside {load['beside']}, and its ratio to quiet"
        for name, quiet, *beside in state_rows(described):
            yield name, f"{quiet} → {beside[index]}"


def state_rows(described: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield each headline figure of ``BenchReport.describe``: its name, quiet, and beside each load.

    Behind a figure beside a load stands its ratio to the quiet one: for times, of the high percentile.
    """
    quiet, loads = described, described["beside"]
    for name, key, unit in _SINGLE_FIGURES:
        cells = (f"{load[key]:.1f} {unit}{_ratio_of(load, key)}" for load in loads)
        yield name, f"{quiet[key]:.1f} {unit}", *cells
    for name, key in _TIMES:
        cells = (f"{_times(load, key)}{_ratio_of(load, key)}" for load in loads)
        yield name, _times(quiet, key), *cells
    # What the next key overtook is in none of the times above.
    yield "overtaken", *(_overtaken(figures["details"]) for figures in (quiet, *loads))


def _ratio_of(load: Mapping[str, Any], key: str) -> str:
    ratio = load["to_quiet"][key]
    return "" if ratio is None else f" (× {ratio:.2f})"


def _times(figures: Mapping[str, Any], key: str) -> str:
    times, high = figures[key], HIGH_PERCENTILES[key]
    if times is None:
        return "never shown"
    return f"p50 {times['p50']:.1f}, {high} {times[high]:.1f} ms of {times['count']}"


def _overtaken(details: Mapping[str, Any]) -> str:
    replays = details["by_words_per_minute"].values()
    overtaken = sum(replay["overtaken"] for replay in replays)
    return f"{overtaken} of {sum(replay['keystrokes'] for replay in replays)} keys"


def _replay_line(replay: Mapping[str, Any]) -> str:
    ghost = replay["ghost_ms"]
    times = f"p50 {ghost['p50']:.0f}, p95 {ghost['p95']:.0f} ms" if ghost else "never shown"
    return (
        f"ghost text {times}; of {replay['keystrokes']} keystrokes the model wrote for "
        f"{ghost['count'] if ghost else 0}, {replay['typed_through']} typed what was shown, "
        f"{replay['silent']} silent, {replay['overtaken']} overtaken by the next key"
    )
