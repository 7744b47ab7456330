"""Sentences chosen from a batch, over a scripted engine."""

from collections.abc import Sequence

import pytest

from afterword.engine.interface import GenerationRequest
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService

PAGE = (
    "The house had been empty since March. Nora went up the stairs, one hand on the wall. She "
    "opened the top drawer of the desk.‸"
)
ONE_SENTENCE = {"max_words": 6, "seed": 0}
"""Settings with which a sentence of five words is all that is written."""


def written(request: GenerationRequest) -> str:
    return request.prompt + request.forced_prefix


def by_seed(*ways: str) -> "WrittenBySeed":
    return WrittenBySeed(ways)


class WrittenBySeed:
    """A script that writes another text for each seed of a batch."""

    def __init__(self, ways: Sequence[str]) -> None:
        self.ways = ways

    def __call__(self, request: GenerationRequest) -> str:
        return self.ways[self.way_of(request)]

    def way_of(self, request: GenerationRequest) -> int:
        return (request.sampling.seed or 0) % len(self.ways)


async def test_the_most_probable_sentence_of_a_batch_is_taken(
    open_service: OpenService, passage: MakePassage
) -> None:
    script = by_seed(
        " Nobody had been in there.", " There was a key inside.", " It was full of sand."
    )
    engine = ScriptedEngine(
        script, certainty=lambda request: 0.9 if script.way_of(request) == 1 else 0.5
    )
    service = await open_service(engine, paragraph=ONE_SENTENCE)
    take = await service.continuer.continue_paragraph(passage("It was calm.‸"))
    assert take.text == " There was a key inside."
    assert [request.takes for request in engine.requests] == [6]


async def test_each_sentence_goes_on_from_the_one_that_was_taken(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        way = (request.sampling.seed or 0) % 2
        if written(request).endswith("bed."):
            return ""
        if written(request).endswith("calm."):
            return (" Nobody spoke. Never", " The rain began. Soon")[way]
        return (" It went on.", " And so to bed.")[way]

    def certainty(request: GenerationRequest) -> float:
        return 0.9 if (request.sampling.seed or 0) % 2 else 0.5

    engine = ScriptedEngine(script, certainty=certainty)
    service = await open_service(engine, paragraph={"seed": 0})
    take = await service.continuer.continue_paragraph(passage("It was calm.‸"))
    assert take.text == " The rain began. And so to bed."
    assert written(engine.requests[1]) == "It was calm. The rain began."
    assert [request.sampling.seed for request in engine.requests] == [0, 6, 12]


async def test_the_writer_does_not_wait_for_long_sentences_where_most_are_whole(
    open_service: OpenService, passage: MakePassage
) -> None:
    endless = " and" * 150 + " so it ended."
    short = " There was a key inside. Then"
    script = by_seed(short, short, endless)
    engine = ScriptedEngine(
        script, certainty=lambda request: 0.9 if script.way_of(request) == 2 else 0.5
    )
    service = await open_service(engine, paragraph=ONE_SENTENCE)
    take = await service.continuer.continue_paragraph(passage("It was calm.‸"))
    assert take.text == " There was a key inside."


async def test_forbidden_text_is_left_to_the_other_sentences_of_the_batch(
    open_service: OpenService, passage: MakePassage
) -> None:
    script = by_seed(" A: You can't open it.", " There was a key inside.", " 47% of all keys.")
    engine = ScriptedEngine(
        script, certainty=lambda request: 0.5 if script.way_of(request) == 1 else 0.9
    )
    service = await open_service(engine, paragraph=ONE_SENTENCE)
    take = await service.continuer.continue_paragraph(passage(PAGE))
    assert take.text == " There was a key inside."
    assert not any(request.banned_first_tokens for request in engine.requests)


async def test_a_sentence_that_could_stand_anywhere_loses_though_it_is_more_probable(
    open_service: OpenService, passage: MakePassage
) -> None:
    script = by_seed(" Thanks for reading this.", " There was a key inside.")
    engine = ScriptedEngine(
        script,
        certainty=lambda request: 0.5 if script.way_of(request) else 0.9,
        likelihood=lambda request: 0.9 if request.scored_text.startswith("Thanks") else 1e-9,
    )
    service = await open_service(engine, paragraph=ONE_SENTENCE)
    take = await service.continuer.continue_paragraph(passage(PAGE))
    assert take.text == " There was a key inside."


async def test_a_sentence_that_would_end_too_far_behind_the_target_is_left(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        if written(request).endswith("calm."):
            return " One two three four five. And"
        return " Six seven eight nine ten eleven twelve thirteen fourteen fifteen."

    service = await open_service(ScriptedEngine(script), paragraph={"max_words": 8, "seed": 0})
    take = await service.continuer.continue_paragraph(passage("It was calm.‸"))
    assert take.text == " One two three four five."


async def test_a_text_ends_where_the_model_ends_it_if_it_is_half_as_long_as_wanted(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" There was a key inside.")
    service = await open_service(engine, paragraph={"seed": 0, "max_words": 10})
    take = await service.continuer.continue_paragraph(passage("It was calm.‸"))
    assert take.text == " There was a key inside."
    assert len(engine.requests) == 1


async def test_a_text_that_the_model_ends_too_early_goes_on(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        return (
            " It was cold." if written(request).endswith("inside.") else " There was a key inside."
        )

    service = await open_service(ScriptedEngine(script), paragraph={"seed": 0, "max_words": 11})
    take = await service.continuer.continue_paragraph(passage("It was calm.‸"))
    assert take.text == " There was a key inside. It was cold."


@pytest.mark.parametrize("temperature", [0.0, 0.8])
async def test_without_a_temperature_there_is_nothing_to_choose_from(
    open_service: OpenService, passage: MakePassage, temperature: float
) -> None:
    engine = ScriptedEngine(" There was a key inside. It was cold.")
    service = await open_service(engine, paragraph={"temperature": temperature})
    await service.continuer.continue_paragraph(passage("It was calm.‸"))
    assert {request.takes for request in engine.requests} == {6 if temperature else 1}
