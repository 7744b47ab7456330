"""``afterword try``: shows ghost text and continuations on two samples of prose."""

import asyncio
import time
from argparse import Namespace
from dataclasses import replace
from importlib import resources

from rich.console import Console
from rich.text import Text

from afterword.cli.command_service import open_service, read_settings
from afterword.cli.commands.complete import with_long_deadline
from afterword.cli.commands.continue_text import stream
from afterword.engine.loading.paragraph_model import find_larger_model, with_paragraph_model
from afterword.errors import NoUsableTextError
from afterword.settings import Settings
from afterword.writing.passage import Passage
from afterword.writing.results import Suppressed
from afterword.writing.service import WritingService

SAMPLES = (("English", "english.md"), ("中文", "chinese.md"))
CURSOR = "‸"


def run_try(_arguments: Namespace) -> int:
    """Show ghost text and a continued paragraph on each sample."""
    return asyncio.run(_try(read_settings()))


async def _try(settings: Settings) -> int:
    settings = with_paragraph_model(settings)
    console = Console(highlight=False)
    started_s = time.perf_counter()
    async with open_service(settings) as service:
        console.print(
            f"Model [bold]{settings.inline_model}[/bold] ready in {time.perf_counter() - started_s:.1f} s. "
            "What you typed is plain, what Afterword offers is [cyan italic]in this style[/]."
        )
        for language, name in SAMPLES:
            console.rule(language)
            await _show_sample(service, _read_sample(name, settings), console)
    console.rule()
    _show_larger_model(settings, console)
    console.print(
        "Your own text: [bold]afterword complete FILE[/], [bold]afterword continue FILE[/]. "
        "In your editor: README.md."
    )
    return 0


def _show_larger_model(settings: Settings, console: Console) -> None:
    """Say that a larger model could write the paragraphs, where it is not installed."""
    larger = find_larger_model(settings)
    if larger is not None:
        console.print(
            f"{larger.entry.title} writes better paragraphs, and is not installed "
            f"({larger.entry.download_bytes / 1e6:,.0f} MB): "
            f"[bold]{larger.entry.install_command}[/]"
        )


async def _show_sample(service: WritingService, passage: Passage, console: Console) -> None:
    await service.wait_until_ready()  # where both models don't fit, the other one is being unloaded
    paragraph = passage.before.rpartition("\n\n")[2]
    outcome = await service.completer.suggest(with_long_deadline(passage))
    if isinstance(outcome, Suppressed):
        ghost, note = "", f"no ghost text here: {outcome}"
    else:
        first = outcome[0]
        ghost = first.text
        note = f"ghost text, {first.timings_ms['total']:.0f} ms, confidence {first.confidence:.2f}"
    console.print(Text(paragraph) + Text(ghost, style="cyan italic"))
    console.print(f"({note})\n", style="dim")
    text = passage.before + ghost
    accepted = replace(passage, text=text, char_offset=len(text), uri="try")
    await _continue(service, accepted, console)


async def _continue(service: WritingService, passage: Passage, console: Console) -> None:
    console.print(f"Continue paragraph, with {service.settings.paragraph_model}:", style="bold")
    try:
        take = await stream(service, passage, console, style="cyan italic")
    except NoUsableTextError as error:
        console.print(f"({error})", style="dim")
        return
    seconds = take.timings_ms["total"] / 1e3
    rate = take.usage.generated_tokens / max(seconds, 1e-9)
    console.print(f"({seconds:.1f} s, {rate:.0f} tokens/s)", style="dim")


def _read_sample(name: str, settings: Settings) -> Passage:
    sample = resources.files("afterword.cli").joinpath("samples", name)
    before, _, after = sample.read_text(encoding="utf-8").partition(CURSOR)
    return Passage(
        text=before + after,
        char_offset=len(before),
        language_id="markdown",
        uri=name,
        settings=settings,
    )
