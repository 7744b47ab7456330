"""Continuations that are shown while they are written: whole sentences, and none is taken back."""

import asyncio
from contextlib import aclosing
from itertools import pairwise

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.errors import NoUsableTextError
from afterword.writing.passage import Passage
from afterword.writing.service import WritingService
from afterword.writing.task import REST_OF_PARAGRAPH, Task, TaskTarget
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService

PAGE = (
    "The old man came home late in the evening, when the lamps were lit in all the houses. "
    "He hung his coat on the nail. ‸"
)


async def grown(
    service: WritingService, passage: Passage, target: TaskTarget = REST_OF_PARAGRAPH
) -> list[str]:
    """Return each state of a continuation that grows."""
    return [each.text async for each in service.continuer.grow(passage, target)]


@pytest.mark.parametrize(
    ("text", "written", "states"),
    [
        pytest.param(
            "Calm.‸",
            " Nobody spoke. The rain began. Then",
            [" Nobody spoke.", " Nobody spoke. The rain began."],
            id="a sentence at a time",
        ),
        pytest.param(
            "The sea‸", " was calm. Nobody", [" was calm."], id="the rest of a sentence first"
        ),
        pytest.param(
            "Calm.‸",
            " “Go!” Mary Ann said. “Why should I go away now?” He laughed at her.",
            [
                " “Go!” Mary Ann said.",
                " “Go!” Mary Ann said. “Why should I go away now?” He laughed at her.",
            ],
            id="not before it is known who speaks",
        ),
        pytest.param(
            "Calm.‸",
            " “Stay here. Do not go.” He sat down. It rained.",
            [
                " “Stay here. Do not go.” He sat down.",
                " “Stay here. Do not go.” He sat down. It rained.",
            ],
            id="no half of a quotation",
        ),
        pytest.param(
            "Calm.‸",
            " *He sat. He stood.* It rained. Nobody came.",
            [
                " *He sat. He stood.*",
                " *He sat. He stood.* It rained.",
                " *He sat. He stood.* It rained. Nobody came.",
            ],
            id="no half of what is emphasised",
        ),
        pytest.param(
            "Calm.‸",
            " He came on 3. May with Dr. Bell. It rained.",
            [" He came on 3. May with Dr. Bell.", " He came on 3. May with Dr. Bell. It rained."],
            id="no end at an abbreviation",
        ),
        pytest.param(
            "海很平静。‸",
            "没有人说话。雨停了。然后",
            ["没有人说话。", "没有人说话。雨停了。"],
            id="chinese",
        ),
        pytest.param(
            "One here. ‸Two there.",
            "Nobody spoke. It rained.",
            ["Nobody spoke. ", "Nobody spoke. It rained. "],
            id="between two sentences",
        ),
        pytest.param(
            "Calm.‸",
            " It rained. It rained. It rained. Nobody came.",
            [" It rained."],
            id="no sentence that says it again",
        ),
        pytest.param("Calm.‸", " Nobody spoke.", [" Nobody spoke."], id="one sentence"),
    ],
)
async def test_settled_sentences_are_shown_while_the_next_is_written(
    open_service: OpenService, passage: MakePassage, text: str, written: str, states: list[str]
) -> None:
    service = await open_service(ScriptedEngine(written))
    assert await grown(service, passage(text)) == states


@pytest.mark.parametrize(
    "written",
    [
        " Nobody spoke. The rain began at noon. Then it grew dark. In the end a dog barked.",
        " “Who is there?” she asked. Nobody answered. She opened the door and looked out.",
        " Nobody spoke. 12. May 2019 | Admin. More here.",
        " It was so… She went away… and came back. Nobody saw her. She sat down.",
    ],
)
async def test_ends_as_the_text_that_is_not_shown_before(
    open_service: OpenService, passage: MakePassage, written: str
) -> None:
    service = await open_service(ScriptedEngine(written))
    states = await grown(service, passage(PAGE))
    whole = await service.continuer.continue_paragraph(passage(PAGE))
    assert states[-1] == whole.text
    assert all(later.startswith(earlier) for earlier, later in pairwise(states))


async def test_what_is_backed_out_of_is_never_shown(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        if request.banned_first_tokens:
            return " The lamp burned. Nobody"
        if (request.prompt + request.forced_prefix).endswith("burned."):
            return " Nobody spoke."
        return " It rained. Little did he know that it would end. Nobody spoke."

    service = await open_service(
        ScriptedEngine(script), paragraph={"banned_phrases": ["little did he know"]}
    )
    states = await grown(service, passage("Calm.‸"))
    assert states[0] == " It rained."
    assert states[-1] == " It rained. The lamp burned. Nobody spoke."


async def test_a_text_that_does_not_belong_to_the_page_is_replaced_before_it_is_shown(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        seed = request.sampling.seed
        return "Welcome to my site. Read on. More." if seed == 5 else "Nobody spoke. It rained."

    def likelihood(request: GenerationRequest) -> float:
        return 0.9 if request.scored_text.startswith("Welcome") else 1e-6

    service = await open_service(
        ScriptedEngine(script, likelihood=likelihood), paragraph={"seed": 5}
    )
    assert await grown(service, passage(PAGE)) == ["Nobody spoke.", "Nobody spoke. It rained."]


async def test_the_last_attempt_is_shown_whatever_it_is(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("Welcome to my site. Read on.", likelihood=lambda _request: 0.9)
    service = await open_service(engine)
    assert await grown(service, passage(PAGE)) == [
        "Welcome to my site.",
        "Welcome to my site. Read on.",
    ]


async def test_a_text_with_nothing_fit_to_show_is_an_error(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine(" and then"))
    with pytest.raises(NoUsableTextError, match="Try again"):
        await grown(service, passage("Calm.‸"))


async def test_the_rest_of_a_sentence_is_shown_before_the_next_paragraph(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        written = (request.prompt + request.forced_prefix).rstrip()
        return " car. More." if written.endswith("to the") else "Nobody spoke. It rained."

    service = await open_service(ScriptedEngine(script))
    states = await grown(
        service,
        passage("It was late. Then she went out of the house to the‸"),
        TaskTarget(task=Task.NEXT),
    )
    assert states == [
        " car.",
        " car.\n\nNobody spoke.",
        " car.\n\nNobody spoke. It rained.",
    ]


async def test_the_best_of_several_texts_comes_at_once(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("The path went down to the sea. It rained."))
    above, below = "The old man left the house in the morning.", "They found the boat at noon."
    states = await grown(service, passage(f"{above}\n\n‸\n\n{below}"), TaskTarget(task=Task.BRIDGE))
    assert states == ["The path went down to the sea. It rained."]


async def test_leaving_stops_the_model(open_service: OpenService, passage: MakePassage) -> None:
    sentences = "".join(f" Number {number} was gone." for number in range(2_000))
    engine = ScriptedEngine(sentences, token_delay_s=0.005)
    service = await open_service(engine, paragraph={"max_words": 1000, "follow_rhythm": False})
    async with aclosing(service.continuer.grow(passage("Calm.‸"))) as growing:
        assert (await anext(growing)).text == " Number 0 was gone."
    async with asyncio.timeout(5):
        await service.completer.suggest(passage("She opened the ‸"))  # the thread is free again
