"""Voices in a folder: a card, a configuration and an adapter that fits a model."""

from collections.abc import Callable
from pathlib import Path

import pytest

from afterword.models.model_store import ModelStore, compiled_code_folder
from afterword.models.trained_models import voices_root
from afterword.models.voices.adapter_config import AdapterConfig
from afterword.models.voices.voice_card import base_fingerprint
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.transformer.reference.families import Unsupported, read_configuration
from fakes.adapters import RANK, SCALE, write_random_adapter
from unit.models.tiny_folder import safetensors_bytes
from unit.models.voices.example_card import CARD


def use_own_folders(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a test user data and a cache of its own; compiled code stays shared, as it takes long to make."""
    code = compiled_code_folder()
    code.mkdir(parents=True, exist_ok=True)
    (folder / "cache").mkdir()
    (folder / "cache" / "code").symlink_to(code)
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(folder / "cache"))
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(folder / "data"))


def write_card(name: str, base: str, *, root: Path | None = None) -> VoiceFolder:
    """Write a voice whose weights nothing can load, for who reads its card only."""
    return _write(
        VoiceFolder((root or voices_root()) / name),
        base,
        fingerprint=CARD.base_fingerprint,
        write_weights=_write_no_weights,
    )


def write_random_voice(
    name: str, base: str, *, root: Path | None = None, seed: int = 0, size: float = 0.2
) -> VoiceFolder:
    """Write a voice of random numbers for a model, which is prepared for that."""
    prepared = ModelStore().prepare(base)
    configuration = read_configuration(prepared.folder)
    assert not isinstance(configuration, Unsupported)
    return _write(
        VoiceFolder((root or voices_root()) / name),
        base,
        fingerprint=base_fingerprint(prepared),
        write_weights=lambda path: write_random_adapter(path, configuration, seed=seed, size=size),
    )


def _write_no_weights(path: Path) -> None:
    path.write_bytes(safetensors_bytes())


def _write(
    folder: VoiceFolder, base: str, *, fingerprint: str, write_weights: Callable[[Path], None]
) -> VoiceFolder:
    card = CARD.model_copy(
        update={"name": folder.name, "base_name": base, "base_fingerprint": fingerprint}
    )
    config = AdapterConfig(
        base_name=base, rank=RANK, alpha=SCALE * RANK, target_modules=("q_proj", "down_proj")
    )
    folder.write(card, config, write_weights=write_weights)
    return folder
