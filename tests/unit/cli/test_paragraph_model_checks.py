"""The doctor's checks of memory and of the model for paragraphs."""

import pytest

from afterword.cli.check_results import Verdict
from afterword.cli.paragraph_model_checks import check_memory, check_paragraph_model
from afterword.engine.scheduling.memory_budget import SPARE_BYTES, Memory
from afterword.settings import Settings
from afterword.settings.fields import ParagraphSettings

MB = 1_000_000
NEEDED = {"gemma3-270m": 600 * MB, "qwen2.5-coder-1.5b": 1900 * MB}
LARGER = Settings(paragraph=ParagraphSettings(model="qwen2.5-coder-1.5b"))


def machine(free_mb: int) -> Memory:
    return Memory(available_bytes=lambda: free_mb * MB + SPARE_BYTES, needed_bytes=NEEDED.get)


def test_reports_how_much_memory_is_free() -> None:
    (check,) = check_memory(machine(1600))
    assert check.value == "2,000 MB of memory"


@pytest.mark.parametrize(
    ("free_mb", "message"),
    [
        pytest.param(2500, "afterword models install qwen2.5-coder-1.5b", id="room"),
        pytest.param(2499, "no room for a larger one", id="no-room"),
    ],
)
def test_offers_a_larger_model_where_there_is_room(free_mb: int, message: str) -> None:
    check = check_paragraph_model(Settings(), machine(free_mb), lambda _name: False)
    assert check.verdict is Verdict.OK
    assert message in check.value


def test_a_larger_model_that_is_here_writes_by_itself() -> None:
    check = check_paragraph_model(Settings(), machine(2500), lambda name: name in NEEDED)
    assert "qwen2.5-coder-1.5b, beside gemma3-270m" in check.value


@pytest.mark.parametrize(
    ("free_mb", "message"),
    [
        pytest.param(2500, "beside gemma3-270m; it takes about 1,900 MB", id="beside"),
        pytest.param(1900, "in place of gemma3-270m", id="in-place"),
    ],
)
def test_reports_where_the_chosen_model_has_room(free_mb: int, message: str) -> None:
    check = check_paragraph_model(LARGER, machine(free_mb))
    assert check.verdict is Verdict.OK
    assert message in check.value


def test_a_chosen_model_without_room_is_a_fault_with_its_fix() -> None:
    check = check_paragraph_model(LARGER, machine(1899))
    assert check.verdict is Verdict.FAULT
    assert "needs about 1,900 MB" in check.value
    assert "smaller" in check.fix
