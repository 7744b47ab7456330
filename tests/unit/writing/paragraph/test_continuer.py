"""Continued paragraphs over a scripted engine: whole sentences, in the right place."""

import asyncio

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.errors import EngineNotReadyError, NoUsableTextError
from afterword.settings import Settings
from afterword.writing.passage import Passage
from afterword.writing.results import Continuation
from afterword.writing.service import WritingService
from afterword.writing.task import Task, TaskTarget
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService


def applied(passage: Passage, take: Continuation) -> str:
    at = take.insert_char_offset
    return passage.text[:at] + take.text + passage.text[at:]


@pytest.mark.parametrize(
    ("text", "written", "result"),
    [
        pytest.param(
            "The sea was calm.‸",
            " Nobody spoke. Then the",
            "The sea was calm. Nobody spoke.",
            id="ends-with-a-sentence",
        ),
        pytest.param(
            "The sea was calm. ‸",
            "Nobody spoke.",
            "The sea was calm. Nobody spoke.",
            id="after-a-space",
        ),
        pytest.param(
            "The sea‸",
            " was calm. Nobody spoke.",
            "The sea was calm. Nobody spoke.",
            id="finishes-the-sentence",
        ),
        pytest.param(
            "The sea was calm. ‸Then it rained.",
            "Nobody spoke.",
            "The sea was calm. Nobody spoke. Then it rained.",
            id="between-two-sentences",
        ),
        pytest.param(
            "The sea ‸was calm. Then it rained.",
            " Nobody spoke.",
            "The sea was calm. Nobody spoke. Then it rained.",
            id="a-sentence-is-never-broken",
        ),
        pytest.param(
            "One here.‸\n\nAnother there.",
            " Nobody spoke.",
            "One here. Nobody spoke.\n\nAnother there.",
            id="the-next-paragraph-stays",
        ),
        pytest.param(
            "海很平静。‸",
            "没有人说话。然后",
            "海很平静。没有人说话。",
            id="chinese",
        ),
        pytest.param("‸", "It began at night.", "It began at night.", id="an-empty-document"),
        pytest.param(
            "The sea was calm.\r\n\r\nShe ‸\r\n",
            "waited. Nobody came.",
            "The sea was calm.\r\n\r\nShe waited. Nobody came.\r\n",
            id="crlf",
        ),
    ],
)
async def test_whole_sentences_go_where_no_sentence_breaks(
    open_service: OpenService, passage: MakePassage, text: str, written: str, result: str
) -> None:
    service = await open_service(ScriptedEngine(written))
    place = passage(text)
    take = await service.continuer.continue_paragraph(place)
    assert applied(place, take) == result


async def test_hard_wrapped_text_stays_wrapped(
    open_service: OpenService, passage: MakePassage
) -> None:
    written = " The men came up from the boats with their nets and said that it would hold."
    service = await open_service(ScriptedEngine(written))
    place = passage(
        "The wind had gone round to the north in the\n"
        "night, and by the morning all of the puddles\n"
        "in the lane were hard and white as old bone.‸\n"
    )
    take = await service.continuer.continue_paragraph(place)
    lines = applied(place, take).splitlines()
    assert len(lines) == 5
    assert max(map(len, lines)) <= 45
    assert " ".join(take.text.split()) == written.strip()


async def test_a_draw_without_a_sentence_end_is_generated_again(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        return " and then" if (request.sampling.seed or 0) < 17 else " Nobody spoke."

    engine = ScriptedEngine(script)
    service = await open_service(engine, paragraph={"seed": 5})
    take = await service.continuer.continue_paragraph(passage("The sea was calm.‸"))
    assert take.text == " Nobody spoke."
    assert [request.sampling.seed for request in engine.requests][:3] == [5, 11, 17]
    assert {request.takes for request in engine.requests} == {6}


async def test_says_so_when_nothing_fit_to_show_was_written(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine(" and then"))
    with pytest.raises(NoUsableTextError, match="Try again"):
        await service.continuer.continue_paragraph(passage("The sea was calm.‸"))


async def test_a_sentence_that_repeats_itself_is_dropped(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine(" It rained. It rained. It rained."))
    take = await service.continuer.continue_paragraph(passage("The sea was calm.‸"))
    assert take.text == " It rained."


async def test_the_length_setting_bounds_the_words(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(
        ScriptedEngine(" One two three four. Five six seven eight. Nine ten eleven."),
        paragraph={"max_words": 8},
    )
    take = await service.continuer.continue_paragraph(passage("The sea was calm.‸"))
    assert take.text == " One two three four. Five six seven eight."


async def test_shows_the_text_grow(open_service: OpenService, passage: MakePassage) -> None:
    service = await open_service(ScriptedEngine(" Nobody spoke. The rain began."))
    shown: list[str] = []
    await service.continuer.continue_paragraph(passage("Calm.‸"), on_text=shown.append)
    assert shown == [" Nobody spoke.", " Nobody spoke. The rain began."]


async def test_cancelling_the_task_stops_the_model(
    open_service: OpenService, passage: MakePassage
) -> None:
    sentences = "".join(f" Number {number} was gone." for number in range(500))
    engine = ScriptedEngine(sentences, token_delay_s=0.01)
    service = await open_service(engine, paragraph={"max_words": 500})
    begun = asyncio.Event()
    task = asyncio.create_task(
        service.continuer.continue_paragraph(
            passage("The sea was calm.‸"), on_text=lambda _text: begun.set()
        )
    )
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    asked = len(engine.requests)
    await service.completer.suggest(passage("She opened the ‸"))  # the thread is free again
    assert len(engine.requests) == asked + 1


async def test_an_engine_that_is_not_ready_is_an_error(passage: MakePassage) -> None:
    service = WritingService(Settings(), ScriptedEngine("x").build)
    with pytest.raises(EngineNotReadyError, match="not loaded"):
        await service.continuer.continue_paragraph(passage("The sea was calm.‸"))


async def test_the_page_decides_length_and_marks(
    open_service: OpenService, passage: MakePassage
) -> None:
    paragraph = "“The rain went on and on,” he said. “It will never end,” said she, and so it was."
    document = "\n\n".join([paragraph] * 3 + ["It was late.‸"])
    script = ' "You see it is as I told you all the time," he said.' * 8
    service = await open_service(ScriptedEngine(script))
    take = await service.continuer.continue_paragraph(passage(document))
    assert take.text.count("told you") == 2 - 1
    assert '"' not in take.text
    plain = await open_service(
        ScriptedEngine(script), paragraph={"follow_rhythm": False, "follow_marks": False}
    )
    assert '"' in (await plain.continuer.continue_paragraph(passage(document))).text


WAYS = [" Nobody spoke.", " Nobody spoke.", " The rain began.", " A gull cried out.", " and", ""]


def by_seed(request: GenerationRequest) -> str:
    assert request.sampling.seed is not None
    return WAYS[request.sampling.seed % len(WAYS)]


async def test_takes_are_generated_as_one_batch_and_differ(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(by_seed)
    service = await open_service(engine)
    takes = await service.continuer.continue_in_takes(
        passage("It was calm.‸"), 3, controls={"seed": 0}
    )
    assert sorted(take.text for take in takes) == sorted({*WAYS[:4]})
    assert [request.takes for request in engine.requests] == [6]


async def test_more_is_generated_until_there_are_enough(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(by_seed)
    service = await open_service(engine, paragraph={"seed": 0})
    takes = await service.continuer.continue_in_takes(passage("It was calm.‸"), 2)
    assert [take.text for take in takes] == [" A gull cried out.", " The rain began."]
    takes = await service.continuer.continue_in_takes(
        passage("It was calm.‸"), 2, controls={"seed": 4}
    )
    assert len(takes) == 2
    assert [request.sampling.seed for request in engine.requests] == [0, 4, 8]


async def test_fewer_come_where_there_is_nothing_else_to_say(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" Nobody spoke.")
    service = await open_service(engine, paragraph={"seed": 7})
    takes = await service.continuer.continue_in_takes(passage("It was calm.‸"), 2)
    assert [take.text for take in takes] == [" Nobody spoke."]
    assert [request.sampling.seed for request in engine.requests] == [7, 11, 15]


async def test_the_only_text_without_a_temperature_is_generated_once(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" Nobody spoke.")
    service = await open_service(engine, paragraph={"temperature": 0.0})
    takes = await service.continuer.continue_in_takes(passage("It was calm.‸"), 3)
    assert [take.text for take in takes] == [" Nobody spoke."]
    assert [request.takes for request in engine.requests] == [1]


async def test_says_so_when_no_take_is_fit_to_show(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine(" and then"))
    with pytest.raises(NoUsableTextError):
        await service.continuer.continue_in_takes(passage("It was calm.‸"), 2)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param(
            "She went out to the ‸",
            "She went out to the car.\n\nIt was cold. Nobody spoke.",
            id="at-the-end",
        ),
        pytest.param(
            "She ‸went out to the\n\nThe bus came.",
            "She went out to the car.\n\nIt was cold. Nobody spoke.\n\nThe bus came.",
            id="in-mid-paragraph",
        ),
        pytest.param(
            "She went out.‸",
            "She went out.\n\nIt was cold. Nobody spoke.",
            id="behind-a-sentence",
        ),
        pytest.param(
            "Dear Anna,‸", "Dear Anna,\n\nIt was cold. Nobody spoke.", id="behind-a-salutation"
        ),
        pytest.param(
            "It rained.\r\n\r\nShe went out to the ‸\r\n",
            "It rained.\r\n\r\nShe went out to the car.\n\nIt was cold. Nobody spoke.\r\n",
            id="crlf",
        ),
    ],
)
async def test_the_next_paragraph_comes_behind_a_whole_sentence(
    open_service: OpenService, passage: MakePassage, text: str, result: str
) -> None:
    def script(request: GenerationRequest) -> str:
        written = request.prompt + request.forced_prefix
        return (
            " car. More." if written.rstrip().endswith("to the") else "It was cold. Nobody spoke."
        )

    engine = ScriptedEngine(script)
    service, place = await open_service(engine), passage(text)
    target = TaskTarget(task=Task.NEXT)
    take = await service.continuer.continue_paragraph(place, target)
    assert applied(place, take) == result


async def test_no_paragraph_comes_behind_a_sentence_that_does_not_end(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine(" car and the"))
    target = TaskTarget(task=Task.NEXT)
    with pytest.raises(NoUsableTextError, match="did not end the sentence"):
        await service.continuer.continue_paragraph(passage("She went out to the ‸"), target)


async def test_a_thai_text_that_the_model_ends_is_whole(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("เขาเดินไปที่ตลาด"))
    take = await service.continuer.continue_paragraph(passage("ฝนตกทั้งคืน ‸"))
    assert take.text == "เขาเดินไปที่ตลาด"


STORY = (
    "The house had been empty since March. Nora went up the stairs, one hand on the wall. She "
    "opened the top drawer of the desk.‸"
)


async def test_debris_is_left_at_its_first_token(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        banned = request.banned_first_tokens
        return " There lay a key." if banned else " A: You can't open it. Sorry."

    engine = ScriptedEngine(script)
    service = await open_service(engine)
    take = await service.continuer.continue_paragraph(passage(STORY))
    assert take.text == " There lay a key."
    assert [request.banned_first_tokens for request in engine.requests[:2]] == [(), (" A",)]


async def test_debris_behind_whole_sentences_is_cut_off(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" There lay a key. 47% of us have one. 12 of them")
    service = await open_service(engine)
    take = await service.continuer.continue_paragraph(passage(STORY))
    assert take.text == " There lay a key."


async def test_takes_that_begin_as_debris_lose(
    open_service: OpenService, passage: MakePassage
) -> None:
    written = [" Chapter 2. The key.", " There lay a key.", " By then it was dark outside."]

    def script(request: GenerationRequest) -> str:
        return written[(request.sampling.seed or 0) % len(written)]

    engine = ScriptedEngine(script, likelihood=lambda _request: 1e-6)
    service = await open_service(engine, paragraph={"seed": 0})
    takes = await service.continuer.continue_in_takes(passage(STORY), 3)
    assert {take.text for take in takes} == set(written[1:])


async def test_a_text_that_could_stand_anywhere_is_tried_again(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        return " Thanks for reading this." if request.sampling.seed == 1 else " There lay a key."

    def likelihood(request: GenerationRequest) -> float:
        return 0.99 if request.scored_text.startswith("Thanks") else 1e-6

    engine = ScriptedEngine(script, likelihood=likelihood)
    service = await open_service(engine, paragraph={"seed": 1})
    take = await service.continuer.continue_paragraph(passage(STORY))
    assert take.text == " There lay a key."
    assert take.page_gain == pytest.approx(13.8, abs=0.1)


async def test_of_texts_that_could_all_stand_anywhere_the_best_is_taken_after_three_batches(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        return " There it was at last." if request.sampling.seed == 1 else " Thanks for your visit."

    def likelihood(request: GenerationRequest) -> float:
        return 0.5 if request.scored_text.startswith("There") else 0.99

    engine = ScriptedEngine(script, likelihood=likelihood)
    service = await open_service(engine, paragraph={"seed": 1, "max_words": 10})
    take = await service.continuer.continue_paragraph(passage(STORY))
    assert take.text == " There it was at last."
    batches = [request for request in engine.requests if request.takes > 1]
    assert [request.sampling.seed for request in batches[:3]] == [1, 7, 13]


async def test_takes_come_in_the_order_in_which_a_reader_would_keep_them(
    open_service: OpenService, passage: MakePassage
) -> None:
    written = [" It was not very good at all.", " The drawer was full of letters."]

    def certainty(request: GenerationRequest) -> float:
        return 0.9 if (request.sampling.seed or 0) % 2 else 0.5

    service = await open_service(
        ScriptedEngine(
            lambda request: written[(request.sampling.seed or 0) % 2],
            likelihood=lambda _request: 1e-6,
            certainty=certainty,
        ),
        paragraph={"seed": 0},
    )
    takes = await service.continuer.continue_in_takes(passage(STORY), 2)
    assert [take.text for take in takes] == written[::-1]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(" She saw the sea and the sky, the sea and the sky, the sea.", id="a circle"),
        pytest.param(" Она не знала, что это было и как она туда попала.", id="another language"),
        pytest.param(" Thanks for reading this.", id="off the page"),
    ],
)
async def test_two_takes_that_a_reader_would_keep_are_better_than_three(
    open_service: OpenService, passage: MakePassage, fault: str
) -> None:
    written = [fault, " The drawer was full of letters.", " There lay a key in it."]

    def likelihood(request: GenerationRequest) -> float:
        return 0.9 if request.scored_text.startswith("Thanks") else 1e-6

    service = await open_service(
        ScriptedEngine(
            lambda request: written[(request.sampling.seed or 0) % 3], likelihood=likelihood
        ),
        paragraph={"seed": 0},
    )
    takes = await service.continuer.continue_in_takes(passage(STORY), 3)
    assert {take.text for take in takes} == set(written[1:])


async def test_on_a_short_page_nothing_is_measured(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" It was late.")
    service = await open_service(engine)
    take = await service.continuer.continue_paragraph(passage("He came.‸"))
    assert take.page_gain is None
    assert not any(request.scored_text for request in engine.requests)
