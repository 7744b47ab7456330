"""Measured activations in few bytes, so that those of a known model come with the program.

Likely tokens are a bit for each token. Column factors are stored in steps of three percent: what a
column is multiplied by, the layer before it is divided by, so that rounding a factor rounds no weight.
"""

import io
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.quantisation.quantised_store import MeasuredActivations

_CODES_PER_OCTAVE = 24
"""The number of different factors between one and two; eight bits then reach from 1/40 to 39."""
_DAMAGED = (OSError, EOFError, LookupError, TypeError, ValueError, zipfile.BadZipFile, zlib.error)
"""What numpy raises for a damaged file."""


def pack_measurements(measured: MeasuredActivations, *, vocabulary_size: int) -> bytes:
    """Return measurements as an ``.npz`` file, the same bytes whenever it is made."""
    factors = measured.column_factors
    likely = np.zeros(vocabulary_size, np.bool_)
    if measured.likely_token_ids is not None:
        likely[measured.likely_token_ids] = True
    codes = np.rint(np.log2(np.concatenate([*factors.values()])) * _CODES_PER_OCTAVE)
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        likely_bits=np.packbits(likely),
        names=np.array([*factors], np.str_),
        columns=np.array([*map(len, factors.values())], np.int32),
        codes=codes.clip(-128, 127).astype(np.int8),
        four_bit_names=np.array(sorted(measured.four_bit_names), np.str_),
    )
    return packed.getvalue()


def unpack_measurements(packed: bytes) -> MeasuredActivations | None:
    """Undo ``pack_measurements``, but for the rounding of factors; None if the file is damaged."""
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
            return _unpack({name: arrays[name] for name in arrays})
    except _DAMAGED:
        return None


def _unpack(arrays: dict[str, NDArray[Any]]) -> MeasuredActivations:
    likely_token_ids = np.flatnonzero(np.unpackbits(arrays["likely_bits"])).astype(np.int64)
    ends = np.cumsum(arrays["columns"])
    codes = arrays["codes"].astype(np.float32)
    if ends[-1] != len(codes):
        raise ValueError("there are more or fewer factors than columns")
    factors = np.exp2(codes / np.float32(_CODES_PER_OCTAVE))
    parts = np.split(factors, ends[:-1])
    return MeasuredActivations(
        column_factors=dict(zip(arrays["names"].tolist(), parts, strict=True)),
        likely_token_ids=likely_token_ids if len(likely_token_ids) else None,
        four_bit_names=frozenset(arrays["four_bit_names"].tolist())
        if "four_bit_names" in arrays
        else frozenset(),
    )
