"""Several continuations of one paragraph, and continuations without banned phrases."""

from collections.abc import Awaitable, Callable

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.errors import NoUsableTextError
from afterword.writing.passage import Passage
from afterword.writing.service import WritingService
from fakes.scripted_engine import ScriptedEngine

OpenService = Callable[..., Awaitable[WritingService]]
MakePassage = Callable[..., Passage]

WAYS = [" Nobody spoke.", " Nobody spoke.", " The rain began.", " A gull cried out.", " and", ""]


def by_seed(request: GenerationRequest) -> str:
    assert request.sampling.seed is not None
    return WAYS[request.sampling.seed % len(WAYS)]


async def test_takes_are_drawn_as_one_batch_and_differ(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(by_seed)
    service = await open_service(engine)
    takes = await service.continuer.continue_in_takes(
        passage("It was calm.‸"), 3, controls={"seed": 0}
    )
    assert sorted(take.text for take in takes) == sorted({*WAYS[:4]})
    assert [request.takes for request in engine.requests] == [6]


async def test_more_is_drawn_until_there_are_enough(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(by_seed)
    service = await open_service(engine, paragraph={"seed": 0})
    takes = await service.continuer.continue_in_takes(passage("It was calm.‸"), 2)
    assert [take.text for take in takes] == [" Nobody spoke.", " The rain began."]
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


async def test_the_only_text_without_a_temperature_is_drawn_once(
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


def avoiding(request: GenerationRequest) -> str:
    """Write a worn phrase, until it may not begin as it did."""
    written = request.prompt + request.forced_prefix
    if not written.endswith("It was"):
        return " It was a tapestry of sound. Nobody spoke."
    return (
        " quiet. Nobody spoke." if " a" in request.banned_first_tokens else " a tapestry of sound."
    )


@pytest.mark.parametrize("count", [1, 2])
async def test_a_banned_phrase_is_left_at_its_first_token(
    open_service: OpenService, passage: MakePassage, count: int
) -> None:
    engine = ScriptedEngine(avoiding)
    service = await open_service(engine, paragraph={"banned_phrases": ["a tapestry of"]})
    takes = await service.continuer.continue_in_takes(passage("The sea sang.‸"), count)
    assert takes[0].text == " It was quiet. Nobody spoke."
    assert engine.requests[-1].banned_first_tokens == (" a",)
    assert engine.requests[-1].prompt == "The sea sang. It was"


async def test_a_banned_phrase_is_never_heard(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(
        ScriptedEngine(avoiding), paragraph={"banned_phrases": ["a tapestry of"]}
    )
    heard: list[str] = []
    await service.continuer.continue_paragraph(passage("The sea sang.‸"), on_text=heard.append)
    assert not [text for text in heard if "tapestry" in text]
    assert heard[-1] == " It was quiet. Nobody spoke."


async def test_a_phrase_that_comes_back_whatever_is_barred_is_cut_away(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        return " Nobody spoke. Alas again" if not request.banned_first_tokens else " Alas again"

    service = await open_service(ScriptedEngine(script), paragraph={"banned_phrases": ["alas"]})
    take = await service.continuer.continue_paragraph(passage("The sea sang.‸"))
    assert take.text == " Nobody spoke."


@pytest.mark.parametrize("level", ["mild", "strict"])
async def test_a_word_above_the_level_of_safety_is_left_at_its_first_token(
    open_service: OpenService, passage: MakePassage, level: str
) -> None:
    def script(request: GenerationRequest) -> str:
        if not (request.prompt + request.forced_prefix).endswith("the"):
            return " He cursed the bastard aloud. Nobody spoke."
        return (
            " wind. Nobody spoke."
            if " bastard" in request.banned_first_tokens
            else " bastard aloud."
        )

    service = await open_service(ScriptedEngine(script), safety={"level": level})
    heard: list[str] = []
    take = await service.continuer.continue_paragraph(
        passage("The sea sang.‸"), on_text=heard.append
    )
    is_blocked = level == "strict"  # at "mild" only the crudest words are
    assert ("bastard" in take.text) is not is_blocked
    assert any("bastard" in text for text in heard) is not is_blocked
    assert ("He cursed the wind." in take.text) is is_blocked


async def test_the_page_decides_length_and_marks(
    open_service: OpenService, passage: MakePassage
) -> None:
    paragraph = "“The rain went on and on,” he said. “It will never end,” said she, and so it was."
    page = "\n\n".join([paragraph] * 3 + ["It was late.‸"])
    script = ' "You see it is as I told you all the time," he said.' * 8
    service = await open_service(ScriptedEngine(script))
    take = await service.continuer.continue_paragraph(passage(page))
    assert take.text.count("told you") == 2 - 1
    assert '"' not in take.text
    plain = await open_service(
        ScriptedEngine(script), paragraph={"follow_rhythm": False, "follow_marks": False}
    )
    assert '"' in (await plain.continuer.continue_paragraph(passage(page))).text
