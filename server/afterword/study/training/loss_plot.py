# pyright: basic
"""Draws how the loss fell. The only place that knows matplotlib, of the ``train`` extra."""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from afterword.study.training.held_out_loss import Guessing
    from afterword.study.training.trainer import LossPoint


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return importlib.util.find_spec("matplotlib") is not None


def draw_losses(
    points: "Sequence[LossPoint]", *, guessing: "Guessing", title: str, path: Path
) -> Path:
    """Draw the loss on learned and held-out text over the steps, and return ``path``.

    Args:
        points: what was measured, at least one.
        guessing: drawn as lines: a model above them has learned nothing.
        title: the model's name.
        path: where the picture goes, an SVG file.

    Raises:
        OSError: the file can't be written.
    """
    # Not through pyplot: it keeps every figure, and looks for a screen.
    import matplotlib as mpl
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    steps = [point.step for point in points]
    marker = "o" if len(points) < 30 else ""
    axes.plot(steps, [p.learned for p in points], label="learned text", color="#888888")
    axes.plot(
        steps, [p.held_out for p in points], label="held-out text", color="#1f6f8b", marker=marker
    )
    best = min(points, key=lambda point: point.held_out)
    axes.annotate(
        f"{best.held_out:.2f}",
        (best.step, best.held_out),
        textcoords="offset points",
        xytext=(0, -14),
        ha="center",
    )
    axes.axhline(guessing.by_frequency, linestyle="--", color="#b5651d", label="frequency alone")
    axes.axhline(guessing.uniform, linestyle=":", color="#b5651d", label="chance")
    axes.set(title=title, xlabel="step", ylabel="loss, nats a token")
    axes.grid(visible=True, alpha=0.25)
    axes.legend(frameon=False)
    # Text stays text, so that the title needs no font of ours, whatever its script.
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(path, format="svg", metadata={"Date": None})
    return path
