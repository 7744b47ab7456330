"""``afterword continue``: the rest of a paragraph, written while you watch."""

import asyncio
import json
from argparse import Namespace
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.text import Text

from afterword.cli.reading import read_passage
from afterword.cli.session import open_workshop, settings_from_files
from afterword.errors import NothingToSayError
from afterword.settings import Settings
from afterword.writing.outcome import Continuation
from afterword.writing.passage import Passage
from afterword.writing.workshop import Workshop

SEEDS_PER_TAKE = 1000


def run_continue(arguments: Namespace) -> int:
    """Print as many continuations as were asked for."""
    passage = read_passage(arguments)
    settings = settings_from_files(model=arguments.model)
    return asyncio.run(_continue(passage, settings, arguments))


async def _continue(passage: Passage, settings: Settings, arguments: Namespace) -> int:
    console = Console()
    async with open_workshop(settings) as workshop:
        takes: list[Continuation] = []
        for number in range(arguments.takes):
            if arguments.takes > 1 and not arguments.json:
                console.print(f"[bold]Take {number + 1}[/bold]")
            seed = seed_of_take(number, asked=arguments.seed, settings=settings)
            if arguments.json:
                take = await workshop.continuer.continue_paragraph(passage, seed=seed)
            else:
                take = await stream(workshop, passage, console, seed=seed)
            takes.append(take)
    if arguments.json:
        described = [describe(take) for take in takes]
        several = {"takes": described} if len(described) > 1 else {}
        print(json.dumps(described[0] | several, ensure_ascii=False))
    return 0


def seed_of_take(number: int, *, asked: int | None, settings: Settings) -> int | None:
    """Return a seed of its own for each take, or None for one that is drawn freely.

    Each take may need several draws, which have seeds of their own: see ``Continuer``.
    """
    first = settings.paragraph.seed if asked is None else asked
    return None if first is None else first + SEEDS_PER_TAKE * number


async def stream(
    workshop: Workshop,
    passage: Passage,
    console: Console,
    *,
    seed: int | None,
    style: str = "italic",
) -> Continuation:
    """Continue the paragraph; on a terminal the text grows, and its unfinished end goes away.

    Raises:
        NothingToSayError: nothing fit to show was written.
    """
    if not console.is_terminal:
        take = await workshop.continuer.continue_paragraph(passage, seed=seed)
        console.print(take.text.strip("\n"), markup=False, highlight=False, soft_wrap=True)
        return take
    with Live(Text(), console=console, refresh_per_second=20) as live:

        def show(text: str) -> None:
            live.update(Text(text.strip(), style=style))

        try:
            take = await workshop.continuer.continue_paragraph(passage, on_text=show, seed=seed)
        except NothingToSayError:
            live.update(Text())
            raise
        live.update(Text(take.text.strip(), style=style))
    return take


def describe(take: Continuation) -> dict[str, Any]:
    """Return the JSON object for one continuation."""
    return {
        "text": take.text,
        "suppressed": None,
        "confidence": round(take.confidence, 4),
        "model": take.model,
        "tokens": take.usage.generated_tokens,
        "insert_char_offset": take.insert_char_offset,
        "timings_ms": {name: round(ms, 1) for name, ms in take.timings_ms.items()},
    }
