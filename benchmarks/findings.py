"""All figures of one run, as Markdown tables: the targets first, then what they are made of."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from markdown_tables import table
from rounds import Readings, median_of, ratio_of

from afterword.study.benchmarking.percentiles import describe, median_ratio
from afterword.study.benchmarking.report.bench_lines import state_rows

OURS, LLAMA, EAGER = "Afterword", "llama.cpp", "transformers"


@dataclass(frozen=True, slots=True, kw_only=True)
class LargerModel:
    """The readings of the 1.5B model, in our engine and in llama.cpp."""

    readings: Readings
    peak_rss_mb: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything one run measured."""

    model: str
    threads: int
    by_tokens: Mapping[int, Readings]
    main_tokens: int
    ours_ghost_ms: Sequence[float]
    theirs_ghost_ms: Sequence[float]
    llama_rss_mb: float
    bench: Mapping[str, Any]
    """What ``afterword bench --full --json`` printed."""
    larger: LargerModel | None
    commands: Sequence[str]
    machine: Sequence[str]
    minutes: float

    def markdown(self) -> str:
        """Return all tables."""
        facts = "\n".join(f"- {line}" for line in (*self.machine, f"{self.threads} threads each"))
        commands = "\n".join(self.commands)
        parts = [
            f"{facts}\n- the run took {self.minutes:.1f} minutes:\n\n```\n{commands}\n```",
            f"### Against the targets\n\n{self._targets()}",
            f"### By prompt length, {self.model}\n\n{self._lengths()}",
            f"### Ghost text\n\n{self._ghost()}",
            f"### By document length\n\n{self._documents()}",
            *self._beside(),
        ]
        return "\n\n".join(parts)

    def _targets(self) -> str:
        rows = [*self._speed_targets(), *self._latency_targets(), *self._larger_targets()]
        return table(("", "to reach", "reached", "ours", "theirs", "measured"), rows)

    def _speed_targets(self) -> Iterator[tuple[str, ...]]:
        yield from _speeds(self.by_tokens[self.main_tokens], "", decode="≥ 1.5", prefill="≥ 1.8")
        ratio = median_ratio(self.ours_ghost_ms, self.theirs_ghost_ms)
        yield (
            "keystroke → 8 words ÷ the same through llama.cpp's server",
            *("≤ 0.6", f"{ratio:.2f}", _ms(self.ours_ghost_ms), _ms(self.theirs_ghost_ms)),
            f"{len(self.ours_ghost_ms)} words",
        )

    def _latency_targets(self) -> Iterator[tuple[str, ...]]:
        through, cancel = self.bench["typed_through_ms"], self.bench["cancel_ms"]
        yield _alone("typing what is shown, p99", "≤ 5 ms", f"{through['p99']} ms", through)
        documents = self.bench["details"]["by_document_words"]
        longest, shortest = documents["200000"], documents["1000"]
        yield (
            "keystroke → 8 words at 200,000 words ÷ at 1,000 words, medians",
            *("≤ 1.2", f"{longest['p50'] / shortest['p50']:.2f}"),
            *(f"{longest['p50']:.0f} ÷ {shortest['p50']:.0f} ms", "–", _count(longest)),
        )
        yield _alone("cancel → worker free, p95", "≤ 30 ms", f"{cancel['p95']} ms", cancel)
        yield (
            f"peak resident memory, {self.model}",
            *("≤ 900 MB", f"{self.bench['peak_rss_mb']} MB"),
            *(f"{self.bench['peak_rss_mb']} MB", f"{self.llama_rss_mb:.0f} MB", "whole server"),
        )

    def _larger_targets(self) -> Iterator[tuple[str, ...]]:
        if self.larger is None:
            return
        yield from _speeds(self.larger.readings, "Qwen2.5 1.5B: ", decode="≥ 1.0", prefill="–")
        if self.larger.peak_rss_mb is not None:
            peak = f"{self.larger.peak_rss_mb:.0f} MB"
            yield (
                "Qwen2.5 1.5B: peak resident memory",
                *("≤ 2200 MB", peak, peak, "–", "whole server"),
            )

    def _lengths(self) -> str:
        rows = list[tuple[str, ...]]()
        for readings in self.by_tokens.values():
            for name, taken in readings.items():
                rows.append(
                    (
                        f"{taken[0].prompt_tokens} tokens, {name}",
                        f"{median_of(taken, _prefill):.0f}",
                        f"{median_of(taken, _decode_ms):.1f}",
                        f"{median_of(taken, attrgetter('decode_ms_per_token')):.1f}",
                        str(len(taken)),
                    )
                )
        head = ("", "prefill tokens/s", "ms a run", "ms a token", "rounds")
        return table(head, rows)

    def _ghost(self) -> str:
        rows = [_sample_row("page, word by word: Afterword", self.ours_ghost_ms)]
        rows.append(_sample_row("page, word by word: llama.cpp's server", self.theirs_ghost_ms))
        for pace, replay in self.bench["details"]["by_words_per_minute"].items():
            ghost = replay["ghost_ms"] or {"p50": "–", "p95": "–", "count": 0}
            counts = (
                f"{replay['keystrokes']} keys: {ghost['count']} written for, "
                f"{replay['typed_through']} typed what was shown, {replay['silent']} silent, "
                f"{replay['overtaken']} overtaken"
            )
            rows.append(
                (f"typed at {pace} words/min", f"{ghost['p50']}", f"{ghost['p95']}", counts)
            )
        through, cancel = self.bench["typed_through_ms"], self.bench["cancel_ms"]
        most = f"{through['p99']} (p99)"
        rows.append(("typing what is shown", f"{through['p50']}", most, _count(through)))
        rows.append(
            ("cancel → worker free", f"{cancel['p50']}", f"{cancel['p95']}", _count(cancel))
        )
        start = self.bench["details"]
        return (
            table(("ms", "p50", "p95", "measured"), rows)
            + f"\n\nStart of a prepared server: `initialize` answered after "
            f"{start['initialize_s']:.2f} s, model ready after {start['ready_s']:.2f} s, first ghost "
            f"text after {self.bench['first_ghost_s']:.2f} s (median of {start['starts']})."
        )

    def _documents(self) -> str:
        rows = [
            (f"{int(words):,} words", f"{took['p50']:.0f}", f"{took['p95']:.0f}", _count(took))
            for words, took in self.bench["details"]["by_document_words"].items()
        ]
        return table(("keystroke → 8 words, ms", "p50", "p95", "measured"), rows)

    def _beside(self) -> Iterator[str]:
        if names := [load["beside"] for load in self.bench["beside"]]:
            head = ("", "quiet", *(f"beside {name}" for name in names))
            yield f"### Beside other programs\n\n{table(head, list(state_rows(self.bench)))}"


_decode_ms = attrgetter("decode_ms_per_forward")
_prefill = attrgetter("prefill_tokens_per_s")


def _speeds(
    readings: Readings, model: str, *, decode: str, prefill: str
) -> Iterator[tuple[str, ...]]:
    ours, theirs = readings[OURS], readings[LLAMA]
    rounds = f"{len(ours)} rounds"
    rates = (f"{1e3 / median_of(taken, _decode_ms):.0f}/s" for taken in (ours, theirs))
    ratio = f"{ratio_of(theirs, ours, _decode_ms):.2f}"
    yield (f"{model}decode tokens/s ÷ llama.cpp's", decode, ratio, *rates, rounds)
    rates = (f"{median_of(taken, _prefill):.0f}/s" for taken in (ours, theirs))
    ratio = f"{ratio_of(ours, theirs, _prefill):.2f}"
    yield (f"{model}prefill tokens/s ÷ llama.cpp's", prefill, ratio, *rates, rounds)


def _ms(took_ms: Sequence[float]) -> str:
    return f"{statistics.median(took_ms):.0f} ms"


def _count(described: Mapping[str, Any]) -> str:
    return f"{described['count']}"


def _sample_row(name: str, took_ms: Sequence[float]) -> tuple[str, ...]:
    described = describe(took_ms, 50, 95)
    return (name, f"{described['p50']:.0f}", f"{described['p95']:.0f}", _count(described))


def _alone(name: str, target: str, reached: str, described: Mapping[str, Any]) -> tuple[str, ...]:
    return (name, target, reached, reached, "–", _count(described))
