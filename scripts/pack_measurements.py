# pyright: basic
"""Packs what a model is quantised by: balanced columns, likely tokens, weights on four-bit grids.

    python scripts/pack_measurements.py qwen2.5-coder-1.5b

Written is ``server/afterword/engine/loading/measurements-CHECKSUM.npz``, the measurements on the
calibration text. They are statistics of the model, and no part of its weights.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from afterword.engine.loading.calibration import calibration_tokens, measurements_name
from afterword.engine.tokens.library_encoder import LibraryEncoder
from afterword.models.model_store import ModelStore
from afterword.transformer.loading.compiled_assembly import is_large
from afterword.transformer.quantisation.calibration_run import measure_activations
from afterword.transformer.quantisation.packed_measurements import (
    pack_measurements,
    unpack_measurements,
)
from afterword.transformer.reference.families import Unsupported, read_configuration
from afterword.transformer.reference.weight_folder import WeightFolder

FOLDER = Path(__file__).parents[1] / "server" / "afterword" / "engine" / "loading"


def main() -> None:
    """Measure the model whose name is given."""
    if len(sys.argv) != 2:
        sys.exit("Usage: python scripts/pack_measurements.py MODEL")
    prepared = ModelStore().prepare(sys.argv[1])
    configuration = read_configuration(prepared.folder)
    if isinstance(configuration, Unsupported):
        sys.exit(configuration.reason)
    tokenizer = Tokenizer.from_file(str(prepared.folder / "tokenizer.json"))
    torch.set_num_threads(1)  # sums of floats, and so the file, depend on it
    measured = measure_activations(
        configuration,
        WeightFolder(prepared.folder, configuration).read,
        lambda: calibration_tokens(prepared, LibraryEncoder(tokenizer)),
        keeps_grids=is_large(configuration),
    )
    packed = pack_measurements(measured, vocabulary_size=configuration.vocabulary_size)
    path = FOLDER / measurements_name(prepared.source_sha256)
    path.write_bytes(packed)
    unpacked = unpack_measurements(packed)
    if unpacked is None:
        sys.exit("what was packed can't be unpacked")
    changes = [
        np.abs(unpacked.column_factors[name] / factors - 1).max()
        for name, factors in measured.column_factors.items()
    ]
    count = sum(map(len, measured.column_factors.values()))
    print(
        f"{path.name}: {len(packed) / 1000:.0f} kB, {count} factors, rounded by {max(changes):.0%}"
    )


if __name__ == "__main__":
    main()
