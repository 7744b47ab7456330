"""How sure ghost text must be in one voice, where that differs from its base: a file beside the voice's card."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from afterword.errors import ModelFileError
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.models.whole_file import write_whole_file

ThresholdTable = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Thresholds by language, position and eagerness, as in the table of models."""
FILE_NAME: Final = "thresholds.json"
_logger = logging.getLogger(__name__)


class _Content(BaseModel):
    """The content of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    adapter_sha256: str
    """The checksum of the weights that they were fitted to: tuned further, a voice has none."""
    thresholds: dict[str, dict[str, dict[str, float]]]


def thresholds_path(folder: VoiceFolder) -> Path:
    """Return the file with a voice's thresholds, which need not exist."""
    return folder.path / FILE_NAME


def write_thresholds(folder: VoiceFolder, table: ThresholdTable) -> None:
    """Keep thresholds for a voice.

    Raises:
        ModelFileError: the voice has no card that can be read.
        OSError: the file can't be written.
    """
    content = {"adapter_sha256": folder.read_card().adapter_sha256, "thresholds": table}
    write_whole_file(thresholds_path(folder), json.dumps(content, indent=2) + "\n")


def read_thresholds(folder: VoiceFolder) -> ThresholdTable:
    """Return a voice's own thresholds; empty if it has none, or they are damaged or an older voice's."""
    try:
        content = _Content.model_validate_json(thresholds_path(folder).read_bytes())
        card = folder.read_card()
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError, ModelFileError) as error:
        _logger.warning("the thresholds of a voice are not read: %s", type(error).__name__)
        return {}
    return content.thresholds if content.adapter_sha256 == card.adapter_sha256 else {}
