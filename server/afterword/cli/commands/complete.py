"""``afterword complete``: prints the ghost text at a place in a file."""

import asyncio
import json
import sys
from argparse import Namespace
from dataclasses import replace
from typing import Any

from afterword.cli.command_service import open_service, settings_from_files
from afterword.cli.input_document import folder_of, in_project, read_passage
from afterword.engine.loading.voice_choice import choose_voices
from afterword.settings import Settings
from afterword.writing.passage import Passage
from afterword.writing.prompt_explanation import PromptPurpose, explain_prompt
from afterword.writing.results import Suggestion, Suppressed

LONG_DEADLINE_MS = 10_000
"""Milliseconds to wait for the whole suggestion, since nobody is typing."""


def run_complete(arguments: Namespace) -> int:
    """Print the suggestion, or say on stderr why there is none."""
    passage = read_passage(arguments)
    settings = settings_from_files(
        model=arguments.model, voice=arguments.voice, folder=folder_of(arguments)
    )
    passage = in_project(passage, settings, folder_of(arguments))
    if arguments.voice is None:
        settings = settings.with_voice(passage.voice)
    if arguments.explain:
        explained = explain_prompt(
            passage,
            purpose=PromptPurpose.GHOST_TEXT,
            model=settings.inline_model,
            voice=choose_voices(settings).inline.name,
        )
        print(explained, file=sys.stderr if arguments.json else sys.stdout)
    outcome = asyncio.run(_complete(passage, settings, arguments))
    if arguments.json:
        print(json.dumps(describe(outcome, model=settings.inline_model), ensure_ascii=False))
    elif isinstance(outcome, Suppressed):
        print(f"(nothing to show: {outcome})", file=sys.stderr)
    else:
        print("\n".join(suggestion.text for suggestion in outcome))
    return 0


async def _complete(
    passage: Passage, settings: Settings, arguments: Namespace
) -> list[Suggestion] | Suppressed:
    invoked = arguments.invoked or arguments.takes > 1
    async with open_service(settings) as service:
        return await service.completer.suggest(
            with_long_deadline(passage), invoked=invoked, count=arguments.takes
        )


def with_long_deadline(passage: Passage) -> Passage:
    """Return the passage with a deadline that lets every suggestion complete."""
    settings = passage.settings.with_inline(deadline_ms=LONG_DEADLINE_MS)
    return replace(passage, settings=settings)


def describe(outcome: list[Suggestion] | Suppressed, *, model: str) -> dict[str, Any]:
    """Return the JSON object for an outcome; several takes are listed under ``takes`` too."""
    if isinstance(outcome, Suppressed):
        return {
            "text": "",
            "suppressed": str(outcome),
            "confidence": 0.0,
            "model": model,
            "tokens": 0,
            "timings_ms": {},
        }
    described = [
        {
            "text": suggestion.text,
            "suppressed": None,
            "confidence": round(suggestion.confidence, 4),
            "model": suggestion.model,
            "tokens": suggestion.tokens,
            "timings_ms": {name: round(ms, 1) for name, ms in suggestion.timings_ms.items()},
        }
        for suggestion in outcome
    ]
    return described[0] | ({"takes": described} if len(described) > 1 else {})
