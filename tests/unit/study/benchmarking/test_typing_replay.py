"""What a replayed trace counts as shown, typed through, silent and overtaken."""

from collections.abc import AsyncIterator

import pytest

from afterword.study.benchmarking.typing_replay import replay, type_through
from afterword.study.benchmarking.typing_trace import Edit
from afterword.writing.passage import Passage
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import OpenService, service_opener

PAGE = "The gate was"
START = Passage(text=PAGE, char_offset=len(PAGE), uri="a")
ENDLESS_MS = 60_000.0


@pytest.fixture
async def open_service() -> AsyncIterator[OpenService]:
    async with service_opener() as make:
        yield make


def keys(text: str, *, wait_ms: float = ENDLESS_MS) -> list[Edit]:
    return [
        Edit(wait_ms=wait_ms, char_offset=len(PAGE) + index, inserted=char)
        for index, char in enumerate(text)
    ]


async def test_tells_what_the_model_wrote_from_what_was_typed_through(
    open_service: OpenService,
) -> None:
    # The space belongs to what is forced: the script goes on behind it.
    service = await open_service(ScriptedEngine("shut and the yard was empty"))
    found = await replay(service.completer, START, keys(" shu"), in_real_time=False)
    assert (len(found.ghost_ms), len(found.typed_through_ms)) == (1, 3)
    assert (found.silent, found.overtaken, found.keystrokes) == (0, 0, 4)


async def test_counts_keys_after_which_nothing_is_shown(open_service: OpenService) -> None:
    service = await open_service(ScriptedEngine("shut", probabilities=[0.01]))
    found = await replay(service.completer, START, keys(" "), in_real_time=False)
    assert (found.silent, found.keystrokes) == (1, 1)


async def test_counts_keys_that_the_next_one_overtakes(open_service: OpenService) -> None:
    service = await open_service(ScriptedEngine("shut and locked", token_delay_s=0.3))
    hasty = keys(" xx", wait_ms=1.0)
    found = await replay(service.completer, START, hasty, in_real_time=False)
    assert found.overtaken == 2
    assert found.keystrokes == 3


async def test_types_a_suggestion_to_its_last_word(open_service: OpenService) -> None:
    service = await open_service(ScriptedEngine(" shut."))
    took_ms = await type_through(service.completer, START)
    # Space, s, h and u leave a word to show; behind the t there is only the full stop.
    assert len(took_ms) == len(" shu")
