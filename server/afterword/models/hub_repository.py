# pyright: basic
"""A model repository of the Hugging Face hub: fetches it, without any file that could run code.

A repository in the hub's local cache is used without a request. ``HF_HUB_OFFLINE`` and the other
variables of huggingface_hub keep their meaning. Access tokens are handled by huggingface_hub alone.
"""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from afterword.errors import (
    AfterwordError,
    EngineUnavailableError,
    ModelError,
    ModelFileError,
    ModelNotFoundError,
    ModelStorageError,
    UnsafeModelError,
)
from afterword.models.chat_template_file import CHAT_TEMPLATE_NAME
from afterword.models.model_folder import check_folder, read_config, refuse_remote_code
from afterword.models.preparation_progress import PreparationProgress, ReportProgress
from afterword.models.prepared_model import PreparedModel

_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_CONFIGS: Final = (
    *("config.json", "tokenizer_config.json", "generation_config.json"),
    CHAT_TEMPLATE_NAME,
)
_ALL: Final = (*_CONFIGS, "tokenizer.json", "*.safetensors", "*.safetensors.index.json")


class FetchRepository(Protocol):
    """A function that fetches files of a repository to this machine."""

    def __call__(self, repository: str, patterns: tuple[str, ...], *, is_local_only: bool) -> Path:
        """Return the folder with the matching files.

        Raises:
            OSError: they can't be fetched, or can't be stored.
        """
        ...


def is_repository_id(name: str) -> bool:
    """Return whether ``name`` looks like ``organisation/model``."""
    return _ID.fullmatch(name) is not None


def fetch_from_hub(repository: str, patterns: tuple[str, ...], *, is_local_only: bool) -> Path:
    """Fetch through huggingface_hub into its own cache.

    Raises:
        EngineUnavailableError: huggingface_hub is not installed.
        OSError: the files can't be fetched, or can't be stored.
    """
    if importlib.util.find_spec("huggingface_hub") is None:
        raise EngineUnavailableError(
            "Models can't be fetched: huggingface_hub is not installed.",
            next_step='Run: pip install "afterword[torch]"',
        )
    from huggingface_hub import snapshot_download

    return Path(
        snapshot_download(repository, allow_patterns=list(patterns), local_files_only=is_local_only)
    )


def prepare_repository(
    name: str, *, report: ReportProgress, fetch: FetchRepository = fetch_from_hub
) -> PreparedModel:
    """Return the model ``name`` from the hub's cache, fetching what is missing.

    Raises:
        ModelNotFoundError: there is no such repository, or the hub can't be reached.
        ModelFileError: the repository lacks something.
        UnsafeModelError: the repository has code that would have to run.
        ModelStorageError: the disk is full.
    """

    def check(folder: Path) -> PreparedModel:
        return check_folder(folder, name=name, source=f"hub {name}")

    try:
        return check(fetch(name, _ALL, is_local_only=True))
    except UnsafeModelError:
        raise
    except (OSError, ModelFileError):
        report(PreparationProgress(message=f"Looking up {name} on the Hugging Face hub"))
    configs = _fetched(name, lambda: fetch(name, _CONFIGS, is_local_only=False))
    # Checked before gigabytes are fetched for a model that can't be used.
    refuse_remote_code(configs, read_config(configs))
    report(PreparationProgress(message=f"Fetching {name} from the Hugging Face hub"))
    folder = _fetched(name, lambda: fetch(name, _ALL, is_local_only=False))
    try:
        return check(folder)
    except ModelFileError as error:
        if any(folder.glob("*.safetensors")):
            raise
        raise ModelFileError(
            f"The repository {name} has no .safetensors weights ({error.message})",
            next_step="Choose one that has, or download a .gguf file and give its path.",
        ) from error


def _fetched(name: str, fetch: Callable[[], Path]) -> Path:
    try:
        return fetch()
    except AfterwordError:
        raise
    except OSError as error:
        raise _to_model_error(name, error) from error
    except ValueError as error:  # huggingface_hub's error for an id that it does not accept
        raise ModelNotFoundError(
            f"{name} is not a name that the Hugging Face hub knows.",
            next_step="See `afterword models list`, or give a folder or a .gguf file.",
        ) from error


def _to_model_error(name: str, error: OSError) -> ModelError:
    """Return our error for one of the hub's, which are distinguished by their class names."""
    kind = type(error).__name__
    if error.errno is not None and kind in ("OSError", "PermissionError"):
        return ModelStorageError(
            f"{name} could not be stored: {error.strerror} ({error.filename}).",
            next_step="Make room, or set HF_HOME to a folder on another disk.",
        )
    match kind:
        case "RepositoryNotFoundError" | "GatedRepoError" | "RevisionNotFoundError":
            return ModelNotFoundError(
                f"The Hugging Face hub doesn't show a model {name}: it doesn't exist, or asks for "
                "an account or a consent.",
                next_step="Check the name; for a gated model accept its terms and run `hf auth login`.",
            )
        case "OfflineModeIsEnabled" | "LocalEntryNotFoundError":
            return ModelNotFoundError(
                f"{name} is not on this machine, and the Hugging Face hub can't be reached or "
                "HF_HUB_OFFLINE is set.",
                next_step="Go online once, or give a folder or a .gguf file.",
            )
        case _:
            return ModelNotFoundError(
                f"{name} could not be fetched from the Hugging Face hub ({kind}).",
                next_step="Check the connection and try again, or give a folder or a .gguf file.",
            )
