"""A model's layers in compiled code: weights in panels, scratch memory, and a pool of threads."""

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.compiled.head_part import HeadPart
from afterword.transformer.compiled.layer_weights import LayerWeights, NormWeights
from afterword.transformer.compiled.records import (
    BRANCHES,
    HEAD,
    LAYER,
    MAX_TOKENS,
    MODEL,
    SEQUENCE,
)
from afterword.transformer.compiled.scratch_memory import ScratchMemory
from afterword.transformer.compiled.thread_pool import ThreadPool
from afterword.transformer.kv_cache import Branches, KeyValueCache
from afterword.transformer.reference.model_configuration import (
    Activation,
    ModelConfiguration,
    NormKind,
    Rotary,
)
from afterword.transformer.reference.rotary_angles import rotary_angles
from afterword.transformer.serving_interfaces import States

_ACTIVATIONS = (Activation.SILU, Activation.GELU_TANH, Activation.GELU)
"""The activation functions in the order of the values of ``MODEL.activation``."""
_TOGETHER = 4
"""The number of chunks of 64 rows of a head that one thread takes at once, where the results of all fit
into its memory: taking a chunk costs a tenth of computing it. A few chunks are shared evenly instead."""
_FIRST_POSITIONS = 1024
"""The smallest number of positions that room is made for."""


class CompiledModel:
    """All decoder layers: reads tokens, and computes logits. Only one thread at a time may call it."""

    def __init__(
        self,
        configuration: ModelConfiguration,
        layers: list[LayerWeights],
        final_norm: NormWeights,
        threads: int,
    ) -> None:
        """Keep the weights, and allocate the memory between the steps of a layer."""
        self._weights = (layers, final_norm)
        self._layers = np.zeros(len(layers), LAYER)
        for record, layer in zip(self._layers, layers, strict=True):
            for name, part in (*layer.linears.items(), *layer.norms.items()):
                record[name] = part.record
            record["window"] = layer.window
        self._rotations: dict[Rotary, NDArray[np.float32]] = {}
        """One table of ``_rotation_table`` for each rotary encoding, grown as needed."""
        self._positions = 0
        self._model = np.zeros(1, MODEL)
        self._describe(configuration, final_norm)
        self._scratch_memory = ScratchMemory(self._model, self._layers, configuration, threads)
        self._hidden = self._scratch_memory.hidden
        self._thread_pool = ThreadPool(
            self._model,
            self._layers,
            threads,
            reads=(self._weights, self._rotations, self._scratch_memory),
        )

    def _describe(self, configuration: ModelConfiguration, final_norm: NormWeights) -> None:
        model = self._model[0]
        model["layers"] = len(configuration.layers)
        model["width"] = configuration.width
        model["inner_width"] = configuration.feed_forward_width
        model["heads"] = configuration.heads
        model["shared_heads"] = configuration.key_value_heads
        model["head_width"] = configuration.head_width
        model["is_gated"] = configuration.is_gated
        model["activation"] = _ACTIVATIONS.index(configuration.activation)
        model["is_layer_norm"] = configuration.norm_kind is NormKind.LAYER
        model["epsilon"] = configuration.norm_epsilon
        model["final_norm"] = final_norm.record

    def read(self, hidden: States, cache: KeyValueCache, start: int) -> States:
        """Read n ≤ ``MAX_TOKENS`` embedded tokens at positions ``start`` and after.

        Returns:
            (n, width), normalised.
        """
        self._point_at(cache, start + len(hidden))
        job = self._thread_pool.job
        job["kind"], job["start"] = SEQUENCE, start
        return self._run_layers(hidden, cache)

    def read_branches(self, hidden: States, branches: Branches) -> States:
        """Read one embedded token for each branch: (branches, width) -> the same, normalised."""
        self._point_at(branches.prefix, branches.prefix_tokens + branches.length + 1)
        job = self._thread_pool.job
        job["branch_keys"] = branches.keys.ctypes.data
        job["branch_values"] = branches.values.ctypes.data
        job["kind"], job["branch_start"] = BRANCHES, branches.prefix_tokens
        job["start"] = branches.prefix_tokens + branches.length
        job["branch_capacity"] = branches.capacity_tokens
        return self._run_layers(hidden, branches.prefix, branches.keys, branches.values)

    def predict(
        self,
        hidden: States,
        part: HeadPart,
        output: NDArray[np.float32],
        *,
        chunks: NDArray[np.int32] | None = None,
    ) -> None:
        """Write the logits of n ≤ ``MAX_STATES`` hidden states.

        Args:
            hidden: (n, width), normalised.
            part: the head's rows.
            output: (n, columns).
            chunks: the chunks of 64 rows to compute; None for all.
        """
        job = self._thread_pool.job
        job["head_chunks"] = 0 if chunks is None else chunks.ctypes.data
        job["head_chunk_count"] = part.chunks if chunks is None else len(chunks)
        job["head_preview"], job["head_largest"] = 0, 0
        self._predict(hidden, part, output, chunks)

    def preview(
        self,
        hidden: States,
        part: HeadPart,
        output: NDArray[np.float32],
        largest: NDArray[np.float32],
    ) -> None:
        """Write logits as ``predict`` does, but only nearly: from the preview of the rows.

        Args:
            hidden: (n, width), normalised.
            part: the head's rows, with a preview.
            output: (n, columns).
            largest: (n, chunks): the largest logit of each chunk of 64 rows.
        """
        if part.preview is None:
            raise ValueError("there is no preview of this part of the head")
        job = self._thread_pool.job
        job["head_chunks"], job["head_chunk_count"] = 0, part.chunks
        job["head_preview"] = part.preview.ctypes.data
        job["head_largest"] = largest.ctypes.data
        self._predict(hidden, part, output, largest)

    def _predict(
        self, hidden: States, part: HeadPart, output: NDArray[np.float32], *reads: object
    ) -> None:
        job = self._thread_pool.job
        job["kind"], job["count"] = HEAD, len(hidden)
        job["head"], job["head_tokens"] = part.record, part.places_address
        fits = len(hidden) <= MAX_TOKENS // _TOGETHER
        job["head_together"] = _TOGETHER if fits and not job["head_chunks"] else 1
        job["output"], job["output_bytes"] = output.ctypes.data, output.strides[0]
        self._hidden[: len(hidden)] = hidden
        self._thread_pool.run(part, output, *reads)

    def _point_at(self, cache: KeyValueCache, end: int) -> None:
        if end > self._positions:
            self._make_room(max(_FIRST_POSITIONS, 2 * end))
        job = self._thread_pool.job
        job["keys"], job["values"] = cache.keys.ctypes.data, cache.values.ctypes.data
        job["capacity"] = cache.capacity_tokens

    def _make_room(self, positions: int) -> None:
        """Make room for sequences of so many positions: rotary tables, and each thread's scores."""
        kinds = {layer.rotary for layer in self._weights[0] if layer.rotary is not None}
        rotations = {
            kind: _rotation_table(kind, int(self._model[0]["head_width"]), positions)
            for kind in kinds
        }
        self._thread_pool.wait_until_unread()
        # After this, nothing allocates memory: if it fails, the model stays as it was.
        self._scratch_memory.make_room(positions)
        self._rotations.clear()
        self._rotations.update(rotations)
        self._layers["rotations"] = [
            0 if layer.rotary is None else self._rotations[layer.rotary].ctypes.data
            for layer in self._weights[0]
        ]
        self._positions = positions

    def _run_layers(self, hidden: States, *reads: object) -> States:
        if len(hidden) > MAX_TOKENS:
            raise ValueError(f"{len(hidden)} tokens are more than {MAX_TOKENS}")
        output = np.empty(hidden.shape, np.float32)
        job = self._thread_pool.job
        job["count"] = len(hidden)
        job["output"], job["output_bytes"] = output.ctypes.data, output.strides[0]
        self._hidden[: len(hidden)] = hidden
        self._thread_pool.run(output, *reads)
        return output


def _rotation_table(rotary: Rotary, head_width: int, positions: int) -> NDArray[np.float32]:
    """Return the cosine and sine of every rotary angle: (positions, head_width / 2, 2)."""
    angles = rotary_angles(rotary, head_width, positions)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)
