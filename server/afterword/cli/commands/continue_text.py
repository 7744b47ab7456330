"""``afterword continue``: prints a continuation of a paragraph while it is generated."""

import asyncio
import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.text import Text

from afterword.cli.command_service import open_service, settings_for_paragraphs
from afterword.cli.control_options import controls_from
from afterword.cli.input_document import folder_of, in_project, read_passage
from afterword.engine.instructions.instruction_support import supports_instructions
from afterword.engine.loading.voice_choice import choose_voices
from afterword.errors import AfterwordError, NoUsableTextError
from afterword.settings import Settings
from afterword.settings.controls import ControlValues
from afterword.writing.effective_controls import NO_CONTROLS
from afterword.writing.passage import Passage
from afterword.writing.prompt_explanation import PromptPurpose, explain_prompt
from afterword.writing.results import Continuation
from afterword.writing.service import WritingService
from afterword.writing.task import REST_OF_PARAGRAPH, Task, TaskTarget


def run_continue(arguments: Namespace) -> int:
    """Print as many continuations as are requested.

    Raises:
        AfterwordError: several takes of a task that has one, or nothing fit to show.
    """
    if arguments.takes > 1 and arguments.task != Task.CONTINUE:
        raise AfterwordError(f"--takes does not go with --task {arguments.task}.")
    passage = read_passage(arguments)
    settings = settings_for_paragraphs(
        model=arguments.model, voice=arguments.voice, folder=folder_of(arguments)
    )
    passage = in_project(passage, settings, folder_of(arguments))
    if arguments.voice is None:
        settings = settings.with_voice(passage.voice)
    controls = controls_from(arguments)
    if arguments.explain:
        model = settings.paragraph_model
        explained = explain_prompt(
            passage,
            purpose=PromptPurpose.PARAGRAPH,
            model=model,
            voice=choose_voices(settings).paragraph.name,
            controls=controls,
            follows_instructions=supports_instructions(model, runs_template=True),
        )
        print(explained, file=sys.stderr if arguments.json else sys.stdout)
    return asyncio.run(_continue(passage, settings, arguments, controls))


async def _continue(
    passage: Passage, settings: Settings, arguments: Namespace, controls: ControlValues
) -> int:
    console = Console()
    target = TaskTarget(task=Task(arguments.task), speaker=str(arguments.speaker))
    async with open_service(settings) as service:
        if arguments.takes > 1:
            with nullcontext() if arguments.json else writing_status(console):
                takes = await service.continuer.continue_in_takes(
                    passage, arguments.takes, controls=controls
                )
        elif arguments.json:
            write = service.continuer.continue_paragraph
            takes = [await write(passage, target, controls=controls)]
        else:
            takes = [await stream(service, passage, console, target=target, controls=controls)]
    if takes[0].note and not arguments.json:
        Console(stderr=True).print(takes[0].note, markup=False, highlight=False)
    if arguments.json:
        print(json.dumps(describe_takes(takes), ensure_ascii=False))
    elif arguments.takes > 1:
        show_takes(takes, console)
    return 0


def writing_status(console: Console) -> AbstractContextManager[object]:
    """Return a spinner for a terminal; nothing elsewhere."""
    return console.status("Writing …") if console.is_terminal else nullcontext()


def show_takes(takes: Sequence[Continuation], console: Console) -> None:
    """Print each take under its number, the most probable first."""
    for number, take in enumerate(takes, start=1):
        console.print(f"[bold]Take {number}[/bold]")
        console.print(take.text.strip("\n"), markup=False, highlight=False, soft_wrap=True)


async def stream(
    service: WritingService,
    passage: Passage,
    console: Console,
    *,
    target: TaskTarget = REST_OF_PARAGRAPH,
    controls: ControlValues = NO_CONTROLS,
    style: str = "italic",
) -> Continuation:
    """Print a continuation; on a terminal while it grows, until its unfinished end is cut.

    Raises:
        NoUsableTextError: nothing fit to show was generated.
    """
    write = service.continuer.continue_paragraph
    if not console.is_terminal:
        take = await write(passage, target, controls=controls)
        console.print(take.text.strip("\n"), markup=False, highlight=False, soft_wrap=True)
        return take
    with Live(Text(), console=console, refresh_per_second=20) as live:

        def show(text: str) -> None:
            live.update(Text(text.strip(), style=style))

        try:
            take = await write(passage, target, on_text=show, controls=controls)
        except NoUsableTextError:
            live.update(Text())
            raise
        live.update(Text(take.text.strip(), style=style))
    return take


def describe_takes(takes: Sequence[Continuation]) -> dict[str, Any]:
    """Return the JSON object for one continuation, or for several: the first, and all of them."""
    described = [describe(take) for take in takes]
    return described[0] | ({"takes": described} if len(described) > 1 else {})


def describe(take: Continuation) -> dict[str, Any]:
    """Return the JSON object for one continuation."""
    return {
        "text": take.text,
        "suppressed": None,
        "confidence": round(take.confidence, 4),
        "model": take.model,
        "tokens": take.usage.generated_tokens,
        "insert_char_offset": take.insert_char_offset,
        "note": take.note,
        "timings_ms": {name: round(ms, 1) for name, ms in take.timings_ms.items()},
    }
