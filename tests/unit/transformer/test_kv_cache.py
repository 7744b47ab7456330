"""Keys and values in memory."""

import dataclasses
import gc
import resource
import sys
from pathlib import Path

import numpy as np
import pytest

from afterword.transformer.allocator import returning_large_buffers
from afterword.transformer.kv_cache import KeyValueCache
from fakes.small_models import CONFIGURATIONS

TOKENS = 4096
FILLED = 2048


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def fill(cache: KeyValueCache) -> None:
    for layer in (*cache.keys, *cache.values):
        layer[:, :FILLED] = 1


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory is resident")
def test_a_dropped_cache_gives_its_memory_back() -> None:
    any_configuration = next(iter(CONFIGURATIONS.values()))
    configuration = dataclasses.replace(
        any_configuration,
        layers=any_configuration.layers[:1] * 16,
        key_value_heads=1,
        head_width=256,
    )
    with returning_large_buffers():
        pass  # sets how the allocator treats large pieces from now on
    gc.collect()  # what other tests left must not go in between
    held = before = resident_bytes()
    for _ in range(8):
        cache = KeyValueCache(configuration, TOKENS, value_dtype=np.dtype(np.float32))
        fill(cache)
        held = resident_bytes()
        del cache
    one_cache = 2 * 16 * FILLED * 256 * 4
    assert held - before > 0.9 * one_cache
    assert resident_bytes() - before < 0.5 * one_cache
