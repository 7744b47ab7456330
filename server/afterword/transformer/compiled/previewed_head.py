"""A head that guesses: a preview of all logits, and then the largest ones exactly.

Computing a part of the vocabulary takes as long as reading its weights, and the preview reads half of
them. What it says of the tokens that are not computed exactly is off by a few tenths.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.compiled.compiled_model import CompiledModel, PanelLinear
from afterword.transformer.compiled.records import MAX_TOKENS
from afterword.transformer.quantisation.head_preview import preview_of
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS
from afterword.transformer.serving_interfaces import States, TokenIds

_MAX_STATES = MAX_TOKENS // 2
"""The largest number of hidden states of one job: each takes two int8 rows."""
_EXACT_CHUNKS = 20
"""The number of chunks of each part that are computed exactly, those of the largest logits: of 512
chunks of Gemma's parts, 4 %."""


class PreviewedHead:
    """Whole parts of the output head."""

    def __init__(
        self, model: CompiledModel, parts: Sequence[PanelLinear], token_ids: TokenIds
    ) -> None:
        """Take the rows, and make the preview of them.

        Args:
            model: runs the compiled code.
            parts: the rows, without padding.
            token_ids: (rows,) ascending, the token that each row predicts.
        """
        self._model = model
        self.token_ids = token_ids
        places = np.arange(len(token_ids), dtype=np.int32)
        ends = np.cumsum([linear.panels.shape[0] * CHUNK_ROWS for linear in parts])
        self._parts = [
            (linear, few, preview_of(linear.panels))
            for linear, few in zip(parts, np.split(places, ends[:-1]), strict=True)
        ]

    def logits(self, hidden: States) -> NDArray[np.float32]:
        """(n, width) normalised hidden states -> (n, rows)."""
        output = np.empty((len(hidden), len(self.token_ids)), np.float32)
        for first in range(0, len(hidden), _MAX_STATES):
            few = slice(first, first + _MAX_STATES)
            for linear, places, preview in self._parts:
                self._model.predict(hidden[few], linear, places, output[few], preview=preview)
        for state, logits in zip(hidden, output, strict=True):
            for linear, places, _ in self._parts:
                chunks = _largest_chunks(logits[places[0] : places[-1] + 1])
                exact = logits[None]
                self._model.predict(state[None], linear, places, exact, chunks=chunks)
        return output


def _largest_chunks(logits: NDArray[np.float32]) -> NDArray[np.int32]:
    """Return the chunks of 64 rows with the largest logits."""
    largest = logits.reshape(-1, CHUNK_ROWS).max(axis=1)
    if len(largest) <= _EXACT_CHUNKS:
        return np.arange(len(largest), dtype=np.int32)
    return np.argpartition(-largest, _EXACT_CHUNKS)[:_EXACT_CHUNKS].astype(np.int32)
