"""The JSON object that ``afterword complete`` prints."""

import pytest

from afterword.cli.commands.complete import describe
from afterword.writing.results import Suggestion, Suppressed

KEYS = {"text", "suppressed", "confidence", "model", "tokens", "timings_ms"}


def suggestion(text: str) -> Suggestion:
    return Suggestion(
        text=text, confidence=0.51234, model="m", tokens=3, timings_ms={"total": 12.345}
    )


def test_a_suggestion_has_all_keys() -> None:
    described = describe([suggestion("oor")], model="m")
    assert set(described) == KEYS
    assert described["text"] == "oor"
    assert described["suppressed"] is None
    assert described["timings_ms"] == {"total": 12.3}


@pytest.mark.parametrize("reason", list(Suppressed))
def test_a_suppressed_suggestion_has_all_keys_and_its_reason(reason: Suppressed) -> None:
    described = describe(reason, model="m")
    assert set(described) == KEYS
    assert (described["text"], described["suppressed"]) == ("", str(reason))


def test_several_takes_stand_beside_the_first() -> None:
    described = describe([suggestion("oor"), suggestion("awer")], model="m")
    assert described["text"] == "oor"
    assert [take["text"] for take in described["takes"]] == ["oor", "awer"]
