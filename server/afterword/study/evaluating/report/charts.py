# pyright: basic
"""Draws the figures of a run as SVG charts with matplotlib. Holds no text of the documents."""

import io
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from afterword.errors import EngineUnavailableError
from afterword.study.evaluating.report.result_files import PolicyResult
from afterword.study.training.loss_plot import can_draw

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS: Final = ("#1f6f8b", "#b5651d", "#888888", "#6b8e23")
_COLUMNS: Final = 3
"""The number of plots side by side."""
_MIN_COVERAGE: Final = 0.01
"""The smallest coverage that is drawn: below it precision is too noisy."""


def require_charts() -> None:
    """Check that matplotlib is installed.

    Raises:
        EngineUnavailableError: matplotlib is not installed.
    """
    if not can_draw():
        raise EngineUnavailableError(
            "The report can't be drawn: matplotlib not installed.",
            next_step='Run: pip install "afterword[evaluate]", or leave out --report.',
        )


def draw_curves(figures: Mapping[str, Any]) -> str:
    """Draw precision against coverage at all thresholds, one plot for each kind of place."""
    policies = figures["policies"]
    kinds = sorted({kind for parts in policies.values() for kind in parts["curves"]})
    if not kinds:
        return ""
    rows = math.ceil(len(kinds) / _COLUMNS)
    figure = _figure(width=10.5, height=3.2 * rows)
    grid = figure.subplots(rows, _COLUMNS, squeeze=False).flat
    for axes, kind in zip(grid, kinds, strict=False):
        for colour, (name, parts) in zip(_COLOURS, policies.items(), strict=False):
            _draw_curve(axes, parts["curves"].get(kind, []), name, colour)
            _mark_own(axes, parts["places"].get(kind), colour)
        axes.set(title=kind.replace("_", " "), xlim=(0, 1), ylim=(0, 1))
        axes.set(xlabel="coverage", ylabel="precision")
        axes.grid(visible=True, alpha=0.25)
    for axes in list(grid)[len(kinds) :]:
        axes.set_axis_off()
    figure.axes[0].legend(frameon=False, fontsize=8)
    return _svg(figure)


def draw_latency(results: Sequence[PolicyResult]) -> str:
    """Draw the cumulative distribution of latency."""
    drawn = [
        (result.name, sorted(ms for typed in result.typed for ms in typed.took_ms))
        for result in results
    ]
    drawn = [(name, took_ms) for name, took_ms in drawn if took_ms]
    if not drawn:
        return ""
    figure = _figure(width=6, height=3.4)
    axes = figure.subplots()
    for colour, (name, took_ms) in zip(_COLOURS, drawn, strict=False):
        shares = [(index + 1) / len(took_ms) for index in range(len(took_ms))]
        axes.step(took_ms, shares, label=name, color=colour, where="post")
    axes.set(xlabel="milliseconds", ylabel="share of answers", ylim=(0, 1), xlim=(0, None))
    axes.grid(visible=True, alpha=0.25)
    axes.legend(frameon=False)
    return _svg(figure)


def draw_savings_in_sentence(figures: Mapping[str, Any]) -> str:
    """Draw keystroke savings by the distance from the start of the sentence."""
    groups = {
        name: parts["typing"]["all"]["savings_by_sentence_chars"]
        for name, parts in figures["policies"].items()
        if parts["typing"]["all"]["coverage"]["count"]
    }
    return _draw_bars(groups, xlabel="characters into the sentence")


def draw_savings_by_language(figures: Mapping[str, Any]) -> str:
    """Draw net savings by language."""
    groups = {
        name: {
            language: group["net_savings"]
            for language, group in parts["typing"].items()
            if language != "all"
        }
        for name, parts in figures["policies"].items()
    }
    return _draw_bars(groups, xlabel="language", ylabel="net savings")


def _draw_bars(
    groups: Mapping[str, Mapping[str, Any]], *, xlabel: str, ylabel: str = "keystroke savings"
) -> str:
    names = list(next(iter(groups.values()), {}))
    if not names:
        return ""
    figure = _figure(width=6, height=3.4)
    axes = figure.subplots()
    width = 0.8 / len(groups)
    for place, (colour, (policy, bars)) in enumerate(zip(_COLOURS, groups.items(), strict=False)):
        at = [index + place * width for index in range(len(names))]
        heights = [bars[name]["value"] or 0.0 for name in names]
        axes.bar(at, heights, width, label=policy, color=colour, yerr=_errors(bars, names))
    axes.set_xticks([index + 0.4 - width / 2 for index in range(len(names))], names)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.axhline(0, color="#444444", linewidth=0.8)
    axes.legend(frameon=False)
    return _svg(figure)


def _errors(bars: Mapping[str, Any], names: Sequence[str]) -> list[list[float]]:
    """Return the lengths of the intervals below and above each bar: (2, names)."""
    down, up = list[float](), list[float]()
    for name in names:
        bar = bars[name]
        is_known = bar["low"] is not None
        down.append(max(0.0, bar["value"] - bar["low"]) if is_known else 0.0)
        up.append(max(0.0, bar["high"] - bar["value"]) if is_known else 0.0)
    return [down, up]


def _draw_curve(axes: "Axes", points: Sequence[Mapping[str, Any]], name: str, colour: str) -> None:
    drawn = [point for point in points if (point["coverage"] or 0) >= _MIN_COVERAGE]
    axes.plot(
        [point["coverage"] for point in drawn],
        [point["precision"] for point in drawn],
        label=name,
        color=colour,
        marker=".",
        markersize=3,
    )


def _mark_own(axes: "Axes", group: Mapping[str, Any] | None, colour: str) -> None:
    """Mark the policy's own threshold on its curve."""
    if group is not None and group["precision"]["value"] is not None:
        own = group["coverage"]["value"], group["precision"]["value"]
        axes.plot(*own, color=colour, marker="o", markersize=8, fillstyle="none")


def _figure(*, width: float, height: float) -> "Figure":
    # Without pyplot, which keeps every figure in memory and needs a display.
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _svg(figure: "Figure") -> str:
    import matplotlib as mpl

    buffer = io.StringIO()
    # Without a salt, ids in an SVG are random: several charts are on one page.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": None}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
