"""What a model's weights are quantised by: measurements that come with the program, or a text to measure on."""

import logging
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from afterword.errors import EngineUnavailableError
from afterword.models.prepared_model import PreparedModel
from afterword.required_packages import missing_packages

if TYPE_CHECKING:
    from afterword.engine.tokens.text_encoder import TextEncoder
    from afterword.transformer.quantisation.quantised_store import MeasuredActivations

_DIGITS = 12
"""The digits of a checksum in the names of the files with measurements."""
_logger = logging.getLogger(__name__)


def comes_measured(source_sha256: str) -> bool:
    """Return whether the measurements of such a model come with the program, so that it needs no torch."""
    return bool(source_sha256) and _resource(measurements_name(source_sha256)).is_file()


def shipped_measurements(
    source_sha256: str, *, files: "Traversable | None" = None
) -> "MeasuredActivations | None":
    """Return the measurements of the model that was unpacked from a file with this checksum.

    They are the same on every machine. Taking them anew costs most of a first start's time.

    Args:
        source_sha256: the checksum.
        files: the folder with the measurements; None is the program's own.

    Raises:
        EngineUnavailableError: they are damaged, and torch, which can take them anew, is not installed.
    """
    from afterword.transformer.quantisation.packed_measurements import unpack_measurements

    try:
        packed = (files or _files()).joinpath(measurements_name(source_sha256)).read_bytes()
    except OSError:
        return None
    measured = unpack_measurements(packed)
    if measured is None:
        if missing_packages(("torch",)):
            raise EngineUnavailableError(
                "What this model's weights are rounded by comes with Afterword, and is damaged.",
                next_step="Install Afterword again.",
            )
        _logger.warning("the packaged measurements of a model are damaged; they are taken anew")
    return measured


def measurements_name(source_sha256: str) -> str:
    """Return the name of the file with the measurements of a model."""
    return f"measurements-{source_sha256[:_DIGITS]}.npz"


def calibration_tokens(prepared: PreparedModel, encoder: "TextEncoder") -> list[int]:
    """Return the tokens of the text that other models are measured on."""
    token_ids = encoder.encode(_resource("calibration_sample.txt").read_text(encoding="utf-8"))
    bos_id = prepared.bos_token_id
    return [bos_id, *token_ids] if prepared.prepends_bos and bos_id is not None else token_ids


def _resource(name: str) -> Traversable:
    return _files().joinpath(name)


def _files() -> Traversable:
    return resources.files("afterword.engine.loading")
