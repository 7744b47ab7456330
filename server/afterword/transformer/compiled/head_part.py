"""The parts of an output head in compiled code: rows, and where their logits go."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.compiled.layer_weights import PanelLinear
from afterword.transformer.compiled.records import LINEAR, MAX_TOKENS
from afterword.transformer.quantisation.head_preview import preview_of
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS

MAX_STATES = MAX_TOKENS // 2
"""The largest number of hidden states of one job: each takes two int8 rows."""


class HeadPart:
    """Rows of the output head, and where their logits go."""

    def __init__(
        self,
        linear: PanelLinear,
        places: NDArray[np.int32],
        *,
        preview: NDArray[np.uint8] | None = None,
    ) -> None:
        """Look up the addresses, which would take long for each job.

        Args:
            linear: the rows.
            places: (rows,), the column of the logits that each row's logit goes to.
            preview: the preview of the rows, see ``head_preview``.
        """
        self._kept = (linear, places)
        self.preview = preview
        self.chunks = linear.panels.shape[0]
        """The number of chunks of 64 rows."""
        self.record = np.array(linear.record, LINEAR)
        self.places_address = places.ctypes.data


def divide_head(
    linears: Sequence[PanelLinear], places: NDArray[np.int32], *, has_previews: bool = False
) -> list[HeadPart]:
    """Return the parts of a head.

    Args:
        linears: the rows of each part.
        places: (rows,), the columns of all logits, in the order of the rows.
        has_previews: whether previews of the rows are made.
    """
    ends = np.cumsum([linear.panels.shape[0] * CHUNK_ROWS for linear in linears])
    return [
        HeadPart(linear, few, preview=preview_of(linear.panels) if has_previews else None)
        for linear, few in zip(linears, np.split(places, ends[:-1]), strict=True)
    ]


def divide_states(count: int) -> Iterator[slice]:
    """Yield the ranges of hidden states that are computed one after the other."""
    for first in range(0, count, MAX_STATES):
        yield slice(first, first + MAX_STATES)
