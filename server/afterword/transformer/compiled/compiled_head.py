# pyright: basic
"""The output head in compiled code, whole or some of its rows. See ``torchscript.vocabulary_head``."""

from collections.abc import Sequence

import torch
from torch import Tensor

from afterword.transformer.compiled.aligned_memory import round_up
from afterword.transformer.compiled.compiled_model import CompiledModel, PanelLinear
from afterword.transformer.compiled.records import MAX_TOKENS
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS

_MAX_STATES = MAX_TOKENS // 2
"""The largest number of hidden states of one job: each takes two int8 rows."""


class CompiledHead:
    """Rows of the output head in parts, one after the other, with the tokens that they predict."""

    def __init__(
        self,
        model: CompiledModel,
        parts: Sequence[PanelLinear],
        *,
        row_count: int,
        order: Tensor | None = None,
        token_ids: Tensor | None = None,
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
        places = torch.arange(round_up(row_count, CHUNK_ROWS), dtype=torch.int32)
        if order is not None:
            places[:row_count] = order
        sizes = [linear.panels.shape[0] * CHUNK_ROWS for linear in parts]
        self._parts = list(zip(parts, places.split(sizes), strict=True))
        self._columns = len(places)

    @torch.inference_mode()
    def logits(self, hidden: Tensor) -> Tensor:
        """(n, width) normalised hidden states -> (n, rows) float32."""
        output = torch.empty(len(hidden), self._columns)
        for states, logits in zip(
            hidden.split(_MAX_STATES), output.split(_MAX_STATES), strict=True
        ):
            for linear, places in self._parts:
                self._model.predict(states, linear, places, logits)
        return output[:, : self._row_count]
