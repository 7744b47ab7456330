"""Quotation marks, emphasis, tables and markup, in ghost text, continuations and takes alike."""

from collections.abc import Awaitable, Callable

import pytest

from afterword.errors import DocumentError, NoUsableTextError
from afterword.writing.passage import Passage
from afterword.writing.places.offers import offers_at
from afterword.writing.results import Suppressed
from afterword.writing.service import WritingService
from afterword.writing.task import Task, TaskTarget
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService

Write = Callable[[WritingService, Passage], Awaitable[str]]


async def ghost_text(service: WritingService, passage: Passage) -> str:
    outcome = await service.completer.suggest(passage, invoked=True)
    return "" if isinstance(outcome, Suppressed) else outcome[0].text


async def continuation(service: WritingService, passage: Passage) -> str:
    return (await service.continuer.continue_paragraph(passage)).text


async def first_take(service: WritingService, passage: Passage) -> str:
    return (await service.continuer.continue_in_takes(passage, 1))[0].text


each_way = pytest.mark.parametrize("write", [ghost_text, continuation, first_take])


@each_way
@pytest.mark.parametrize(
    ("marked", "written", "shown"),
    [
        pytest.param("“Yes,” he said. “It is‸", ' late now," said Ann.', " late now,” said Ann.", id="curly"),
        pytest.param('"Yes," he said. "It is‸', " late now,” said Ann.", ' late now," said Ann.', id="straight"),
        pytest.param("‘Yes,’ he said. ‘No.’ ‘It’s‸", ' late now," said Ann.', " late now,’ said Ann.", id="British"),
        pytest.param("„Ja“, sagte er. „Es ist‸", ' zu spät", sagte sie.', " zu spät“, sagte sie.", id="German"),
        pytest.param("Sie ging. „Es ist‸", " nun zu spät”, sagte sie.", " nun zu spät“, sagte sie.", id="German, first"),
        pytest.param("»Ja«, sagte er. »Es ist‸", " zu spät“, sagte sie.", " zu spät«, sagte sie.", id="German books"),
        pytest.param("«Ja», sagte er. «Es ist‸", " zu spät », sagte sie.", " zu spät», sagte sie.", id="Swiss"),
        pytest.param("„Tak”, rzekł. „Jest już‸", " za późno“, odparła ona.", " za późno”, odparła ona.", id="Polish"),
        pytest.param("Wyszła. „Nie wiem, co się‸", " z nim stało“, odparła.", " z nim stało”, odparła.", id="Polish, first"),
        pytest.param("„Da”, spuse el. „Este prea‸", ' târziu acum", spuse ea.', " târziu acum”, spuse ea.", id="Romanian"),
        pytest.param("„Ja,” zei hij. „Het is‸", " nu te laat,“ zei ze.", " nu te laat,” zei ze.", id="Dutch"),
        pytest.param("„Igen” – mondta. „Már nagyon‸", " késő van“ – felelte ő.", " késő van” – felelte ő.", id="Hungarian"),
        pytest.param("”Ja”, sade han. ”Det är‸", ' för sent", sade hon.', " för sent”, sade hon.", id="Swedish"),
        pytest.param("»Ja», sade han. »Det är‸", " för sent«, sade hon.", " för sent», sade hon.", id="Swedish guillemets"),
        pytest.param("”Kyllä”, hän sanoi. ”On‸", ' liian myöhäistä", hän sanoi.', " liian myöhäistä”, hän sanoi.", id="Finnish"),
        pytest.param("»Ja,« sagde han. »Det er‸", " for sent,” sagde hun.", " for sent,« sagde hun.", id="Danish"),
        pytest.param("« Oui », dit-il. « Il est‸", " trop tard», dit-elle enfin.", " trop tard », dit-elle enfin.", id="French"),
        pytest.param("«\u202fOui\u202f», dit-il. «\u202fIl est‸", ' trop tard", dit-elle enfin.', " trop tard\u202f», dit-elle enfin.", id="French, narrow"),
        pytest.param("Elle vient. «\u00a0Il est‸", " trop tard », dit-elle enfin.", " trop tard\u00a0», dit-elle enfin.", id="French, first"),
        pytest.param("«Sí», dijo él. «Es ya‸", ' muy tarde", dijo ella.', " muy tarde», dijo ella.", id="Spanish"),
        pytest.param("—Sí —dijo él—. Ya.\n\n—Es ya muy tarde —‸", " dijo ella con calma.", "dijo ella con calma.", id="Spanish dialogue"),
        pytest.param("«Да», — сказал он. «Уже‸", ' слишком поздно", — сказала она.', " слишком поздно», — сказала она.", id="Russian"),
        pytest.param("“Sim”, disse. “É já‸", ' muito tarde", disse ela.', " muito tarde”, disse ela.", id="Portuguese"),
        pytest.param("「走。」他說。「現在‸", "已經太晚了。”她說。", "已經太晚了。」她說。", id="Chinese corners"),
        pytest.param("「はい」と彼は言った。「もう‸", "遅いです”と彼女は静かに言った。", "遅いです」と彼女は静かに言った。", id="Japanese"),
        pytest.param("“네.” 그가 말했다. “너무‸", ' 늦었어요," 그녀가 말했다.', " 늦었어요,” 그녀가 말했다.", id="Korean"),
        pytest.param("她推开窗,外面下着雪,‸", " 风从山上慢慢地吹下来。", "风从山上慢慢地吹下来。", id="Chinese, ASCII comma"),
    ],
)  # fmt: skip
async def test_quotations_close_as_on_the_page(
    open_service: OpenService,
    passage: MakePassage,
    *,
    write: Write,
    marked: str,
    written: str,
    shown: str,
) -> None:
    service = await open_service(ScriptedEngine(written), paragraph={"temperature": 0})
    assert await write(service, passage(marked)) == shown


async def test_typing_into_a_suggestion_with_the_page_s_marks_keeps_it(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(' late," said Ann')
    service = await open_service(engine)
    text = "“Yes,” he said. “It is"
    assert await ghost_text(service, passage(f"{text}‸")) == " late,” said Ann"
    assert await ghost_text(service, passage(f"{text} late,” s‸")) == "aid Ann"
    assert len(engine.requests) == 1


async def test_the_model_s_marks_stay_where_the_writer_wants_it(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(
        ScriptedEngine(' late," said Ann'), paragraph={"follow_marks": False}
    )
    assert await ghost_text(service, passage("“It is‸")) == ' late," said Ann'.partition('"')[0]


@pytest.mark.parametrize("write", [continuation, first_take])
@pytest.mark.parametrize(
    ("marked", "language_id", "shown"),
    [
        pytest.param("She read. *I never meant to leave, and I ‸", "markdown", "was wrong to go.*", id="star"),
        pytest.param("She read. _I never meant to leave, and I ‸", "plaintext", "was wrong to go._", id="plain text"),
        pytest.param("She read. **I never meant to leave, and I ‸", "markdown", "was wrong to go.**", id="strong"),
        pytest.param("She read. /I never meant to leave, and I ‸", "org", "was wrong to go./", id="Org"),
        pytest.param("She read. \\emph{I never meant to leave, and I ‸", "latex", "was wrong to go.}", id="LaTeX"),
        pytest.param("She read. <em>I never meant to leave, and I ‸", "markdown", "was wrong to go.</em>", id="HTML"),
        pytest.param("She read. *I never meant to leave, and I ‸*", "markdown", "was wrong to go.", id="closed behind it"),
    ],
)  # fmt: skip
async def test_a_continuation_closes_the_emphasis(
    open_service: OpenService,
    passage: MakePassage,
    *,
    write: Write,
    marked: str,
    language_id: str,
    shown: str,
) -> None:
    service = await open_service(ScriptedEngine("was wrong to go."), paragraph={"temperature": 0})
    assert await write(service, passage(marked, language_id=language_id)) == shown


async def test_emphasis_that_the_model_closes_is_left_alone(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("was wrong.* She wept all day."))
    text = await continuation(service, passage("She read. *I never left, and I ‸"))
    assert text == "was wrong.* She wept all day."


@pytest.mark.parametrize("marked", ["He was *very ‸* tired.", "He was *very* tired ‸and sad."])
async def test_emphasis_that_is_closed_is_not_closed_again(
    open_service: OpenService, passage: MakePassage, marked: str
) -> None:
    service = await open_service(ScriptedEngine(" She was wrong to go."))
    assert await continuation(service, passage(marked)) == " She was wrong to go."


async def test_emphasis_is_not_opened_twice(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("will not leave you. *You must wait,* he"))
    text = await continuation(service, passage("She read. *I never left, and I ‸"))
    assert text == "will not leave you.*"


async def test_a_quotation_closed_behind_the_cursor_is_continued_inside(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("was wrong to go.” She wept."))
    place = passage("She said: “I never left, and I ‸”\n")
    text = await service.continuer.continue_paragraph(place)
    assert (text.text, text.insert_char_offset) == ("was wrong to go.", place.char_offset)


@pytest.mark.parametrize(
    ("marked", "written", "shown"),
    [
        pytest.param("He was *very ‸* tired.", "much* awake, and", "much", id="closes it"),
        pytest.param("He was **so ‸** tired.", "very *very* much", "very", id="opens another"),
        pytest.param("He was _so ‸ much_ tired.", "very_ and", "very", id="in the middle"),
        pytest.param("He was *very ‸* tired.", "*much* awake", "", id="begins with one"),
    ],
)
async def test_a_pair_around_the_cursor_is_not_broken(
    open_service: OpenService, passage: MakePassage, marked: str, written: str, shown: str
) -> None:
    service = await open_service(ScriptedEngine(written))
    assert await ghost_text(service, passage(marked)) == shown


TABLE = "| Bird | Place |\n|---|---|\n| Heron | the water |\n"
ROW = f"{TABLE}| Reed | on the bank of the ‸"


@pytest.mark.parametrize(
    ("marked", "written"),
    [
        pytest.param("| The heron stands on the bank of the ‸", "river | x |", id="the first cell"),
        pytest.param("| ‸", "river | x |", id="nothing but a bar"),
        pytest.param("Bird | Place\n---|---\nThe ‸", "river | x", id="no outer bars"),
    ],
)
async def test_ghost_text_closes_no_first_cell(
    open_service: OpenService, passage: MakePassage, *, marked: str, written: str
) -> None:
    service = await open_service(ScriptedEngine(written))
    assert await ghost_text(service, passage(marked)) == "river"


@each_way
@pytest.mark.parametrize(
    ("marked", "written", "shown"),
    [
        pytest.param(ROW, "slow river | brown |\n| Duck |", "slow river", id="the last row"),
        pytest.param(ROW, "slow river\n| Duck |", "slow river", id="a line break"),
        pytest.param(f"{TABLE}| Reed | on the ‸ |\n", "bank | brown", "bank", id="closed"),
        pytest.param("a | b\n---|---\nReed | on the ‸", "bank | brown", "bank", id="no outer bars"),
        pytest.param("| Reed | on the bank of the ‸", "river | brown |", "river", id="one row"),
    ],
)
async def test_a_cell_holds_no_bar_and_no_line_break(
    open_service: OpenService,
    passage: MakePassage,
    *,
    write: Write,
    marked: str,
    written: str,
    shown: str,
) -> None:
    service = await open_service(ScriptedEngine(written), paragraph={"temperature": 0})
    assert await write(service, passage(marked)) == shown


@pytest.mark.parametrize("form", ["", "---\nform: poem\n---\n\n"])
async def test_a_table_is_no_verse(
    open_service: OpenService, passage: MakePassage, form: str
) -> None:
    service = await open_service(ScriptedEngine("a line"))
    place = passage(form + ROW)
    assert Task.LINE not in [offer.task for offer in offers_at(place)]
    with pytest.raises(DocumentError):
        await service.continuer.continue_paragraph(place, TaskTarget(task=Task.LINE))


async def test_the_next_paragraph_goes_under_the_whole_table(
    open_service: OpenService, passage: MakePassage
) -> None:
    service = await open_service(ScriptedEngine("The reeds were brown in the evening."))
    place = passage(f"{TABLE}| Reed | bank‸ |\n| Duck | pond |\n\nThe end.")
    text = await service.continuer.continue_paragraph(place, TaskTarget(task=Task.NEXT))
    assert place.text[: text.insert_char_offset].endswith("| Duck | pond |")
    assert text.text == "\n\nThe reeds were brown in the evening."


async def test_a_candidate_with_markup_is_written_anew(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(
        lambda request: (
            " It rained all day long, until the night. Nobody came."
            if request.banned_first_tokens
            else " <h2>The Rain</h2> It rained."
        )
    )
    service = await open_service(engine)
    text = await continuation(service, passage("She opened the door.‸"))
    assert text == " It rained all day long, until the night. Nobody came."
    assert await ghost_text(service, passage("She left and he stayed.‸")) == (
        " It rained all day long, until the night."
    )


async def test_text_before_markup_is_kept_where_nothing_else_comes(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" It rained all day. <h2>The Rain</h2> It rained.")
    service = await open_service(engine)
    assert await continuation(service, passage("She opened the door.‸")) == " It rained all day."
    assert await ghost_text(service, passage("She opened the door, and‸")) == " It rained all day."


async def test_markup_alone_is_refused(open_service: OpenService, passage: MakePassage) -> None:
    service = await open_service(ScriptedEngine("<p><b></b></p>"))
    with pytest.raises(NoUsableTextError):
        await continuation(service, passage("She opened the door.‸"))


@each_way
@pytest.mark.parametrize(
    ("marked", "first"),
    [
        pytest.param(ROW, " | brown |", id="a bar"),
        pytest.param("She was *very ‸*", "*good* tired", id="a star"),
    ],
)
async def test_what_would_end_the_cell_or_the_emphasis_at_once_is_written_anew(
    open_service: OpenService, passage: MakePassage, write: Write, marked: str, first: str
) -> None:
    engine = ScriptedEngine(lambda request: "slow river." if request.banned_first_tokens else first)
    service = await open_service(engine, paragraph={"temperature": 0})
    assert await write(service, passage(marked)) == "slow river."
