"""All figures of one benchmark run, as one JSON object."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from afterword.study.benchmarking.background.background_load import BackgroundLoad
from afterword.study.benchmarking.background.load_record import LoadRecord
from afterword.study.benchmarking.percentiles import describe
from afterword.study.benchmarking.report.engine_figures import EngineFigures
from afterword.study.benchmarking.server_start import ServerStart

HIGH_PERCENTILES: Final = {"ghost_ms": "p95", "typed_through_ms": "p99", "cancel_ms": "p95"}
"""The percentile of each time by which it is judged, and compared with the quiet one."""
_SINGLE_FIGURES: Final = ("prefill_tokens_per_s", "decode_ms_per_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresBeside:
    """The figures of the same process beside programs that want the processors too."""

    load: BackgroundLoad
    figures: EngineFigures

    def describe(self, quiet: Mapping[str, Any]) -> dict[str, Any]:
        """Return them as JSON, with their ratios to the headline figures of the quiet machine."""
        headline = self.figures.headline()
        return {
            "beside": self.load.name,
            "busy_loops": self.load.busy_loops,
            "has_second_server": self.load.has_second_server,
            **headline,
            "to_quiet": dict(_ratios(headline, quiet)),
            "details": self.figures.details(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchReport:
    """All measurements of one run."""

    model: str
    threads: int
    """Processor threads that the model may run on."""
    processor: str
    processors: int
    """Processors that this process may use, hardware threads included."""
    load: LoadRecord
    """What other programs did meanwhile."""
    quiet: EngineFigures
    """The figures with nothing of ours beside them."""
    beside: Sequence[FiguresBeside]
    """The same figures beside each background load, in the order in which they were taken."""
    is_real_time: bool
    """The pauses between keys were waited out, not cut short when nothing was in flight."""
    starts: list[ServerStart]
    document_ms: Mapping[int, list[float]] = field(default_factory=dict[int, list[float]])
    """Milliseconds from keystroke to eight words, by the document's length in words."""

    def describe(self) -> dict[str, Any]:
        """Return the JSON object: the headline figures, then what they are made of."""
        peaks = [start.peak_rss_mb for start in self.starts if start.peak_rss_mb is not None]
        headline = self.quiet.headline()
        return {
            **headline,
            "first_ghost_s": round(median(start.first_ghost_s for start in self.starts), 2),
            "peak_rss_mb": round(max(peaks)) if peaks else None,
            "model": self.model,
            "threads": self.threads,
            "processor": self.processor,
            "processors": self.processors,
            "load": self.load.describe(),
            "details": self._details(),
            "beside": [one.describe(headline) for one in self.beside],
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


def _ratios(
    headline: Mapping[str, Any], quiet: Mapping[str, Any]
) -> Iterator[tuple[str, float | None]]:
    """Yield each headline figure's ratio to the quiet one; None where there is no such ratio."""
    for key in _SINGLE_FIGURES:
        yield key, _ratio(headline[key], quiet[key])
    for key, high in HIGH_PERCENTILES.items():
        times, quiet_times = headline[key], quiet[key]
        yield key, _ratio(times[high], quiet_times[high]) if times and quiet_times else None


def _ratio(figure: float, quiet: float) -> float | None:
    return round(figure / quiet, 2) if quiet else None
