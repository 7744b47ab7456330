"""All figures of one benchmark run, as one JSON object and as lines for a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from afterword.study.benchmarking.engine_speed import EngineSpeed
from afterword.study.benchmarking.percentiles import describe
from afterword.study.benchmarking.server_start import ServerStart
from afterword.study.benchmarking.typing_replay import Replay


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFigures:
    """The measurements of one process with the model: reading, writing, typing, cancelling."""

    speeds: Mapping[int, list[EngineSpeed]]
    """The speeds by the prompt's length in tokens, about."""
    main_prompt_tokens: int
    """The prompt length in tokens whose speeds are the headline."""
    replays: Mapping[int, Replay]
    """The typing replays by words a minute."""
    typed_through_ms: list[float]
    cancel_reading_ms: list[float]
    cancel_writing_ms: list[float]

    def headline(self) -> dict[str, Any]:
        """Return the figures that matter most, as JSON."""
        main = self.speeds[self.main_prompt_tokens]
        ghost_ms = [ms for replay in self.replays.values() for ms in replay.ghost_ms]
        return {
            "prefill_tokens_per_s": round(median(speed.prefill_tokens_per_s for speed in main), 1),
            "decode_ms_per_token": round(median(speed.decode_ms_per_forward for speed in main), 2),
            "ghost_ms": _describe(ghost_ms, 50, 95),
            "typed_through_ms": _describe(self.typed_through_ms, 50, 99),
            "cancel_ms": describe([*self.cancel_reading_ms, *self.cancel_writing_ms], 50, 95),
        }

    def details(self) -> dict[str, Any]:
        """Return what the headline is made of, as JSON."""
        return {
            "by_prompt_tokens": {
                str(tokens): _describe_speeds(speeds) for tokens, speeds in self.speeds.items()
            },
            "by_words_per_minute": {
                str(pace): _describe_replay(replay) for pace, replay in self.replays.items()
            },
            "cancel_reading_ms": describe(self.cancel_reading_ms, 50, 95),
            "cancel_writing_ms": describe(self.cancel_writing_ms, 50, 95),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchReport:
    """All measurements of one run."""

    model: str
    threads: int
    """Processor threads that the model ran on."""
    quiet: EngineFigures
    """The figures with nothing of ours beside them."""
    busy_loops: int
    """How many busy loops ran beside ``busy``."""
    busy: EngineFigures | None
    """The same figures beside busy loops; None if there were none."""
    is_real_time: bool
    """The pauses between keys were waited out, not cut short when nothing was in flight."""
    starts: list[ServerStart]
    document_ms: Mapping[int, list[float]] = field(default_factory=dict[int, list[float]])
    """Milliseconds from keystroke to eight words, by the document's length in words."""

    def describe(self) -> dict[str, Any]:
        """Return the JSON object: the headline figures, then what they are made of."""
        peaks = [start.peak_rss_mb for start in self.starts if start.peak_rss_mb is not None]
        return {
            **self.quiet.headline(),
            "first_ghost_s": round(median(start.first_ghost_s for start in self.starts), 2),
            "peak_rss_mb": round(max(peaks)) if peaks else None,
            "model": self.model,
            "threads": self.threads,
            "details": self._details(),
            "beside_busy_loops": self._beside_busy_loops(),
        }

    def _details(self) -> dict[str, Any]:
        return {
            **self.quiet.details(),
            "typed_in_real_time": self.is_real_time,
            "starts": len(self.starts),
            "initialize_s": round(median(start.initialize_s for start in self.starts), 2),
            "ready_s": round(median(start.ready_s for start in self.starts), 2),
            "by_document_words": {
                str(words): describe(took_ms, 50, 95) for words, took_ms in self.document_ms.items()
            },
        }

    def _beside_busy_loops(self) -> dict[str, Any] | None:
        if self.busy is None:
            return None
        figures = {**self.busy.headline(), "details": self.busy.details()}
        return {"loops": self.busy_loops, **figures}


def report_lines(described: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a name and a sentence for each figure of ``BenchReport.describe``."""
    details = described["details"]
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
    rows = list(busy_rows(described))
    if rows:
        loops = described["beside_busy_loops"]["loops"]
        yield "", f"quiet → beside {loops} busy {'loop' if loops == 1 else 'loops'}"
    yield from ((name, f"{quiet} → {busy}") for name, quiet, busy in rows)


def busy_rows(described: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each headline figure of ``BenchReport.describe``: its name, quiet, and beside busy loops.

    Nothing if it was not measured beside any.
    """
    quiet, busy = described, described["beside_busy_loops"]
    if busy is None:
        return
    for name, key, unit in (
        ("prefill", "prefill_tokens_per_s", "tokens/s"),
        ("decode", "decode_ms_per_token", "ms a token"),
    ):
        yield name, f"{quiet[key]:.1f} {unit}", f"{busy[key]:.1f} {unit}"
    for name, key, high in (
        ("ghost text", "ghost_ms", "p95"),
        ("typed through", "typed_through_ms", "p99"),
        ("cancel", "cancel_ms", "p95"),
    ):
        yield name, _times(quiet[key], high), _times(busy[key], high)


def _times(times: Mapping[str, float] | None, high: str) -> str:
    if times is None:
        return "never shown"
    return f"p50 {times['p50']:.1f}, {high} {times[high]:.1f} ms of {times['count']}"


def _describe(values: Sequence[float], *percents: int) -> dict[str, float] | None:
    return describe(values, *percents) if values else None


def _describe_speeds(speeds: list[EngineSpeed]) -> dict[str, float]:
    return {
        "prompt_tokens": speeds[0].prompt_tokens,
        "prefill_tokens_per_s": round(median(speed.prefill_tokens_per_s for speed in speeds), 1),
        "decode_ms_per_forward": round(median(speed.decode_ms_per_forward for speed in speeds), 2),
        "decode_ms_per_token": round(median(speed.decode_ms_per_token for speed in speeds), 2),
        "written_tokens": speeds[0].written_tokens,
        "count": len(speeds),
    }


def _describe_replay(replay: Replay) -> dict[str, Any]:
    return {
        "keystrokes": replay.keystrokes,
        "silent": replay.silent,
        "overtaken": replay.overtaken,
        "ghost_ms": _describe(replay.ghost_ms, 50, 95),
        "typed_through": len(replay.typed_through_ms),
    }


def _replay_line(replay: Mapping[str, Any]) -> str:
    ghost = replay["ghost_ms"]
    times = f"p50 {ghost['p50']:.0f}, p95 {ghost['p95']:.0f} ms" if ghost else "never shown"
    return (
        f"ghost text {times}; of {replay['keystrokes']} keystrokes the model wrote for "
        f"{ghost['count'] if ghost else 0}, {replay['typed_through']} typed what was shown, "
        f"{replay['silent']} silent, {replay['overtaken']} overtaken by the next key"
    )
