"""The prompt of a model that follows instructions, over a scripted engine."""

import re

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.errors import DocumentError, NoUsableTextError
from afterword.writing.passage import Passage
from afterword.writing.prompt_explanation import PromptPurpose, explain_prompt
from afterword.writing.task import Task, TaskTarget
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService

BRIEF = "---\nafterword:\n  genre: gothic mystery\n---\n\n"
NOTE = "---\nafterword:\n  note: the lantern goes out\n---\n\n"
HEADED = (
    "---\nafterword:\n  genre: gothic mystery\n  synopsis: Aldous takes over the ferry.\n"
    "  note: the lantern goes out\n---\n\nThe sea was calm.‸"
)


async def first_request(
    open_service: OpenService, passage: Passage, *, is_tuned: bool, model: str = "gemma3-270m"
) -> GenerationRequest:
    text = " Nobody spoke at all that night."
    engine = ScriptedEngine(text, follows_instructions=is_tuned)
    service = await open_service(engine, model=model)
    await service.continuer.continue_paragraph(passage)
    return engine.requests[0]


async def test_brief_and_note_are_instructed_and_the_answer_begins_with_the_text(
    open_service: OpenService, passage: MakePassage
) -> None:
    request = await first_request(open_service, passage(HEADED), is_tuned=True)
    assert request.prompt + request.forced_prefix == "The sea was calm."
    assert request.instruction is not None
    for phrase in ("Genre: gothic mystery", "Aldous takes over the ferry.", "the lantern goes out"):
        assert phrase in request.instruction.task


async def test_what_a_title_page_can_say_needs_no_instruction(
    open_service: OpenService, passage: MakePassage
) -> None:
    story = passage(f"{BRIEF}The sea was calm.‸")
    request = await first_request(open_service, story, is_tuned=True)
    assert "Genre: gothic mystery" in request.prompt
    assert request == await first_request(open_service, story, is_tuned=False)


async def test_a_note_of_the_project_is_reported_too(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" Nobody spoke at all that night.", follows_instructions=True)
    service = await open_service(engine, brief={"note": "the lantern goes out"})
    await service.continuer.continue_paragraph(passage("The sea was calm.‸"))
    instruction = engine.requests[-1].instruction
    assert instruction is not None
    assert "the lantern goes out" in instruction.task


@pytest.mark.parametrize(("head", "is_told"), [(BRIEF, False), (NOTE, True)], ids=["brief", "note"])
async def test_takes_are_told_only_what_a_title_page_can_not_say(
    open_service: OpenService, passage: MakePassage, head: str, *, is_told: bool
) -> None:
    engine = ScriptedEngine(" Nobody spoke at all that night.", follows_instructions=True)
    service = await open_service(engine)
    await service.continuer.continue_in_takes(passage(f"{head}The sea was calm.‸"), 2)
    assert all((request.instruction is not None) == is_told for request in engine.requests)


@pytest.mark.parametrize("head", [BRIEF, NOTE], ids=["brief", "note"])
async def test_what_is_explained_is_what_is_sent(
    open_service: OpenService, passage: MakePassage, head: str
) -> None:
    story = passage(f"{head}The sea was‸")
    request = await first_request(open_service, story, is_tuned=True)
    shown = explain_prompt(
        story, purpose=PromptPurpose.PARAGRAPH, model="m", follows_instructions=True
    )
    assert ("chat template" in shown) == (request.instruction is not None)
    first, near, forced_prefix = re.findall("```text\n(.*?)\n```", shown, flags=re.DOTALL)
    if request.instruction is None:
        assert request.prompt.startswith(first)
        assert request.prompt.endswith(f"\n\n{near}")
    else:
        assert first == f"{request.instruction.role}\n\n{request.instruction.task}"
        assert request.prompt == near
    assert request.forced_prefix == forced_prefix


async def test_a_base_model_is_shown_a_title_page(
    open_service: OpenService, passage: MakePassage
) -> None:
    request = await first_request(open_service, passage(HEADED), is_tuned=False)
    assert request.instruction is None
    assert "Genre: gothic mystery" in request.prompt


async def test_a_model_whose_template_does_not_work_is_not_told(
    open_service: OpenService, passage: MakePassage
) -> None:
    request = await first_request(
        open_service, passage(HEADED), is_tuned=False, model="smollm2-135m"
    )
    assert request.instruction is None
    assert "Genre: gothic mystery" in request.prompt


async def test_chinese_is_reported_in_chinese(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(
        "没有人说话，只有风的声音，一直到天亮，大家都没有再睡着过。", follows_instructions=True
    )
    service = await open_service(engine)
    story = passage(f"{NOTE}海很平静。雨停了以后，老人走出了屋子。‸")
    await service.continuer.continue_paragraph(story)
    instruction = engine.requests[-1].instruction
    assert instruction is not None
    assert "写出这篇文字" in instruction.task


async def test_a_chinese_story_under_an_english_head_is_reported_in_chinese(
    open_service: OpenService, passage: MakePassage
) -> None:
    text = "没有人说话，只有风的声音，一直到天亮，大家都没有再睡着过。"
    engine = ScriptedEngine(text, follows_instructions=True)
    service = await open_service(engine)
    head = "title: My long novel\nafterword:\n  person: first\n  note: the lamp is out\n  max_words: 60"
    story = "渡船在黄昏时分过来，岸上没有人。"
    await service.continuer.continue_paragraph(passage(f"---\n{head}\n---\n\n{story}‸"))
    instruction = engine.requests[-1].instruction
    assert instruction is not None
    assert "写出这篇文字" in instruction.task


async def test_the_writers_words_stay_where_they_are_those_of_the_note(
    open_service: OpenService, passage: MakePassage
) -> None:
    own = "She said [the storm is near]\n\nand left. Aldous rowed."
    head = "---\nafterword:\n  note: the storm is near\n---\n\n"
    request = await first_request(open_service, passage(f"{head}{own}‸"), is_tuned=True)
    assert request.prompt + request.forced_prefix == own


async def test_what_is_selected_is_described_where_its_sentence_ends(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(
        " Its paint had peeled, and it smelt of tar.", follows_instructions=True
    )
    service = await open_service(engine)
    story = passage("He looked at the old boat‸ for a while. Then he left.")
    take = await service.continuer.continue_paragraph(
        story, TaskTarget(task=Task.DESCRIBE, subject="the old boat")
    )
    assert take.insert_char_offset == len("He looked at the old boat for a while.")
    instruction = engine.requests[-1].instruction
    assert instruction is not None
    assert '"the old boat"' in instruction.task


async def test_what_is_described_is_reported_each_time(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("", follows_instructions=True)
    service = await open_service(engine)
    target = TaskTarget(task=Task.DESCRIBE, subject="the old boat")
    with pytest.raises(NoUsableTextError):
        await service.continuer.continue_paragraph(passage("He saw the old boat.‸"), target)
    assert len(engine.requests) > 1
    assert all(request.instruction is not None for request in engine.requests)


async def test_nothing_is_described_without_a_subject(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine(" It.", follows_instructions=True))
    with pytest.raises(DocumentError, match="Nothing is selected"):
        await service.continuer.continue_paragraph(
            passage("He left.‸"), TaskTarget(task=Task.DESCRIBE)
        )


async def test_an_announcement_is_no_continuation(
    open_service: OpenService, passage: MakePassage
) -> None:
    announced = "Sure! Here is a possible continuation of the text:"
    engine = ScriptedEngine(
        lambda request: announced if request.instruction else "", follows_instructions=True
    )
    service = await open_service(engine)
    with pytest.raises(NoUsableTextError):
        await service.continuer.continue_paragraph(passage(f"{NOTE}The sea was calm.‸"))
    assert engine.requests[0].instruction is not None


ANNOUNCED = "Here is the rewritten will: nobody spoke. The sea was calm that night."


@pytest.mark.parametrize(
    ("story", "task", "is_tuned"),
    [
        pytest.param(f"{NOTE}The sea was calm.\n\n‸", Task.CONTINUE, False, id="base-model"),
        pytest.param("The sea was calm.\n\n‸", Task.CONTINUE, True, id="asked-plainly"),
        pytest.param(
            f"{NOTE}MARTA: Who spoke?\n\nALDOUS: Nobody.\n\n‸", Task.SPEAK, True, id="speaker"
        ),
    ],
)
async def test_only_who_was_told_to_write_prose_may_announce_it(
    open_service: OpenService, passage: MakePassage, story: str, task: Task, *, is_tuned: bool
) -> None:
    engine = ScriptedEngine(ANNOUNCED, follows_instructions=is_tuned)
    service = await open_service(engine)
    take = await service.continuer.continue_paragraph(passage(story), TaskTarget(task=task))
    assert "Here is the rewritten will" in take.text


async def test_an_announcement_is_neither_shown_nor_measured(
    open_service: OpenService, passage: MakePassage
) -> None:
    announced = "Here is a possible continuation of the text: "
    engine = ScriptedEngine(
        f"{announced}Nobody spoke.", probabilities=[0.1] * 9, follows_instructions=True
    )
    service = await open_service(engine)
    shown = list[str]()
    story = passage(f"{NOTE}The sea was calm, and the moon rose. It rose slowly.\n\n‸")
    take = await service.continuer.continue_paragraph(story, on_text=shown.append)
    assert take.confidence > 0.9
    assert all("Nobody spoke.".startswith(text.strip()) for text in shown)


async def test_where_telling_gives_nothing_the_model_is_asked_plainly(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(
        lambda request: "" if request.instruction else " Nobody spoke a word.",
        follows_instructions=True,
    )
    service = await open_service(engine)
    take = await service.continuer.continue_paragraph(passage(f"{NOTE}The sea was calm.‸"))
    assert take.text == " Nobody spoke a word."
    assert engine.requests[0].instruction is not None


async def test_ghost_text_is_asked_plainly(open_service: OpenService, passage: MakePassage) -> None:
    engine = ScriptedEngine(" calm", follows_instructions=True)
    service = await open_service(engine, inline={"confidence": 0})
    await service.completer.suggest(passage(f"{NOTE}The sea was‸"))
    assert all(request.instruction is None for request in engine.requests)
