from pathlib import Path

import pytest

from afterword.errors import ModelError
from afterword.models.prepared_model import PreparedModel
from afterword.models.voices.voice_card import base_fingerprint, card_rows, check_base
from unit.models.tiny_folder import safetensors_bytes
from unit.models.voices.example_card import CARD


def base(folder: Path, *, source_sha256: str = "") -> PreparedModel:
    return PreparedModel(
        name="base",
        folder=folder,
        bos_token_id=1,
        eos_token_ids=(2,),
        prepends_bos=True,
        context_tokens=64,
        size_bytes=1,
        source="folder",
        source_sha256=source_sha256,
    )


def test_a_base_is_known_by_its_packed_file_or_its_weights(tmp_path: Path) -> None:
    assert base_fingerprint(base(tmp_path, source_sha256="ab" * 32)) == "ab" * 32
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(safetensors_bytes())
    before = base_fingerprint(base(tmp_path))
    (tmp_path / "afterword-int8.safetensors").write_bytes(b"made of the others")
    assert base_fingerprint(base(tmp_path)) == before
    weights.write_bytes(safetensors_bytes(16))
    assert base_fingerprint(base(tmp_path)) != before


def test_a_base_that_has_changed_is_refused(tmp_path: Path) -> None:
    check_base(CARD, base(tmp_path, source_sha256="ab" * 32))
    with pytest.raises(ModelError, match="other weights") as caught:
        check_base(CARD, base(tmp_path, source_sha256="ef" * 32))
    assert "gemma3-270m" in caught.value.next_step


def test_the_card_says_what_people_want_to_know() -> None:
    rows = dict(card_rows(CARD))
    assert rows["held-out bits a byte"] == "1.2500 → 1.0000 (-20.0%)"
    assert rows["longest copy"] == "6 → 9 words of learned text"
    assert "gemma3-270m" in rows["base"]
