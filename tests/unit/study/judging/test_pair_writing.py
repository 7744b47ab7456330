"""Continuations are written once each, with the seeds of their openings, and go on after a stop."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.settings import Settings
from afterword.study.judging.openings import choose_openings
from afterword.study.judging.pair_writing import shown_openings, write_continuations
from afterword.study.judging.pairs_folder import ComparisonPlan, read_continuations, write_plan
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import OpenService, service_opener
from unit.study.evaluating.writings import ENGLISH, writing_of

OPENINGS = choose_openings([writing_of(f"{ENGLISH}\n\n{ENGLISH}")], count=4, seed=1)
SENTENCE = "The wind came up from the south before anybody had closed the windows."


@pytest.fixture
async def open_service() -> AsyncGenerator[OpenService]:
    async with service_opener() as make:
        yield make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    openings = shown_openings(OPENINGS)
    write_plan(tmp_path, ComparisonPlan(contestants={"a": "x", "b": "y"}, openings=openings))
    return tmp_path


async def write(folder: Path, open_service: OpenService, engine: ScriptedEngine) -> None:
    service = await open_service(engine)
    await write_continuations(
        service.continuer,
        Settings(),
        OPENINGS,
        folder=folder,
        contestant="a",
        seed=5,
        on_progress=lambda _done, _total: None,
    )


async def test_every_opening_is_continued_with_a_seed_of_its_own(
    folder: Path, open_service: OpenService
) -> None:
    engine = ScriptedEngine(SENTENCE)
    await write(folder, open_service, engine)
    written, _ = read_continuations(folder)
    assert {contestant for _, contestant in written} == {"a"}
    assert list(written.values()) == [SENTENCE] * len(OPENINGS)
    seeds = {request.sampling.seed for request in engine.requests if not request.scored_text}
    assert {5 + number for number in range(len(OPENINGS))} <= seeds


async def test_what_is_written_is_not_written_again(
    folder: Path, open_service: OpenService
) -> None:
    await write(folder, open_service, ScriptedEngine(SENTENCE))
    engine = ScriptedEngine("Another one was written after that, and it was not kept at all.")
    await write(folder, open_service, engine)
    assert engine.requests == []


async def test_a_place_at_which_nothing_fit_is_written_has_an_empty_text(
    folder: Path, open_service: OpenService
) -> None:
    def nothing(_request: GenerationRequest) -> str:
        return ""

    await write(folder, open_service, ScriptedEngine(nothing))
    assert set(read_continuations(folder)[0].values()) == {""}
