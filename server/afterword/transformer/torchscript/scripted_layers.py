# pyright: basic
"""``Layers`` over a scripted ``InferenceModel``: computes its rotary tables and attention masks."""

import contextlib
import time
from collections.abc import Generator
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from afterword.transformer.kv_cache import Branches, KeyValueCache
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import causal_mask
from afterword.transformer.serving_interfaces import States
from afterword.transformer.thread_count import SIMILAR_POSITIONS, ThreadCountChooser
from afterword.transformer.torch_arrays import as_tensor
from afterword.transformer.torchscript.rotary_tables import distinct_rotaries, rotation_table


class ScriptedLayers:
    """The layers of a model in TorchScript, in any precision."""

    def __init__(self, model: Any, configuration: ModelConfiguration, threads: int) -> None:
        """Take a compiled ``InferenceModel``, and the largest number of torch's threads."""
        self._model = model
        self._thread_count = ThreadCountChooser(threads)
        self._configuration = configuration
        self._rotaries = distinct_rotaries(configuration)
        self._rotations = [torch.empty(0)] * max(1, len(self._rotaries))
        """One (positions, 1, head_width / 2) complex table for each distinct rotary encoding, grown as
        needed."""

    @torch.inference_mode()
    def read(self, hidden: States, cache: KeyValueCache, start: int) -> States:
        """See ``Layers``."""
        end = start + len(hidden)
        with self._timed(len(hidden), start):
            return self._model(
                as_tensor(hidden),
                rotations=self._rotations_at(start, end),
                masks=self._masks(start, end),
                keys=_by_layer(cache.keys),
                values=_by_layer(cache.values),
                start=start,
            ).numpy()

    @torch.inference_mode()
    def read_branches(self, hidden: States, branches: Branches) -> States:
        """See ``Layers``."""
        position = branches.prefix_tokens + branches.length
        with self._timed(-branches.count, position):
            return self._model.forward_branches(
                as_tensor(hidden),
                rotations=self._rotations_at(position, position + 1),
                keys=_by_layer(branches.prefix.keys),
                values=_by_layer(branches.prefix.values),
                prefix_tokens=branches.prefix_tokens,
                branch_keys=_by_layer(branches.keys),
                branch_values=_by_layer(branches.values),
                length=branches.length,
            ).numpy()

    @contextlib.contextmanager
    def _timed(self, count: int, position: int) -> Generator[None]:
        """Run a forward with the number of threads that is best beside other programs.

        torch's threads wait actively: one that the system has suspended makes all others wait.
        """
        if torch.get_num_threads() != self._thread_count.threads:
            torch.set_num_threads(self._thread_count.threads)
        started_s = time.perf_counter()
        yield
        kind = (count, position // SIMILAR_POSITIONS)
        self._thread_count.record(kind, time.perf_counter() - started_s)

    def _rotations_at(self, start: int, end: int) -> list[Tensor]:
        """Return the rotations of positions ``start`` to ``end``, for each distinct rotary encoding."""
        if self._rotaries and len(self._rotations[0]) < end:
            positions = max(1024, 2 * end)
            self._rotations = [
                rotation_table(rotary, self._configuration.head_width, positions)
                for rotary in self._rotaries
            ]
        return [table[start:end] for table in self._rotations]

    def _masks(self, start: int, end: int) -> list[Tensor]:
        """Return each layer's (n, visible keys) mask; layers with the same window share it."""
        count = end - start
        by_window: dict[int, Tensor] = {}
        windows = [layer.window or 0 for layer in self._configuration.layers]
        if count == 1:
            return [torch.empty(0)] * len(windows)
        for window in set(windows):
            low = max(0, start + 1 - window) if window else 0
            seen = causal_mask(count, end - low, window)
            by_window[window] = torch.zeros(seen.shape).masked_fill_(~seen, float("-inf"))
        return [by_window[window] for window in windows]


def _by_layer(cached: NDArray[Any]) -> list[Tensor]:
    """Return a tensor for each layer, in the memory of an array for all of them."""
    return list(as_tensor(cached).unbind())
