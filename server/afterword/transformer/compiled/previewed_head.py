"""A head that guesses: a preview of all logits, and then the largest ones exactly.

Computing a part of the vocabulary takes as long as reading its weights, and the preview reads half of
them. What it says of the tokens that are not computed exactly is off by a few tenths.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.compiled.compiled_model import CompiledModel
from afterword.transformer.compiled.head_part import HeadPart, divide_head, divide_states
from afterword.transformer.compiled.layer_weights import PanelLinear
from afterword.transformer.serving_interfaces import States, TokenIds

_EXACT_CHUNKS = 40
"""The number of chunks of each part that are computed exactly, those of the largest logits: of 512
chunks of Gemma's parts, 8 %. With 20, the first choice was another one at 4 % of places in Chinese."""


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
        self._parts = divide_head(parts, places, has_previews=True)

    def logits(self, hidden: States) -> NDArray[np.float32]:
        """(n, width) normalised hidden states -> (n, rows)."""
        output = np.empty((len(hidden), len(self.token_ids)), np.float32)
        for few in divide_states(len(hidden)):
            for part in self._parts:
                self._compute(hidden[few], part, output[few])
        return output

    def _compute(self, hidden: States, part: HeadPart, output: NDArray[np.float32]) -> None:
        largest = np.empty((len(hidden), part.chunks), np.float32)
        self._model.preview(hidden, part, output, largest)
        for state in range(len(hidden)):
            one = slice(state, state + 1)
            chunks = _highest(largest[state])
            self._model.predict(hidden[one], part, output[one], chunks=chunks)


def _highest(largest: NDArray[np.float32]) -> NDArray[np.int32]:
    """Return the chunks that have the largest logits."""
    count = min(_EXACT_CHUNKS, len(largest))
    return np.argpartition(-largest, count - 1)[:count].astype(np.int32)
