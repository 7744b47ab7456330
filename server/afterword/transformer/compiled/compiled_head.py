"""The output head in compiled code, whole or some of its rows. See ``torchscript.vocabulary_head``."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from afterword.errors import ModelFileError
from afterword.transformer.compiled.aligned_memory import round_up
from afterword.transformer.compiled.compiled_model import CompiledModel
from afterword.transformer.compiled.head_part import divide_head, divide_states
from afterword.transformer.compiled.layer_weights import PanelLinear
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS
from afterword.transformer.serving_interfaces import States, TokenIds


class CompiledHead:
    """Rows of the output head in parts, one after the other, with the tokens that they predict."""

    def __init__(
        self,
        model: CompiledModel,
        parts: Sequence[PanelLinear],
        *,
        row_count: int,
        order: TokenIds | None = None,
        token_ids: TokenIds | None = None,
    ) -> None:
        """Take the rows of the head.

        Args:
            model: runs the compiled code.
            parts: the rows; those that only pad the last chunk are left out of the logits.
            row_count: the number of rows without padding.
            order: (row_count,) the column of the logits that each row's logit goes to; None for
                column i for row i.
            token_ids: (row_count,) ascending, the token that each column predicts; None for token
                i in column i.
        """
        self._model = model
        self._row_count = row_count
        self.token_ids = token_ids
        places = np.arange(round_up(row_count, CHUNK_ROWS), dtype=np.int32)
        if order is not None:
            if len(order) != row_count or order.min() < 0 or order.max() >= row_count:
                # Compiled code writes there unchecked.
                raise ModelFileError(
                    "The order of the output head's rows is damaged.",
                    next_step="Prepare the model again.",
                )
            places[:row_count] = order
        self._parts = divide_head(parts, places)
        self._columns = len(places)

    def logits(self, hidden: States) -> NDArray[np.float32]:
        """(n, width) normalised hidden states -> (n, rows)."""
        output = np.empty((len(hidden), self._columns), np.float32)
        for few in divide_states(len(hidden)):
            for part in self._parts:
                self._model.predict(hidden[few], part, output[few])
        return output[:, : self._row_count]
