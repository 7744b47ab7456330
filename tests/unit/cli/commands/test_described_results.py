"""The JSON objects that other programs read."""

import pytest

from afterword.cli.commands import complete, continue_text
from afterword.engine.interface import Usage
from afterword.writing.results import Continuation, Suggestion, Suppressed

KEYS = {"text", "suppressed", "confidence", "model", "tokens", "timings_ms"}


def suggestion(text: str) -> Suggestion:
    return Suggestion(
        text=text, confidence=0.51234, model="m", tokens=3, timings_ms={"total": 12.345}
    )


def test_a_suggestion_has_all_keys() -> None:
    described = complete.describe([suggestion("oor")], model="m")
    assert set(described) == KEYS
    assert described["text"] == "oor"
    assert described["suppressed"] is None
    assert described["timings_ms"] == {"total": 12.3}


@pytest.mark.parametrize("reason", list(Suppressed))
def test_a_suppressed_suggestion_has_all_keys_and_its_reason(reason: Suppressed) -> None:
    described = complete.describe(reason, model="m")
    assert set(described) == KEYS
    assert (described["text"], described["suppressed"]) == ("", str(reason))


def test_several_takes_stand_beside_the_first() -> None:
    described = complete.describe([suggestion("oor"), suggestion("awer")], model="m")
    assert described["text"] == "oor"
    assert [take["text"] for take in described["takes"]] == ["oor", "awer"]


def test_a_continuation_has_all_keys_and_its_place() -> None:
    take = Continuation(
        text=" It rained.",
        insert_char_offset=7,
        confidence=0.5,
        model="m",
        usage=Usage(
            prompt_tokens=9, cached_tokens=0, generated_tokens=4, prefill_ms=1.0, decode_ms=2.0
        ),
        timings_ms={"total": 3.0},
    )
    described = continue_text.describe(take)
    assert set(described) == KEYS | {"insert_char_offset", "note"}
    assert (described["tokens"], described["insert_char_offset"]) == (4, 7)
