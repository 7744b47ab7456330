"""Rewriting over a scripted engine: takes that differ, fit the place, and change nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.errors import NoUsableTextError
from afterword.writing.passage import Passage
from afterword.writing.places.selected_text import SelectedText, select_text
from afterword.writing.rewrite.rewriter import Rewording
from fakes.scripted_engine import Script, ScriptedEngine
from fakes.writing_services import OpenService

TEXT = "It rained. The sea was calm and‸ nobody spoke. Then he left by the old door."
ANSWERS = (
    "No one said a word beside the quiet sea.",
    "Sure! Here is a rewritten version:\n\nThe water lay still; all were silent.",
    '"Silence hung above an even sea."',
)


def selected_at(text: str) -> SelectedText:
    before, after = text.split("‸")
    selected = select_text(Passage(text=before + after, char_offset=len(before)), len(before))
    assert selected is not None
    return selected


def in_turn(*answers: str) -> Callable[[GenerationRequest], str]:
    def endless() -> Iterator[str]:
        while True:
            yield from answers

    texts = endless()
    return lambda request: next(texts) if request.max_tokens else ""


def tuned(script: Script | str) -> ScriptedEngine:
    return ScriptedEngine(script, follows_instructions=True)


async def rewrite(
    open_service: OpenService, text: str, *answers: str, **settings: Any
) -> list[Rewording]:
    service = await open_service(tuned(in_turn(*answers)), **settings)
    return await service.rewriter.rewrite(selected_at(text))


async def test_takes_are_bare_and_differ(open_service: OpenService) -> None:
    takes = await rewrite(open_service, TEXT, *ANSWERS)
    assert {take.text for take in takes} == {
        "No one said a word beside the quiet sea.",
        "The water lay still; all were silent.",
        "Silence hung above an even sea.",
    }


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("The sea was calm and nobody spoke.", id="the-same"),
        pytest.param("Calm.", id="too-short"),
        pytest.param("The sea was calm, " * 8 + "and more.", id="too-long"),
        pytest.param("海很平静，没有人说话。", id="another-language"),
        pytest.param("The sea was calm (and nobody spoke now.", id="leaves-a-bracket-open"),
        pytest.param("The quiet sea and no word", id="no-sentence"),
        pytest.param('"The quiet sea," nobody spoke.', id="says-aloud-what-was-not"),
        pytest.param("The sea was calm, and he left by the old door.", id="says-what-follows"),
        pytest.param("", id="nothing"),
    ],
)
async def test_what_does_not_fit_is_no_take(open_service: OpenService, answer: str) -> None:
    with pytest.raises(NoUsableTextError):
        await rewrite(open_service, TEXT, answer)


async def test_marks_follow_the_page(open_service: OpenService) -> None:
    document = "“No,” she said. “Never,” he said. “Come i‸n,” she said."
    (take,) = await rewrite(open_service, document, '"Step inside," she told him.')
    assert take.text == "“Step inside,” she told him."


async def test_a_part_of_a_sentence_gets_no_full_stop(open_service: OpenService) -> None:
    service = await open_service(tuned("Under the old stone bridge."))
    selected = select_text(Passage(text="He slept beneath the ancient bridge.", char_offset=9), 35)
    assert selected is not None
    (take,) = await service.rewriter.rewrite(selected)
    assert take.text == "under the old stone bridge"


async def test_hard_wrapped_lines_stay_so(open_service: OpenService) -> None:
    document = (
        "The old man came home late in the evening, and\nhe found the door open and the lamp lit, "
        "and\nnobody in the ho‸use had heard him come in at\nall that night."
    )
    answer = (
        "Late that evening the old man returned to find an open door and a burning lamp, "
        "while no one inside had noticed his coming."
    )
    (take,) = await rewrite(open_service, document, answer)
    assert "\n" in take.text
    assert take.text.replace("\n", " ") == answer


async def test_the_model_is_reported_the_sentence_and_where_it_stands(
    open_service: OpenService,
) -> None:
    engine = tuned(in_turn(*ANSWERS))
    service = await open_service(engine)
    await service.rewriter.rewrite(selected_at(TEXT))
    request = engine.requests[-1]
    assert request.instruction is not None
    assert (
        "It rained. The sea was calm and nobody spoke. Then he left by the old door."
        in request.instruction.task
    )
    assert "The sea was calm and nobody spoke.\n" in request.instruction.task
    assert (request.prompt, request.forced_prefix) == ("", "")


async def test_each_take_asked_alone_comes_from_one_batch(open_service: OpenService) -> None:
    engine = tuned(in_turn(*ANSWERS))
    service = await open_service(engine)
    selected = selected_at(TEXT)
    takes = {(await service.rewriter.take(number, selected)).text for number in (1, 2, 3)}
    assert len(takes) == 3
    request_count = len(engine.requests)
    await service.rewriter.take(2, selected)
    assert len(engine.requests) > request_count


async def test_a_batch_is_dropped_with_its_document(open_service: OpenService) -> None:
    engine = tuned(in_turn(*ANSWERS))
    service = await open_service(engine)
    selected = selected_at(TEXT)
    await service.rewriter.take(1, selected)
    service.forget("")
    request_count = len(engine.requests)
    await service.rewriter.take(2, selected)
    assert len(engine.requests) > request_count
