"""The folder of a voice: found, checked and written. Tensors are neither read nor written here.

The card is written last and names the checksum of the weights, so that a folder whose card fits its
weights is complete.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from afterword.errors import ModelFileError, ModelNotFoundError
from afterword.models.trained_models import is_possible_name
from afterword.models.voices.adapter_config import AdapterConfig, parse_adapter_config
from afterword.models.voices.voice_card import CARD_FORMAT, VoiceCard
from afterword.models.whole_file import write_whole_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice that can be served: its files are complete, and are those that its card was written for."""

    folder: "VoiceFolder"
    card: VoiceCard
    config: AdapterConfig


@dataclass(frozen=True, slots=True)
class VoiceFolder:
    """The folder of one voice; its name is the voice's."""

    path: Path

    @property
    def name(self) -> str:
        """The voice's name."""
        return self.path.name

    @property
    def weights(self) -> Path:
        """The file of the adapter's weights, by the names that ``lora_key`` returns."""
        return self.path / "adapter_model.safetensors"

    @property
    def config(self) -> Path:
        """The file that says what the weights mean."""
        return self.path / "adapter_config.json"

    @property
    def card(self) -> Path:
        """The file of the card."""
        return self.path / "voice.json"

    @property
    def is_complete(self) -> bool:
        """Whether a voice has been saved here. Its files may be damaged all the same."""
        return self.card.is_file()

    def read(self) -> Voice:
        """Return the voice, after checking all of its files.

        Raises:
            ModelFileError: a file is missing, damaged, or of another voice or version.
        """
        card = self.read_card()
        try:
            is_of_card = _sha256_of(self.weights) == card.adapter_sha256
            config = parse_adapter_config(self.config.read_bytes())
        except OSError as error:
            raise self._unusable(f"{error.filename or self.path} can't be read") from error
        except (ValueError, TypeError, LookupError) as error:
            raise self._unusable(f"{self.config} is no configuration of an adapter") from error
        if not is_of_card:
            raise self._unusable(f"{self.weights} is not the file that its card was written for")
        return Voice(folder=self, card=card, config=config)

    def read_card(self) -> VoiceCard:
        """Return the card, without looking at the other files.

        Raises:
            ModelFileError: it is missing, damaged or of another version.
        """
        try:
            card = VoiceCard.model_validate_json(self.card.read_bytes())
        except (OSError, ValidationError) as error:
            raise self._unusable(
                f"{self.card} is missing, damaged or of another version"
            ) from error
        if card.format != CARD_FORMAT:
            raise self._unusable(f"{self.card} was written by another version of Afterword")
        return card

    def write(
        self, card: VoiceCard, config: AdapterConfig, *, write_weights: Callable[[Path], None]
    ) -> VoiceCard:
        """Save a voice, and return its card with the checksum of the weights.

        Args:
            card: the card, without the checksum.
            config: what the weights mean.
            write_weights: writes them, atomically, to the path that it is given.

        Raises:
            OSError: the folder can't be written, or the disk is full. A voice that was there before is
                then whole, or it is refused because its card doesn't fit.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        write_weights(self.weights)
        complete = card.model_copy(update={"adapter_sha256": _sha256_of(self.weights)})
        write_whole_file(self.config, config.to_json())
        write_whole_file(self.card, complete.model_dump_json(indent=2) + "\n")
        return complete

    def _unusable(self, why: str) -> ModelFileError:
        return ModelFileError(
            f"The voice {self.name} can't be used: {why}.",
            next_step=f"Save it anew by afterword tune with --name {self.name} --resume, or delete "
            f"the folder {self.path}.",
        )


def find_voice(root: Path, name: str) -> VoiceFolder:
    """Return the folder of a voice that was saved; its files may be damaged.

    Raises:
        ModelNotFoundError: there is no voice of that name.
    """
    folder = VoiceFolder(root / name)
    if not is_possible_name(name) or not folder.is_complete:
        here = ", ".join(voice_names(root))
        raise ModelNotFoundError(
            f"There is no voice {name}.",
            next_step=f"Choose one of these: {here}."
            if here
            else "Make one: afterword tune --help",
        )
    return folder


def voice_names(root: Path) -> list[str]:
    """Return the names of all voices that were saved, sorted."""
    if not root.is_dir():
        return []
    folders = [VoiceFolder(path) for path in root.iterdir() if is_possible_name(path.name)]
    return sorted(folder.name for folder in folders if folder.is_complete)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
