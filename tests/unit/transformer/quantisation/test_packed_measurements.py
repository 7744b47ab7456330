"""Measurements that come with the program: nearly what was measured, in few bytes."""

import numpy as np
import pytest

from afterword.transformer.quantisation.packed_measurements import (
    pack_measurements,
    unpack_measurements,
)
from afterword.transformer.quantisation.quantised_store import MeasuredActivations

LIKELY = np.array([3, 4, 77, 999], np.int64)
FACTORS = {
    "blocks.0.down": np.geomspace(0.03, 30, 64, dtype=np.float32),
    "head": np.array([1.0, 0.7, 1.3], np.float32),
}
MEASURED = MeasuredActivations(column_factors=FACTORS, likely_token_ids=LIKELY)


def test_likely_tokens_come_back_as_they_were() -> None:
    unpacked = unpack_measurements(pack_measurements(MEASURED, vocabulary_size=1001))
    assert unpacked is not None
    assert unpacked.likely_token_ids is not None
    np.testing.assert_array_equal(unpacked.likely_token_ids, LIKELY)


def test_factors_come_back_within_three_percent() -> None:
    unpacked = unpack_measurements(pack_measurements(MEASURED, vocabulary_size=1001))
    assert unpacked is not None
    assert list(unpacked.column_factors) == list(FACTORS)
    for name, factors in FACTORS.items():
        assert unpacked.column_factors[name].dtype == np.float32
        np.testing.assert_allclose(unpacked.column_factors[name], factors, rtol=0.03)


def test_a_model_without_rare_tokens_has_none_that_are_likely() -> None:
    measured = MeasuredActivations(column_factors=FACTORS, likely_token_ids=None)
    unpacked = unpack_measurements(pack_measurements(measured, vocabulary_size=1001))
    assert unpacked is not None
    assert unpacked.likely_token_ids is None


def test_the_same_measurements_are_the_same_bytes() -> None:
    first, second = (pack_measurements(MEASURED, vocabulary_size=1001) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_file_that_is_cut_short_has_no_measurements(share: float) -> None:
    packed = pack_measurements(MEASURED, vocabulary_size=1001)
    assert unpack_measurements(packed[: int(share * len(packed))]) is None


def test_a_file_with_changed_bytes_has_no_measurements() -> None:
    packed = bytearray(pack_measurements(MEASURED, vocabulary_size=1001))
    packed[60:90] = bytes(30)
    assert unpack_measurements(bytes(packed)) is None


def test_weights_on_grids_are_named() -> None:
    on_grids = frozenset({"blocks.0.down", "blocks.1.query_key_value"})
    measured = MeasuredActivations(
        column_factors=FACTORS, likely_token_ids=None, four_bit_names=on_grids
    )
    unpacked = unpack_measurements(pack_measurements(measured, vocabulary_size=1001))
    assert unpacked is not None
    assert unpacked.four_bit_names == on_grids
