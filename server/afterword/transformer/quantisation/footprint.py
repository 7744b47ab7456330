"""The memory that a model's weights will take on this processor, from its files' headers alone."""

from pathlib import Path

from afterword.transformer.precision import Precision, choose_precision
from afterword.transformer.quantisation.quantised_store import stored_bytes
from afterword.transformer.reference.families import Unsupported, read_configuration
from afterword.transformer.tensor_file import TensorFile


def bytes_per_weight() -> int:
    """Return the most bytes that our runtime needs for a weight: some may stay in four bits."""
    return choose_precision().size_bytes


def count_weights(folder: Path) -> int:
    """Return the number of weights in a model's own files.

    Raises:
        ModelFileError: a file is missing or damaged.
    """
    files = [
        path for path in folder.glob("*.safetensors") if not path.name.startswith("afterword-")
    ]
    return sum(TensorFile(path).parameters for path in files)


def weights_bytes(folder: Path) -> int:
    """Return the bytes that the weights in a model's folder will take once they are loaded.

    The number is exact once they have been quantised and stored. Before, weights that will stay in
    four bits count as int8, since it is not known yet which ones they are.

    Raises:
        ModelFileError: a file is missing or damaged.
    """
    if bytes_per_weight() == Precision.INT8.size_bytes:
        stored = stored_bytes(folder)
        if stored is not None:
            return stored
    count = count_weights(folder)
    runs_on_transformers = isinstance(read_configuration(folder), Unsupported)
    return count * (Precision.BFLOAT16.size_bytes if runs_on_transformers else bytes_per_weight())
