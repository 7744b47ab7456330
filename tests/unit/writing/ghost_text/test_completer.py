"""Ghost text over a scripted engine: suggestions, what is kept, and the engine's requests."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from afterword.engine.interface import GenerationRequest, Priority
from afterword.writing.ghost_text.completer import MOST_BLOCKED
from afterword.writing.results import Suggestion, Suppressed
from afterword.writing.service import WritingService
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService, settings_of


def texts(outcome: list[Suggestion] | Suppressed) -> Any:
    return outcome if isinstance(outcome, Suppressed) else [item.text for item in outcome]


async def test_shows_the_confident_words_after_the_cursor(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("oor and looked", probabilities=[0.9, 0.9, 0.3])
    service = await open_service(engine, inline={"confidence": 0.5})
    outcome = await service.completer.suggest(passage("She opened the d‸"))
    assert texts(outcome) == ["oor and"]
    assert isinstance(outcome, list)
    assert outcome[0].confidence == pytest.approx(0.81)
    assert outcome[0].model == "scripted"


async def test_the_typed_part_of_a_word_is_forced_and_not_in_the_prompt(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("oor")
    service = await open_service(engine)
    await service.completer.suggest(passage("She opened the d‸"))
    assert engine.requests[0].prompt == "She opened the"
    assert engine.requests[0].forced_prefix == " d"


async def test_a_name_of_the_page_is_shown_where_the_model_is_unsure(
    open_service: OpenService, passage: MakePassage
) -> None:
    text = "Ottilie came in. We had not seen Ottilie for years. Then "
    service = await open_service(ScriptedEngine("ter", probabilities=[0.1]))
    outcome = await service.completer.suggest(passage(f"{text}Ott‸"))
    assert texts(outcome) == ["ilie"]
    assert isinstance(outcome, list)
    assert outcome[0].model == "page"


async def test_a_surer_model_is_preferred_to_the_page(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("oman", probabilities=[0.97]))
    outcome = await service.completer.suggest(passage("Ottilie sat down on the old Ott‸"))
    assert texts(outcome) == ["oman"]


async def test_the_model_goes_on_behind_a_name_of_the_page(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("ilie again", probabilities=[0.7, 0.95]))
    outcome = await service.completer.suggest(passage("Ottilie came. Ottilie left. Then Ott‸"))
    assert texts(outcome) == ["ilie again"]


@pytest.mark.parametrize("word_end_probability", [0.6, 1.0])
@pytest.mark.parametrize("invoked", [False, True])
async def test_a_word_that_the_model_says_is_whole_is_not_continued_by_the_page(
    open_service: OpenService,
    passage: MakePassage,
    invoked: bool,
    word_end_probability: float,
) -> None:
    engine = ScriptedEngine(
        " the engine", probabilities=[0.3], word_end_probability=word_end_probability
    )
    service = await open_service(engine)
    text = "He went without a coat, and without a word. There was something wrong with‸"
    outcome = await service.completer.suggest(passage(text), invoked=invoked)
    assert texts(outcome) == ([" the engine"] if invoked else Suppressed.LOW_CONFIDENCE)


async def test_the_page_continues_no_word_before_the_model_has_said_whether_it_is_whole(
    open_service: OpenService, passage: MakePassage
) -> None:
    def slowly(_request: GenerationRequest) -> str:
        time.sleep(0.05)
        return " the engine"

    engine = ScriptedEngine(slowly, word_end_probability=1.0)
    service = await open_service(engine, inline={"deadline_ms": 20})
    text = "He went without a coat, and without a word. There was something wrong with‸"
    outcome = await service.completer.suggest(passage(text), invoked=True)
    assert texts(outcome) != ["out"]


async def test_the_page_is_not_learned_from_where_that_is_switched_off(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("ter", probabilities=[0.1])
    service = await open_service(engine, inline={"learn_from_page": False})
    outcome = await service.completer.suggest(passage("Ottilie came. Ottilie left. Then Ott‸"))
    assert outcome is Suppressed.LOW_CONFIDENCE


async def test_shows_nothing_when_the_first_word_is_unsure(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("oor", probabilities=[0.1]))
    outcome = await service.completer.suggest(passage("She opened the d‸"))
    assert outcome is Suppressed.LOW_CONFIDENCE


async def test_an_invoked_request_ignores_the_threshold(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("oor", probabilities=[0.1]))
    outcome = await service.completer.suggest(passage("She opened the d‸"), invoked=True)
    assert texts(outcome) == ["oor"]


async def test_an_invoked_request_gives_as_many_different_suggestions_as_asked(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        return ["oor", "oor", "rawer", "esk"][(request.sampling.seed or 0) % 4]

    service = await open_service(ScriptedEngine(script))
    outcome = await service.completer.suggest(passage("She opened the d‸"), invoked=True, count=3)
    assert texts(outcome) == ["oor", "rawer", "esk"]


@pytest.mark.parametrize(
    ("text", "language_id", "reason"),
    [
        pytest.param("The wor‸ld turns.", "markdown", Suppressed.INSIDE_WORD, id="inside-a-word"),
        pytest.param("---\ntitle: A‸", "markdown", Suppressed.QUIET_ZONE, id="front-matter"),
        pytest.param("```\nlet x = ‸", "markdown", Suppressed.QUIET_ZONE, id="code"),
        pytest.param("See https://exam‸", "plaintext", Suppressed.QUIET_ZONE, id="url"),
    ],
)
async def test_is_silent_where_no_prose_is_written(
    open_service: OpenService,
    passage: MakePassage,
    text: str,
    language_id: str,
    reason: Suppressed,
) -> None:
    engine = ScriptedEngine("something")
    service = await open_service(engine)
    outcome = await service.completer.suggest(passage(text, language_id=language_id))
    assert outcome is reason
    assert engine.requests == []


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"enabled": False}, id="everything-off"),
        pytest.param({"inline": {"enabled": False}}, id="ghost-text-off"),
        pytest.param({"disabled_languages": ["markdown"]}, id="language-off"),
    ],
)
async def test_is_silent_when_switched_off(
    open_service: OpenService, passage: MakePassage, values: dict[str, object]
) -> None:
    service = await open_service(ScriptedEngine("oor"), **values)
    outcome = await service.completer.suggest(passage("She opened the d‸"))
    assert outcome is Suppressed.DISABLED


async def test_is_silent_before_the_model_is_ready(passage: MakePassage, defaults: Any) -> None:
    service = WritingService(defaults, ScriptedEngine("oor").build)
    outcome = await service.completer.suggest(passage("She opened the d‸"))
    assert outcome is Suppressed.NOT_READY


async def test_typing_into_the_suggestion_shows_its_rest_without_the_model(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("oor and looked out")
    service = await open_service(engine)
    shown = [
        texts(await service.completer.suggest(passage(text)))
        for text in ("opened the d‸", "opened the do‸", "opened the door a‸")
    ]
    assert shown == [["oor and looked out"], ["or and looked out"], ["nd looked out"]]
    assert len(engine.requests) == 1


async def test_typing_something_else_asks_the_model_again(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(lambda request: "oor" if request.forced_prefix == " d" else "awer")
    service = await open_service(engine)
    await service.completer.suggest(passage("opened the d‸"))
    outcome = await service.completer.suggest(passage("opened the dr‸"))
    assert texts(outcome) == ["awer"]
    assert len(engine.requests) == 2


async def test_going_back_a_letter_asks_the_model_again(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(lambda request: "or" if request.forced_prefix == " do" else "oor")
    service = await open_service(engine)
    await service.completer.suggest(passage("opened the do‸"))
    assert texts(await service.completer.suggest(passage("opened the d‸"))) == ["oor"]


async def test_an_unsure_draft_is_made_anew_once_more_is_typed(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(
        lambda request: "door" if request.forced_prefix == " " else "oor", probabilities=[0.2]
    )
    service = await open_service(engine)
    assert await service.completer.suggest(passage("opened the ‸")) is Suppressed.LOW_CONFIDENCE
    await service.completer.suggest(passage("opened the d‸"))
    assert [request.forced_prefix for request in engine.requests] == [" ", " d"]


async def test_a_newer_request_for_the_document_supersedes_the_older(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("oor and so on and on and on", token_delay_s=0.02)
    service = await open_service(engine)
    older = asyncio.create_task(service.completer.suggest(passage("opened the d‸")))
    await asyncio.sleep(0)
    newer = await service.completer.suggest(passage("He saw the ‸"))
    assert await older is Suppressed.SUPERSEDED
    assert isinstance(newer, list)


async def test_documents_do_not_disturb_each_other(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("oor"))
    outcomes = await asyncio.gather(
        service.completer.suggest(passage("opened the d‸", uri="a")),
        service.completer.suggest(passage("opened the d‸", uri="b")),
    )
    assert [texts(outcome) for outcome in outcomes] == [["oor"], ["oor"]]


async def test_at_the_deadline_what_is_good_is_shown_and_the_rest_comes_while_typing(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("oor and looked out to sea", token_delay_s=0.03)
    service = await open_service(engine, inline={"deadline_ms": 20})
    first = texts(await service.completer.suggest(passage("opened the d‸")))
    assert "oor and looked out to sea".startswith(first[0])
    assert first[0] != "oor and looked out to sea"
    await service.completer.settle("file:///book.md")
    later = await service.completer.suggest(passage("opened the do‸"))
    assert texts(later) == ["or and looked out to sea"]
    assert len(engine.requests) == 1


async def test_a_failing_engine_is_silent(open_service: OpenService, passage: MakePassage) -> None:
    def script(_request: GenerationRequest) -> str:
        raise RuntimeError("broken")

    service = await open_service(ScriptedEngine(script))
    assert await service.completer.suggest(passage("opened the d‸")) is Suppressed.FAILED


async def test_the_first_suggestion_stays_when_drawing_others_fails(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        if request.takes > 1 or request.sampling.seed is not None:
            raise RuntimeError("broken")
        return "oor"

    service = await open_service(ScriptedEngine(script))
    outcome = await service.completer.suggest(passage("opened the d‸"), invoked=True, count=3)
    assert texts(outcome) == ["oor"]


async def test_new_settings_hold_for_a_suggestion_that_is_there(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("oor and", probabilities=[0.6, 0.9])
    service = await open_service(engine, inline={"confidence": 0.3})
    place = passage("She opened the d‸")
    assert texts(await service.completer.suggest(place)) == ["oor and"]
    stricter = replace(place, settings=settings_of(inline={"confidence": 0.8}))
    assert await service.completer.suggest(stricter) is Suppressed.LOW_CONFIDENCE


@pytest.mark.parametrize(
    ("text", "written", "shown"),
    [
        pytest.param("He said‸", " nothing. Then he", [" nothing."], id="ends-with-the-sentence"),
        pytest.param("He said ‸", "nothing\nmore", ["nothing"], id="stays-on-the-line"),
        pytest.param("The ‸ sat on the mat.", "cat sat on", ["cat"], id="cuts-at-what-follows"),
        pytest.param("他打开了‸", "门，走了出去", ["门，走了出去"], id="chinese-without-spaces"),
        pytest.param("We met at ‸", "…", Suppressed.NOTHING_FIT, id="no-lone-punctuation"),
        pytest.param("We met at ‸", "", Suppressed.LOW_CONFIDENCE, id="nothing-written"),
    ],
)
async def test_what_is_shown_fits_the_place(
    open_service: OpenService, passage: MakePassage, text: str, written: str, shown: Any
) -> None:
    service = await open_service(ScriptedEngine(written))
    assert texts(await service.completer.suggest(passage(text))) == shown


async def test_a_hard_wrapped_paragraph_is_read_as_one_line_and_not_overrun(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("house on the hill with all of its windows open")
    service = await open_service(engine)
    text = (
        "The road went up past the mill and the last of the\n"
        "orchards, and at the top of it stood the old white\n"
        "house where nobody had lived for years, so the big ‸"
    )
    outcome = await service.completer.suggest(passage(text))
    assert "\n" not in engine.requests[0].prompt
    assert isinstance(outcome, list)
    assert len(outcome[0].text) <= len("house on the")


async def test_prefetching_reads_the_prompt_that_is_asked_for_next_and_writes_nothing(
    open_service: OpenService, passage: MakePassage
) -> None:
    loop, is_read = asyncio.get_running_loop(), asyncio.Event()

    def script(_request: GenerationRequest) -> str:
        loop.call_soon_threadsafe(is_read.set)
        return "oor"

    engine = ScriptedEngine(script)
    service = await open_service(engine)
    service.completer.prefetch(passage("She opened the d‸"))
    await is_read.wait()
    await service.completer.suggest(passage("She opened the d‸"))
    first, *_others, last = engine.requests
    assert (first.prompt, first.max_tokens, first.priority) == (last.prompt, 0, Priority.IDLE)
    assert (last.max_tokens > 0, last.priority) == (True, Priority.GHOST)


async def test_prefetching_is_left_out_while_the_writer_types_the_suggestion(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine("oor and")
    service = await open_service(engine)
    await service.completer.suggest(passage("She opened the d‸"))
    service.completer.prefetch(passage("She opened the do‸"))
    await service.completer.suggest(passage("He sat d‸", uri="other"))
    assert [request.max_tokens > 0 for request in engine.requests] == [True, True]


async def test_what_was_prepared_after_an_accept_is_served_without_the_model(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" and looked")
    service = await open_service(engine)
    service.completer.prepare(passage("She opened the door‸"))
    outcome = await service.completer.suggest(passage("She opened the door‸"))
    assert texts(outcome) == [" and looked"]
    assert len(engine.requests) == 1


async def test_a_newer_request_stops_the_drawing_of_alternatives(
    open_service: OpenService, passage: MakePassage
) -> None:
    loop, has_begun = asyncio.get_running_loop(), asyncio.Event()

    def script(request: GenerationRequest) -> str:
        if request.sampling.seed == 1:
            loop.call_soon_threadsafe(has_begun.set)
        return "oor" + " and on" * 200

    engine = ScriptedEngine(script, token_delay_s=0.01)
    service = await open_service(engine)
    older = asyncio.create_task(
        service.completer.suggest(passage("She opened the d‸"), invoked=True, count=3)
    )
    await has_begun.wait()
    newer = await service.completer.suggest(passage("He saw the ‸"))
    assert await older is Suppressed.SUPERSEDED
    assert isinstance(newer, list)


async def test_what_was_drawn_for_an_earlier_request_costs_this_one_nothing(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("oor and looked"))
    first = await service.completer.suggest(passage("opened the d‸"))
    second = await service.completer.suggest(passage("opened the do‸"))
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert (first[0].tokens, second[0].tokens) == (3, 0)
    assert set(first[0].timings_ms) == {"total", "prefill", "decode"}
    assert set(second[0].timings_ms) == {"total"}


def blocked_first(request: GenerationRequest) -> str:
    return "gull" if " bastard" in request.banned_first_tokens else " bastard of a sea"


async def test_who_asks_by_hand_is_given_another_text_for_one_that_may_not_be_shown(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(blocked_first)
    service = await open_service(engine, safety={"level": "strict"})
    outcome = await service.completer.suggest(passage("He shouted at the ‸"), invoked=True)
    assert texts(outcome) == ["gull"]
    assert [request.banned_first_tokens for request in engine.requests] == [(), (" bastard",)]


async def test_ghost_text_that_may_not_be_shown_is_none(
    open_service: OpenService, passage: MakePassage
) -> None:
    # What comes behind it would be less probable than what the writer is about to type.
    engine = ScriptedEngine(blocked_first)
    service = await open_service(engine, safety={"level": "strict"})
    assert await service.completer.suggest(passage("He shouted at the ‸")) is Suppressed.BLOCKED
    assert len(engine.requests) == 1


async def test_other_texts_are_tried_only_so_often(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" bastard")
    service = await open_service(engine, safety={"level": "strict"})
    outcome = await service.completer.suggest(passage("He shouted at the ‸"), invoked=True)
    assert outcome is Suppressed.BLOCKED
    assert len(engine.requests) == 1 + MOST_BLOCKED


async def test_by_hand_a_line_break_is_left_and_what_comes_next_is_shown(
    open_service: OpenService, passage: MakePassage
) -> None:
    def script(request: GenerationRequest) -> str:
        return " the end." if request.min_chars else "\nthe end."

    service = await open_service(ScriptedEngine(script))
    place = passage("He wrote this sentence:‸")
    assert await service.completer.suggest(place) is Suppressed.LOW_CONFIDENCE
    assert texts(await service.completer.suggest(place, invoked=True)) == [" the end."]


@pytest.mark.parametrize(
    "first",
    [
        pytest.param("他想著，他想著，他想著", id="a loop"),
        pytest.param("……", id="only marks"),
        pytest.param("", id="nothing"),
    ],
)
async def test_by_hand_another_text_is_shown_where_the_first_can_not_be(
    open_service: OpenService, passage: MakePassage, first: str
) -> None:
    def script(request: GenerationRequest) -> str:
        return "信封是空的" if request.sampling.temperature else first

    service = await open_service(ScriptedEngine(script))
    place = passage("他走進房間，看見桌上有一封信，‸")
    assert isinstance(await service.completer.suggest(place), Suppressed)
    outcome = await service.completer.suggest(place, invoked=True)
    assert texts(outcome) == ["信封是空的"]


async def test_by_hand_nothing_is_left_of_a_loop_but_its_first_time(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("打開信封，他想著，他想著，他想著"))
    place = passage("他走進房間，看見桌上有一封信，‸")
    assert texts(await service.completer.suggest(place, invoked=True)) == ["打開信封，他想著"]
