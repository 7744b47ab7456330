"""Which model writes paragraphs by default, which one is offered, and how long it is said to take."""

from pathlib import Path

import pytest

from afterword.engine.interface import Usage
from afterword.engine.loading.paragraph_model import (
    PARAGRAPH_TOKENS,
    estimate_paragraph_s,
    find_larger_model,
    is_available,
    with_paragraph_model,
)
from afterword.engine.scheduling.memory_budget import SPARE_BYTES, Memory
from afterword.models.catalogue import CATALOGUE
from afterword.settings import Settings

MB = 1_000_000
SMALL, LARGE = "gemma3-270m", "qwen2.5-coder-1.5b"
NEEDED = {"smollm2-135m": 400 * MB, SMALL: 600 * MB, LARGE: 1900 * MB}


def machine(free_mb: int) -> Memory:
    return Memory(available_bytes=lambda: free_mb * MB + SPARE_BYTES, needed_bytes=NEEDED.get)


ROOMY, TIGHT = machine(2500), machine(2499)


def chosen(
    settings: Settings, *, memory: Memory = ROOMY, is_here: bool = True, in_use: str = ""
) -> str:
    found = with_paragraph_model(
        settings, in_use=in_use, is_here=lambda name: is_here and name in NEEDED, memory=memory
    )
    return found.paragraph_model


def chosen_of(*here: str, ghost: str = SMALL) -> str:
    """Return which of the models that are here writes paragraphs, where there is room for any."""
    roomy = Memory(available_bytes=lambda: None, needed_bytes=lambda _name: MB)
    return with_paragraph_model(
        Settings(model=ghost), is_here=lambda name: name in here, memory=roomy
    ).paragraph_model


def test_a_cache_folder_that_cannot_be_read_has_no_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Also root can't look at a name that is too long.
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path / ("long" * 100)))
    assert not is_available(LARGE)


def test_the_largest_model_that_is_here_and_fits_writes_paragraphs() -> None:
    assert chosen(Settings()) == LARGE


@pytest.mark.parametrize(
    ("memory", "is_here"),
    [pytest.param(TIGHT, True, id="no room"), pytest.param(ROOMY, False, id="not installed")],
)
def test_else_one_model_serves_both_jobs(memory: Memory, is_here: bool) -> None:
    assert chosen(Settings(), memory=memory, is_here=is_here) == SMALL


def test_a_model_in_use_needs_no_room_again() -> None:
    assert chosen(Settings(), memory=TIGHT, in_use=LARGE) == LARGE


@pytest.mark.parametrize(
    ("here", "expected"),
    [
        pytest.param(("qwen3-0.6b-base", "qwen3-1.7b-base"), "qwen3-1.7b-base", id="many and many"),
        pytest.param(("qwen3-0.6b-base", "smollm2-1.7b"), "qwen3-0.6b-base", id="many and one"),
        pytest.param(("gemma-3-1b-pt", "smollm2-1.7b"), "smollm2-1.7b", id="one and one"),
    ],
)
def test_a_model_for_many_languages_goes_before_a_larger_one_for_english(
    here: tuple[str, ...], expected: str
) -> None:
    assert chosen_of(*here) == expected


def test_where_ghost_text_is_for_english_the_largest_writes() -> None:
    here = ("qwen3-0.6b-base", "smollm2-1.7b")
    assert chosen_of(*here, ghost="smollm2-135m") == "smollm2-1.7b"


def test_a_model_that_is_named_stays() -> None:
    assert chosen(Settings().with_paragraph_model(SMALL)) == SMALL
    assert chosen(Settings().with_one_model(SMALL)) == SMALL


def test_a_model_of_the_writer_has_no_larger_one() -> None:
    assert chosen(Settings(model="mine")) == "mine"


def test_a_model_that_is_not_here_is_offered_with_the_memory_that_it_takes() -> None:
    offered = find_larger_model(Settings(), is_here=lambda _name: False, memory=ROOMY)
    assert offered is not None
    assert (offered.entry.name, offered.memory_bytes) == (LARGE, 1900 * MB)


@pytest.mark.parametrize(
    ("settings", "memory", "is_here"),
    [
        pytest.param(Settings(), TIGHT, False, id="no room"),
        pytest.param(Settings(), ROOMY, True, id="here already"),
        pytest.param(Settings().with_paragraph_model(LARGE), ROOMY, False, id="chosen already"),
        pytest.param(Settings(model="mine"), ROOMY, False, id="a model of the writer"),
    ],
)
def test_nothing_is_offered_that_would_not_help(
    settings: Settings, memory: Memory, is_here: bool
) -> None:
    assert (
        find_larger_model(settings, is_here=lambda name: is_here and name in NEEDED, memory=memory)
        is None
    )


def usage(*, tokens: int, decode_ms: float) -> Usage:
    return Usage(
        prompt_tokens=500,
        cached_tokens=500,
        generated_tokens=tokens,
        forwards=tokens,
        prefill_ms=0,
        decode_ms=decode_ms,
    )


def test_the_time_of_a_paragraph_follows_from_what_was_measured_here() -> None:
    taken = usage(tokens=100, decode_ms=1770)
    seconds = estimate_paragraph_s(CATALOGUE[LARGE], taken, measured=SMALL)
    assert seconds == pytest.approx(PARAGRAPH_TOKENS * 0.073, rel=0.1)  # as it was measured
    slower = usage(tokens=100, decode_ms=2 * 1770)
    assert estimate_paragraph_s(CATALOGUE[LARGE], slower, measured=SMALL) == pytest.approx(
        2 * PARAGRAPH_TOKENS * 0.073, rel=0.1
    )


@pytest.mark.parametrize(
    ("measured", "tokens"),
    [pytest.param("mine", 100, id="unknown"), pytest.param(SMALL, 7, id="few")],
)
def test_without_a_measurement_no_time_is_said(measured: str, tokens: int) -> None:
    taken = usage(tokens=tokens, decode_ms=100)
    assert estimate_paragraph_s(CATALOGUE[LARGE], taken, measured=measured) is None
