"""What comes at the places that users of such tools report: ghost text by hand, and paragraphs.

usage: python benchmarks/quality/reported_inputs.py [--only CONTINUE] > table.md

Run it on two revisions, with each one's ``server`` on PYTHONPATH, to compare them. ``‸`` is the cursor.
"""

import argparse
import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from afterword.cli.command_service import open_service
from afterword.cli.commands.complete import with_long_deadline
from afterword.errors import AfterwordError
from afterword.settings import SettingsLayer, merge_settings
from afterword.writing.passage import Passage
from afterword.writing.results import Suppressed
from afterword.writing.service import WritingService
from afterword.writing.task import Task, TaskTarget

VALUES: Final = {"threads": 1, "paragraph": {"max_words": 30, "seed": 7}}
OFFERS: Final = 3


class Request(StrEnum):
    """What is asked for at a place."""

    GHOST = "by hand"
    CONTINUE = "Continue"
    NEXT = "next paragraph"


@dataclass(frozen=True, slots=True)
class Reported:
    """One input, what is asked for there, and the LSP language id."""

    marked: str
    request: Request = Request.GHOST
    language_id: str = "markdown"


INPUTS: Final = (
    Reported("Hello wor‸"),
    Reported("The rain came down on the roof of the old‸"),
    Reported(
        "She lay awake and listened to the sea. The night was long—too long—and then‸",
        Request.CONTINUE,
    ),
    Reported("It was late, and he knew it. He could not leave without‸", Request.CONTINUE),
    Reported("She walked to the end of the pier, and also‸", Request.CONTINUE),
    Reported("Студент достал тетрадь и начал писать конс‸"),
    Reported("노인은 강가에 앉아서 물‸"),
    Reported("ชายชรานั่งอยู่ริมแม่‸"),
    Reported("He was born on the 14‸"),
    Reported("The house has stood empty since the 1990‸"),
    Reported("She went out for a 5‸ run"),
    Reported("She wrote down a short descrip‸"),
    Reported("We asked the Capta‸"),
    Reported("He came late. I’m afra‸"),
    Reported("„Nie wiem” – powiedziała Anna. Spojrzała w okno. „Jutro będzie za późno, ‸", Request.CONTINUE),
    Reported("»Ich weiß nicht«, sagte sie. Er schwieg lange. »Morgen ist es ‸", Request.CONTINUE),
    Reported("»Jag vet inte», sade hon. Han teg länge. »I morgon är det ‸", Request.CONTINUE),
    Reported("« Je ne sais pas », dit-elle. Il se tut. « Demain, il sera ‸", Request.CONTINUE),
    Reported("她推开窗,外面下着雪,‸"),
    Reported("彼はドアを開けて,‸"),
    Reported("She opened the letter. *I never meant to leave you, and I ‸", Request.CONTINUE),
    Reported("He was *very ‸* tired."),
    Reported("| Bird | Where |\n|---|---|\n| Reed | on the bank of the ‸"),
    Reported("#+begin_src python\nimport matplotlib.pyplot as ‸", language_id="org"),
    Reported('#import "@preview/cetz:0.2.2": canvas, dr‸', language_id="typst"),
    Reported("[source,python]\n----\nimport matplotlib.pyplot as ‸", language_id="asciidoc"),
    Reported(".. code-block:: python\n\n   import matplotlib.pyplot as ‸", language_id="restructuredtext"),
    Reported("他走進房間，看見桌上有一封信，‸"),
    Reported("She put on her coat and went out to the ‸", Request.NEXT),
    Reported("ชายชรานั่งอยู่ริมแม่น้ำและมองดูเรือลอยผ่านไป‸", Request.CONTINUE),
    Reported("他想起了她在信里写的那句话:‸"),
    Reported("We all laughed until we cried 👨‍👩‍👧‍👦‸"),
    Reported("He went upstairs to his father’s room and pulled at the drawer of the desk.‸", Request.CONTINUE),
)  # fmt: skip


def main() -> None:
    """Print a table of what comes at each place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=[each.name for each in Request])
    only = parser.parse_args().only
    asyncio.run(_print_table([each for each in INPUTS if only in {None, each.request.name}]))


async def _print_table(inputs: list[Reported]) -> None:
    settings, problems = merge_settings([SettingsLayer(source="reported", values=VALUES)])
    if problems:
        raise SystemExit("\n".join(problems))
    print("| input | asked for | what comes |\n|---|---|---|")
    async with open_service(settings) as service:
        for reported in inputs:
            before, _, after = reported.marked.partition("‸")
            passage = Passage(
                text=before + after,
                char_offset=len(before),
                language_id=reported.language_id,
                settings=settings,
            )
            came = await _ask(service, passage, reported.request)
            cells = (reported.marked[-60:], reported.request, came)
            print("| " + " | ".join(_cell(each) for each in cells) + " |", flush=True)


async def _ask(service: WritingService, passage: Passage, request: Request) -> str:
    if request is Request.GHOST:
        outcome = await service.completer.suggest(
            with_long_deadline(passage), invoked=True, count=OFFERS
        )
        if isinstance(outcome, Suppressed):
            return f"nothing: {outcome}"
        return " · ".join(f"`{each.text}`" for each in outcome)
    target = TaskTarget(task=Task.NEXT if request is Request.NEXT else Task.CONTINUE)
    try:
        written = await service.continuer.continue_paragraph(passage, target)
    except AfterwordError as error:
        return f"refused: {error}"
    return f"`{written.text}`"


def _cell(text: str) -> str:
    return text.replace("\n", "⏎").replace("|", "\\|")


if __name__ == "__main__":
    main()
