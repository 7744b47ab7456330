"""Turns of a dialogue: where they go in, how they are set, and who may speak."""

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.errors import DocumentError
from afterword.settings.brief_fields import Form
from afterword.writing.places.speaker_turn import find_turn, speakers_at
from afterword.writing.task import Task, TaskTarget
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService

CHAT = "Nora: This is nine.\nPavel: So it is.\nNora: I have a ticket.‸"
PLAY = "NORA\nThis is nine.\n\nPAVEL\nSo it is.\n\nNORA\nI have a ticket.‸"


@pytest.mark.parametrize(
    ("marked", "speaker", "result"),
    [
        pytest.param(CHAT, "Pavel", CHAT + "\nPavel: New.", id="chat"),
        pytest.param(CHAT + "\n", "", CHAT + "\nPavel: New.\n", id="the-likeliest"),
        pytest.param(CHAT.replace("‸", "\n‸"), "Pavel", CHAT + "\nPavel: New.", id="next-line"),
        pytest.param(CHAT, "Olga", CHAT + "\nOlga: New.", id="a-new-speaker"),
        pytest.param("A: O‸ne.\nB: Two.", "B", "A: One.\nB: New.\nB: Two.", id="in-a-turn"),
        pytest.param(PLAY, "PAVEL", PLAY + "\n\nPAVEL\nNew.", id="screenplay"),
        pytest.param(
            PLAY.replace("‸", "\n\n‸\n\nThe train stops."),
            "PAVEL",
            PLAY + "\n\nPAVEL\nNew.\n\nThe train stops.",
            id="before-an-action",
        ),
        pytest.param(
            "娜拉：一。\n老陈：二。‸", "娜拉", "娜拉：一。\n老陈：二。\n娜拉：New.", id="chinese"
        ),
        pytest.param(
            "**Ann:** One.\n\n**Bob**: Two.‸",
            "Ann",
            "**Ann:** One.\n\n**Bob**: Two.\n\n**Ann:** New.",
            id="bold",
        ),
    ],
)
def test_a_turn_is_set_down_as_the_others_are(
    passage: MakePassage, marked: str, speaker: str, result: str
) -> None:
    document = passage(marked)
    place = find_turn(document, speaker)
    assert place is not None
    at = place.char_offset
    edited = document.text[:at] + place.lead + "New." + place.trail + document.text[at:]
    assert edited == result.replace("‸", "")


@pytest.mark.parametrize(
    ("marked", "form", "speakers"),
    [
        pytest.param(CHAT, None, ["Pavel"], id="chat"),
        pytest.param(PLAY, None, ["PAVEL"], id="screenplay"),
        pytest.param("Ann: One.\nBob: Two.‸", None, [], id="too-little-to-tell"),
        pytest.param("Ann: One.\nBob: Two.‸", Form.DIALOGUE, ["Ann"], id="the-brief-says-so"),
        pytest.param(f"{CHAT[:-1]}\nPavel: ‸", None, [], id="a-cue-that-waits"),
        pytest.param("It rained. He said: no.‸", Form.NOVEL, [], id="prose"),
    ],
)
def test_speakers_are_offered_where_they_speak(
    passage: MakePassage, marked: str, form: Form | None, speakers: list[str]
) -> None:
    assert speakers_at(passage(marked), form) == speakers


@pytest.mark.parametrize(
    ("marked", "written", "turn"),
    [
        pytest.param(
            CHAT, "Mine has jam on it. Nora: So?", "\nPavel: Mine has jam on it.", id="chat"
        ),
        pytest.param(CHAT, "No.", "\nPavel: No.", id="short"),
        pytest.param(
            PLAY,
            "(eating)\nMine has jam.\nNORA\nSo?",
            "\n\nPAVEL\n(eating)\nMine has jam.",
            id="play",
        ),
        pytest.param(
            "娜拉：一号。\n老陈：二号。\n娜拉：三号。‸",
            "四号。娜拉：好。",
            "\n老陈：四号。",
            id="chinese",
        ),
    ],
)
async def test_a_turn_ends_at_the_next_cue(
    open_service: OpenService, passage: MakePassage, marked: str, written: str, turn: str
) -> None:
    engine = ScriptedEngine(written)
    service = await open_service(engine)
    spoken = await service.continuer.continue_paragraph(
        passage(marked), TaskTarget(task=Task.SPEAK)
    )
    assert spoken.text == turn
    assert (engine.requests[0].prompt + engine.requests[0].forced_prefix).endswith(
        turn[: turn.index(written[0])]
    )


async def test_an_empty_turn_is_generated_again(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        return "Nora: What?" if request.sampling.seed == 1 else "Mine has jam."

    service = await open_service(ScriptedEngine(script), paragraph={"seed": 1})
    turn = await service.continuer.continue_paragraph(passage(CHAT), TaskTarget(task=Task.SPEAK))
    assert turn.text == "\nPavel: Mine has jam."


async def test_where_nobody_speaks_an_error_says_so(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("x"))
    with pytest.raises(DocumentError, match="Nobody has spoken"):
        await service.continuer.continue_paragraph(
            passage("It rained.‸"), TaskTarget(task=Task.SPEAK)
        )
