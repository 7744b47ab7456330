"""The card of a voice: what it was made of, and what it was measured by. Knows no folders."""

import hashlib
from typing import Final

from pydantic import BaseModel, ConfigDict

from afterword.errors import ModelError, ModelFileError
from afterword.models.prepared_model import PreparedModel

CARD_FORMAT: Final = 1
"""The version of the card and of the folder that it stands in."""


class VoiceFigures(BaseModel):
    """The figures of a voice beside those of its base alone, computed in torch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    held_out_bytes: int
    """Bytes of the text that the voice has not learned from, as far as it was measured."""
    bits_per_byte_before: float
    """Bits a byte of that text by the base alone, over its whole vocabulary."""
    bits_per_byte_after: float
    """The same with the voice."""
    missing_share: float
    """The mean probability there, from 0 to 1, of the tokens that the training left out of its softmax."""
    copy_tokens: int
    """Tokens of the learned text at which it was tried whether the model goes on word for word."""
    copied_words_before: int
    """Words of the longest piece of it that the base alone continues so, always taking the likeliest."""
    copied_words_after: int
    """The same with the voice."""
    copied_share_before: float
    """The share of these tokens, from 0 to 1, in pieces of eight words or more that the base alone
    continues so."""
    copied_share_after: float
    """The same with the voice."""


class VoiceCard(BaseModel):
    """The content of ``voice.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = CARD_FORMAT
    name: str
    base_name: str
    """The base model's name as the writer gave it: of the catalogue, or a path."""
    base_fingerprint: str
    """The ``base_fingerprint`` of the model that it was tuned on."""
    adapter_sha256: str = ""
    """The checksum of the adapter's weights; filled in when they have been written."""
    data_sha256: str
    """A hash of all texts, held-out ones included."""
    learned_documents: int
    held_out_documents: int
    learned_tokens: int
    settings: dict[str, str | int | float]
    """The hyperparameters, by their names in the recipe."""
    steps: int
    """The number of steps that were taken."""
    best_step: int
    """The step after which the held-out loss was lowest: the voice has the weights of then."""
    figures: VoiceFigures
    made_at: str
    """The time in UTC, as ISO 8601."""
    afterword_version: str


def card_rows(card: VoiceCard) -> list[tuple[str, str]]:
    """Return the card as rows of a table for people: what, and the value."""
    figures, settings = card.figures, card.settings
    before, after = figures.bits_per_byte_before, figures.bits_per_byte_after
    documents = f"{card.learned_documents} documents, {card.learned_tokens:,} tokens"
    return [
        ("voice", card.name),
        ("base", f"{card.base_name} ({card.base_fingerprint[:12]})"),
        ("learned from", f"{documents} ({card.data_sha256[:12]})"),
        (
            "held out",
            f"{card.held_out_documents} documents, {figures.held_out_bytes:,} bytes measured",
        ),
        ("held-out bits a byte", f"{before:.4f} → {after:.4f} ({after / before - 1:+.1%})"),
        (
            "longest copy",
            f"{figures.copied_words_before} → {figures.copied_words_after} words of learned text",
        ),
        (
            "copied",
            f"{figures.copied_share_before:.2%} → {figures.copied_share_after:.2%} "
            f"of {figures.copy_tokens:,} tokens",
        ),
        ("left out of the softmax", f"{figures.missing_share:.2%} of the probability"),
        ("steps", f"{card.steps}, best after {card.best_step}"),
        ("settings", ", ".join(f"{name} {value}" for name, value in settings.items())),
        ("made", f"{card.made_at} by Afterword {card.afterword_version}"),
    ]


def base_fingerprint(base: PreparedModel) -> str:
    """Return the SHA-256 of a base model's weights, which a voice belongs to.

    For an unpacked model it is known: it is the packed file's. The weights of other folders are read,
    which takes about a second a gigabyte.

    Raises:
        ModelFileError: a file can't be read.
    """
    if base.source_sha256:
        return base.source_sha256
    digest = hashlib.sha256()
    for path in sorted(base.folder.glob("*.safetensors")):
        if path.name.startswith("afterword-"):  # derived from the others
            continue
        try:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise ModelFileError(f"{path} can't be read.", next_step="Fetch it again.") from error
    return digest.hexdigest()


def check_base(card: VoiceCard, base: PreparedModel) -> None:
    """Check that a model is the one that a voice was tuned on.

    Raises:
        ModelError: it is another one, or it has changed.
        ModelFileError: its weights can't be read.
    """
    if base_fingerprint(base) != card.base_fingerprint:
        raise ModelError(
            f"The voice {card.name} was tuned on other weights than those of {base.name}.",
            next_step=f"Tune it again, or choose the model that it belongs to, {card.base_name}.",
        )
