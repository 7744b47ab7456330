"""The states of the machine side by side: quiet, beside busy loops, beside a second server."""

from collections.abc import Callable, Iterator, Sequence

from compared_states import ComparedState
from rounds import LLAMA, OURS, Readings, decode_ms, prefill

from afterword.study.benchmarking.engine_speed import EngineSpeed
from afterword.study.benchmarking.percentiles import percentile


def state_head(states: Sequence[ComparedState]) -> tuple[str, ...]:
    """Return the heads of the columns: what ran beside the contenders."""
    return ("", "quiet", *(f"beside {state.load.name}" for state in states[1:]))


def compared_rows(states: Sequence[ComparedState]) -> Iterator[tuple[str, ...]]:
    """Yield each figure of both contenders, and their ratio, with a cell for each state."""
    for name, unit, figure, quicker in (
        ("decode", "ms a token", decode_ms, (LLAMA, OURS)),  # the fewer ms the better
        ("prefill", "tokens/s", prefill, (OURS, LLAMA)),
    ):
        for who in (OURS, LLAMA):
            cells = (_reading(state.readings, who, figure) for state in states)
            yield (f"{name}, {unit}: {who}", *cells)
        ratios = (_times(state.readings.ratio(*quicker, figure)) for state in states)
        yield (f"{name}, tokens/s: ours ÷ theirs", *ratios)
    typed = [state.typed for state in states]
    name = "key → 8 words, p50 · p95 ms"
    yield (f"{name}: {OURS}", *(times_cell(one.ours_ms, 50, 95) for one in typed))
    theirs = (times_cell(one.theirs_ms, 50, 95, is_given_up=one.is_given_up) for one in typed)
    yield (f"{name}: {LLAMA}", *theirs)
    ratios = (("< " if one.is_given_up else "") + _times(one.high_ratio()) for one in typed)
    yield ("key → 8 words, p95: ours ÷ theirs", *ratios)
    yield ("words typed", *(str(len(one.ours_ms)) for one in typed))


def times_cell(
    times_ms: Sequence[float], *percents: int, unit: str = "", is_given_up: bool = False
) -> str:
    """Return percentiles; of a series whose last time was given up, the highest is "more than"."""
    if not times_ms:
        return "–"
    figures = [f"{percentile(times_ms, percent):.0f}{unit}" for percent in percents]
    if is_given_up:
        figures[-1] = f"> {figures[-1]}"
    return " · ".join(figures)


def _reading(readings: Readings, who: str, figure: Callable[[EngineSpeed], float]) -> str:
    median, limit_s = readings.median(who, figure), readings.given_up_s.get(who)
    if median is None:
        return f"not one run in {limit_s:.0f} s"
    counts = f"{len(readings.taken[who])} of {readings.rounds} runs"
    return f"{median:.1f}" + ("" if limit_s is None else f" ({counts} in {limit_s:.0f} s)")


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"
