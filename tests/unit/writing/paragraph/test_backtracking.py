"""Continuations without banned phrases and blocked words, over a scripted engine."""

import pytest

from afterword.engine.interface import GenerationRequest
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService


def avoiding(request: GenerationRequest) -> str:
    """Write a worn phrase, until it may not begin as it did."""
    written = request.prompt + request.forced_prefix
    if written.endswith("quiet."):
        return " Nobody spoke."
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


async def test_a_banned_phrase_is_never_shown(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(
        ScriptedEngine(avoiding), paragraph={"banned_phrases": ["a tapestry of"]}
    )
    shown: list[str] = []
    await service.continuer.continue_paragraph(passage("The sea sang.‸"), on_text=shown.append)
    assert not [text for text in shown if "tapestry" in text]
    assert shown[-1] == " It was quiet. Nobody spoke."


async def test_a_phrase_that_comes_back_whatever_is_banned_is_cut_away(
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
    shown: list[str] = []
    take = await service.continuer.continue_paragraph(
        passage("The sea sang.‸"), on_text=shown.append
    )
    is_blocked = level == "strict"  # at "mild" only the crudest words are
    assert ("bastard" in take.text) is not is_blocked
    assert any("bastard" in text for text in shown) is not is_blocked
    assert ("He cursed the wind." in take.text) is is_blocked
