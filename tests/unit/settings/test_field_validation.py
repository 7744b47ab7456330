"""One value for one field: what is taken as text and as it is, and what is said of the rest."""

import pytest

from afterword.settings.brief_fields import Form
from afterword.settings.controls import HeadKeys
from afterword.settings.field_validation import FieldFault, validate_field
from afterword.settings.fields import Settings


def fault_of(key: str, value: object, *, is_text: bool = False) -> FieldFault:
    fault = validate_field(HeadKeys, key, value, is_text=is_text)
    assert isinstance(fault, FieldFault)
    return fault


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        pytest.param("max_words", "40", 40, id="number"),
        pytest.param("temperature", "1", 1.0, id="number with a point"),
        pytest.param("follow_rhythm", " Off", False, id="truth"),
        pytest.param("form", " Novel ", Form.NOVEL, id="choice"),
        pytest.param("subject", "1984", "1984", id="number that is a text"),
        pytest.param("avoid", "suddenly", ("suddenly",), id="list of one"),
        pytest.param("max_words", None, 90, id="nothing"),
    ],
)
def test_a_text_is_taken_as_what_the_field_holds(key: str, text: str | None, value: object) -> None:
    assert validate_field(HeadKeys, key, text, is_text=True) == value


@pytest.mark.parametrize("key", ["max_words", "temperature", "follow_rhythm", "avoid"])
def test_a_text_is_no_number_truth_or_list_where_values_have_types(key: str) -> None:
    assert 'got "1"' in fault_of(key, "1").problem


@pytest.mark.parametrize(
    ("key", "value", "problem", "meant"),
    [
        pytest.param("seed", "1.5", 'a whole number, 0–4294967295, got "1.5"', "", id="fraction"),
        pytest.param("form", "novell", 'got "novell"', "novel", id="near a choice"),
        pytest.param("tone", ["dry"], '1–300 characters, got ["dry"]', "", id="list for a text"),
        pytest.param("tone", "x" * 400, '…" (400 characters)', "", id="long"),
        pytest.param("tonne", "dry", "has no tonne", "tone", id="near a key"),
        pytest.param("quilt", "dry", "has no quilt", "", id="no such key"),
    ],
)
def test_a_fault_says_what_is_wrong_and_what_was_meant(
    key: str, value: object, problem: str, meant: str
) -> None:
    fault = fault_of(key, value, is_text=True)
    assert fault.problem.endswith(problem)
    assert fault.meant == meant


def test_a_fault_becomes_a_sentence_about_the_table_or_the_value() -> None:
    names = {"table": "A brief", "value": "its form"}
    assert fault_of("tonne", 1).sentence(**names) == "A brief has no tonne. Did you mean tone?"
    assert fault_of("form", "novell").sentence(**names).startswith('its form must be "novel" or')


@pytest.mark.parametrize("written", ["gpu", "GPU", "cdua", 1])
def test_a_device_that_there_is_not_is_answered_with_those_that_are_gpus(written: object) -> None:
    fault = validate_field(Settings, "device", written)
    assert isinstance(fault, FieldFault)
    sentence = fault.sentence(table="afterword", value="device")
    assert sentence.startswith('device must be "auto" or "cpu" or "cuda" or "mps", got ')
    assert 'A GPU is "cuda" (NVIDIA, AMD) or "mps" (Apple); "auto" takes one' in sentence
    assert "Did you mean" not in sentence
    assert not fault.meant
