"""Copies of single rows of the output head, by the tokens that they predict."""

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.fused_shapes import HEAD, HEAD_PART_ROWS
from afterword.transformer.int8_quantisation import QuantisedRows
from afterword.transformer.quantisation.int8_panels import Int8Panels
from afterword.transformer.quantisation.int8_recipe import head_order
from afterword.transformer.quantisation.quantised_store import QuantisedWeights
from afterword.transformer.reference.model_configuration import ModelConfiguration


class HeadRows:
    """Finds rows in the int8 parts of the output head by the tokens that they predict."""

    def __init__(self, configuration: ModelConfiguration, quantised: QuantisedWeights) -> None:
        """Take the quantised weights of a model."""
        likely = quantised.measured.likely_token_ids
        self._panels = quantised.panels
        self.order = head_order(configuration.vocabulary_size, likely)
        """The token that each row predicts, (vocabulary,); None if row i predicts token i."""
        self._places: NDArray[np.int64] | None = None
        """The row that predicts each token, (vocabulary,); None if row i predicts token i."""
        if self.order is not None:
            self._places = np.empty_like(self.order)
            self._places[self.order] = np.arange(len(self.order))

    def of(self, token_ids: NDArray[np.int64]) -> QuantisedRows:
        """Return a copy of the rows that predict (n,) ``token_ids``, in their order."""
        rows = token_ids if self._places is None else self._places[token_ids]
        parts = rows // HEAD_PART_ROWS
        values, scales = None, np.empty(len(rows), np.float32)
        for part in np.unique(parts).tolist():
            is_inside = parts == part
            panels = self._panels(f"{HEAD}.{part}")
            if not isinstance(panels, Int8Panels):
                raise TypeError("a head is never in four bits")
            chosen = panels.select(rows[is_inside] - part * HEAD_PART_ROWS)
            if values is None:
                values = np.empty((len(rows), chosen.values.shape[1]), np.int8)
            values[is_inside], scales[is_inside] = chosen.values, chosen.scales
        if values is None:
            raise ValueError("a head needs at least one row")
        return QuantisedRows(values=values, scales=scales)
