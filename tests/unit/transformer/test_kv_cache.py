"""Keys and values in memory."""

import dataclasses
import gc
import resource
import sys
from pathlib import Path

import numpy as np
import pytest

from afterword.transformer.allocator import returning_large_buffers
from afterword.transformer.kv_cache import Branches, KeyValueCache
from fakes.small_models import CONFIGURATIONS, PLAIN

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
        floats = np.dtype(np.float32)
        cache = KeyValueCache(configuration, TOKENS, key_dtype=floats, value_dtype=floats)
        fill(cache)
        held = resident_bytes()
        del cache
    one_cache = 2 * 16 * FILLED * 256 * 4
    assert held - before > 0.9 * one_cache
    assert resident_bytes() - before < 0.5 * one_cache


def huge_pages_are_optional() -> bool:
    setting = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    return setting.is_file() and "[always]" not in setting.read_text(encoding="ascii")


@pytest.mark.skipif(
    not huge_pages_are_optional(), reason="the system gives huge pages to everybody"
)
def test_a_token_takes_no_huge_page_in_each_layer() -> None:
    configuration = dataclasses.replace(
        PLAIN, layers=PLAIN.layers[:1] * 16, key_value_heads=1, head_width=256
    )
    cache = KeyValueCache(configuration, 8192)
    before = resident_bytes()
    cache.keys[:, :, 0], cache.values[:, :, 0] = 1, 1
    assert resident_bytes() - before < 2 << 20  # with huge pages it is 2 MB for each layer's keys


def test_branches_that_are_kept_lie_in_memory_as_before() -> None:
    branches = Branches(KeyValueCache(PLAIN, 8), 4, count=3, capacity_tokens=2)
    branches.keys[:] = np.arange(3)[:, None, None, None]
    branches.keep(np.array([2, 0, 2, 1]))
    assert branches.count == 4
    assert branches.keys[0, :, 0, 0, 0].tolist() == [2, 0, 2, 1]
    assert branches.keys.flags.c_contiguous
    assert branches.values.flags.c_contiguous


def test_says_how_much_memory_tokens_take() -> None:
    per_token = len(PLAIN.layers) * PLAIN.key_value_heads * PLAIN.head_width * (2 + 2)
    assert KeyValueCache(PLAIN, 100).size_bytes(7) == 7 * per_token
