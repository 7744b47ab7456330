"""A model's weights with an adapter merged into them, by the reference model's names."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.adapter_file import AdapterFile
from afterword.transformer.fused_weights import ReadWeight
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.weight_folder import WeightSource, source_of
from afterword.transformer.tensor_file import to_float32

_FUSED_IN: Final = {
    "attention.query": "query_key_value",
    "attention.key": "query_key_value",
    "attention.value": "query_key_value",
    "attention.output": "attention_output",
    "feed_forward.gate": "gate_up",
    "feed_forward.up": "gate_up",
    "feed_forward.down": "down",
}
"""The fused weight that each linear weight of a layer is a part of."""
_GPT2_PARTS: Final = 3
"""The number of weights that one of GPT-2's holds: query, key and value."""


class AdaptedWeights:
    """Reads a model's weights; those that an adapter adds to are float32."""

    def __init__(
        self, adapter: AdapterFile, configuration: ModelConfiguration, read: ReadWeight
    ) -> None:
        """Check that the adapter is for such a model; no weight is read yet.

        Raises:
            ModelFileError: it is for another one.
        """
        self._adapter = adapter
        self._read = read
        self._sources = dict[str, WeightSource]()
        """The stored weights that it adds to, by the reference model's names."""
        fused, missing = set[str](), set(adapter.weights)
        for part, shape in _linear_shapes(configuration).items():
            for block in (f"blocks.{index}" for index in range(len(configuration.layers))):
                source = source_of(f"{block}.{part}.weight", configuration)
                if source.name not in adapter.weights:
                    continue
                rows = shape[0] * (1 if source.fused_part is None else _GPT2_PARTS)
                if adapter.shape_of(source.name) != (rows, shape[1]):
                    raise adapter.fault(f"its {source.name} is for a model of other sizes")
                self._sources[f"{block}.{part}.weight"] = source
                fused.add(f"{block}.{_FUSED_IN[part]}")
                missing.discard(source.name)
        if missing:
            raise adapter.fault(f"the model has no {min(missing)} that one could add to")
        self.fused_names: Final = frozenset(fused)
        """The fused weights that change, as ``fused_shapes`` calls them."""

    def read(self, name: str) -> NDArray[Any]:
        """Return the tensor that the reference model calls ``name``, with what is added to it.

        Raises:
            ModelFileError: the model's files or the adapter's don't hold it.
        """
        weight, source = self._read(name), self._sources.get(name)
        if source is None:
            return weight
        addend = self._adapter.addend(source.name)
        if source.fused_part is not None:
            addend = np.split(addend, _GPT2_PARTS)[source.fused_part]
        return to_float32(weight) + addend


def _linear_shapes(configuration: ModelConfiguration) -> dict[str, tuple[int, int]]:
    """Return the shape (out, in) of each linear weight of a layer."""
    width, inner = configuration.width, configuration.feed_forward_width
    queries = configuration.heads * configuration.head_width
    shared = configuration.key_value_heads * configuration.head_width
    shapes = {
        "attention.query": (queries, width),
        "attention.key": (shared, width),
        "attention.value": (shared, width),
        "attention.output": (width, queries),
        "feed_forward.gate": (inner, width),
        "feed_forward.up": (inner, width),
        "feed_forward.down": (width, inner),
    }
    return {
        part: shape
        for part, shape in shapes.items()
        if configuration.is_gated or part != "feed_forward.gate"
    }
