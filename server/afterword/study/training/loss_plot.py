# pyright: basic
"""Draws the loss curve of a training with matplotlib, of the ``train`` extra."""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from afterword.study.training.held_out_loss import Guessing
    from afterword.study.training.trainer import LossPoint


def can_draw() -> bool:
    """Return whether matplotlib is installed."""
    return importlib.util.find_spec("matplotlib") is not None


def draw_losses(
    points: "Sequence[LossPoint]", *, guessing: "Guessing", title: str, path: Path
) -> Path:
    """Draw the loss on learned and held-out text over the steps, and return ``path``.

    Args:
        points: the measured losses, at least one.
        guessing: drawn as lines; a model whose loss is above them has learned nothing.
        title: the model's name.
        path: the SVG file to write.

    Raises:
        OSError: the file can't be written.
    """
    # Without pyplot, which keeps every figure in memory and needs a display.
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
    axes.axhline(guessing.by_ngrams, linestyle="-.", color="#b5651d", label="5-grams")
    axes.axhline(guessing.by_frequency, linestyle="--", color="#b5651d", label="frequency alone")
    axes.axhline(guessing.uniform, linestyle=":", color="#b5651d", label="chance")
    axes.set(title=title, xlabel="step", ylabel="loss, nats a token")
    axes.grid(visible=True, alpha=0.25)
    axes.legend(frameon=False)
    # Text stays text in the SVG, so that the viewer's fonts show a title in any script.
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(path, format="svg", metadata={"Date": None})
    return path
