"""What the default model is quantised by comes with the program."""

import sys
from pathlib import Path

import pytest

from afterword.engine.loading.calibration import (
    calibration_tokens,
    comes_measured,
    measurements_name,
    shipped_measurements,
)
from afterword.errors import EngineUnavailableError
from afterword.models.catalogue import CATALOGUE
from afterword.models.model_store import ModelStore
from afterword.models.prepared_model import PreparedModel
from afterword.transformer.fused_shapes import HEAD, fused_shapes
from afterword.transformer.reference.families import read_configuration
from afterword.transformer.reference.model_configuration import ModelConfiguration

DEFAULT = next(iter(CATALOGUE.values()))


class CharacterEncoder:
    """Encodes each character as its code point."""

    def encode(self, text: str) -> list[int]:
        return [*map(ord, text)]

    def encode_markup(self, markup: str) -> list[int]:
        return self.encode(markup)


def prepared_model(*, prepends_bos: bool) -> PreparedModel:
    return PreparedModel(
        name="a model",
        folder=Path("nowhere"),
        bos_token_id=2,
        eos_token_ids=(1,),
        prepends_bos=prepends_bos,
        context_tokens=512,
        size_bytes=0,
        source="folder nowhere",
    )


def test_a_quarter_of_the_default_models_tokens_are_known_to_be_likely() -> None:
    measured = shipped_measurements(DEFAULT.sha256)
    assert measured is not None
    assert measured.likely_token_ids is not None
    assert len(measured.likely_token_ids) == 65_536


def test_nothing_is_known_of_other_models() -> None:
    assert shipped_measurements("0" * 64) is None
    assert shipped_measurements("") is None


def test_the_default_model_and_one_for_paragraphs_come_measured() -> None:
    measured = [name for name, entry in CATALOGUE.items() if comes_measured(entry.sha256)]
    assert measured == ["gemma3-270m", "qwen2.5-coder-1.5b"]


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    (tmp_path / measurements_name(DEFAULT.sha256)).write_bytes(b"PK no measurements")
    return tmp_path


def test_damaged_measurements_are_taken_anew_where_torch_is(damaged: Path) -> None:
    assert shipped_measurements(DEFAULT.sha256, files=damaged) is None


def test_damaged_measurements_where_torch_is_missing_ask_for_afterword_again(
    damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(EngineUnavailableError, match="comes with Afterword") as raised:
        shipped_measurements(DEFAULT.sha256, files=damaged)
    assert raised.value.next_step == "Install Afterword again."


@pytest.mark.parametrize("prepends_bos", [True, False])
def test_the_calibration_text_begins_as_every_prompt_does(prepends_bos: bool) -> None:
    tokens = calibration_tokens(prepared_model(prepends_bos=prepends_bos), CharacterEncoder())
    assert len(tokens) > 768
    assert (tokens[0] == 2) is prepends_bos


@pytest.mark.model
def test_the_known_factors_fit_the_default_model() -> None:
    prepared = ModelStore().prepare(DEFAULT.name)
    measured = shipped_measurements(prepared.source_sha256)
    configuration = read_configuration(prepared.folder)
    assert measured is not None
    assert isinstance(configuration, ModelConfiguration)
    shapes = fused_shapes(configuration)
    columns = {name: columns for name, (_, columns) in shapes.items() if HEAD not in name}
    found = {name: len(factors) for name, factors in measured.column_factors.items()}
    assert found == columns | {HEAD: configuration.width}
